//! Predict, run, explain: what a learner says before and after, and whether it was right.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use diagnosis::{Code, Diagnosis, Outcome, Text};
use lab_model::{SceneId, Switch, Visitor};
use leptos::prelude::*;

use super::super::{
    names,
    visit::visit,
    words::{say, t, w},
};
use super::shown::{Progress, Shown};

/// The most learners that are remembered; then all are forgotten.
const MOST: usize = 1_000;

/// The codes among which a learner chooses: those that scenes come to.
const CHOICES: [Code; 7] = [
    Code::A1,
    Code::A9,
    Code::R1,
    Code::R2,
    Code::R6,
    Code::R5,
    Code::U1,
];

/// What learners have said, by scene and browser. Gone with the lab.
#[derive(Clone, Default)]
pub struct Learning(Arc<Mutex<HashMap<(SceneId, Visitor), Learned>>>);

/// What a learner has said of a scene.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Learned {
    /// Whether the nickname will be there.
    pub predicted: Option<Prediction>,
    /// The explanation.
    pub explained: Option<Explanation>,
    /// From which scene the learner came, and by which switch.
    pub came: Option<(SceneId, Switch)>,
    /// What is to be said once.
    note: Option<Text>,
}

/// What a learner expects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prediction {
    /// The mall will show the nickname.
    Shown,
    /// It will not.
    Missing,
}

/// What a learner takes for the cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Explanation {
    /// This code.
    Code(Code),
    /// Nothing is wrong.
    Fine,
    /// They want to be told.
    Told,
}

impl Learned {
    /// Whether the verdict is kept back until the learner has explained it.
    pub fn is_to_explain(&self) -> bool {
        self.predicted.is_some() && self.explained.is_none()
    }
}

impl Explanation {
    /// The explanation of this name in the form.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "fine" => Some(Self::Fine),
            "tell" => Some(Self::Told),
            code => CHOICES
                .into_iter()
                .find(|known| known.to_string() == code)
                .map(Self::Code),
        }
    }
}

impl Learning {
    fn lock(&self) -> MutexGuard<'_, HashMap<(SceneId, Visitor), Learned>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What this browser has said of a scene.
    pub fn of(&self, id: &SceneId, visitor: Option<&Visitor>) -> Learned {
        let known = visitor.and_then(|visitor| self.lock().get(&(id.clone(), visitor.clone())).cloned());
        known.unwrap_or_default()
    }

    /// Changes what this browser has said of a scene.
    pub fn change(&self, id: &SceneId, visitor: Option<&Visitor>, change: impl FnOnce(&mut Learned)) {
        let Some(visitor) = visitor else { return };
        let mut all = self.lock();
        if all.len() >= MOST {
            all.clear();
        }
        change(all.entry((id.clone(), visitor.clone())).or_default());
    }

    /// Says this once, on the next page of the scene.
    pub fn note(&self, id: &SceneId, visitor: Option<&Visitor>, note: Text) {
        self.change(id, visitor, |learned| learned.note = Some(note));
    }

    /// What is to be said, which is said only once.
    pub fn take_note(&self, id: &SceneId, visitor: Option<&Visitor>) -> Option<Text> {
        let key = (id.clone(), visitor?.clone());
        self.lock().get_mut(&key)?.note.take()
    }
}

/// What to do, in three steps: predict, run, explain.
#[component]
pub fn Steps(shown: Shown) -> impl IntoView {
    let visit = visit();
    let address = names::address(&shown.scene.id);
    let came = shown.learned.came.clone().map(|(from, switch)| {
        let words = format!(
            "{} {from} {}{}",
            t("和", "Compared with"),
            t("相比，只拨了一个开关：", "one switch was flipped: "),
            say(names::switch(switch)),
        );
        view! { <p class="steps__came">{words}{t("。再登录一次。", ". Log in again.")}</p> }
    });
    let predicted = match shown.learned.predicted {
        Some(Prediction::Shown) => {
            view! { <p class="steps__said">{t("你预测：商城会显示昵称。", "You predict: the mall shows the nickname.")}</p> }.into_any()
        }
        Some(Prediction::Missing) => {
            view! { <p class="steps__said">{t("你预测：昵称不会显示。", "You predict: it does not.")}</p> }.into_any()
        }
        None => view! {
            <form class="steps__form" method="post" action=visit.to(&format!("{address}/predict"))>
                <p>{t("登录之后，商城会显示昵称吗？", "After the login, will the mall show the nickname?")}</p>
                <button class="button" type="submit" name="nickname" value="shown">{t("会", "It will")}</button>
                <button class="button" type="submit" name="nickname" value="missing">{t("不会", "It will not")}</button>
            </form>
        }
        .into_any(),
    };
    let is_done = shown.progress == Progress::SeenTheMall;
    let run = match shown.progress {
        Progress::Begun => t(
            "在认证服务登录：zhangsan，密码 cfmall-demo。",
            "Log in at auth: zhangsan, password cfmall-demo.",
        ),
        Progress::LoggedIn => t("现在看商城。", "Now look at the mall."),
        Progress::SeenTheMall => t(
            "登录过，也看过商城了。",
            "You have logged in and looked at the mall.",
        ),
    };
    let class = |done: bool| {
        if done {
            "steps__step steps__step--done"
        } else {
            "steps__step"
        }
    };
    view! {
        <section class="steps" aria-labelledby="steps">
            <h2 id="steps" class="unseen">{t("预测、操作、解释", "Predict, run, explain")}</h2>
            {came}
            <ol>
                <li class=class(shown.learned.predicted.is_some())>
                    <strong>{t("预测", "Predict")}</strong>
                    {predicted}
                </li>
                <li class=class(is_done)>
                    <strong>{t("操作", "Run")}</strong>
                    <p>{run}</p>
                    <form method="post" action=visit.to(&format!("{address}/visit"))>
                        <button class="link-button" type="submit">{t("或者让脚本访客来做", "or let a scripted visitor do it")}</button>
                    </form>
                </li>
                <li class=class(shown.learned.explained.is_some())>
                    <strong>{t("解释", "Explain")}</strong>
                    <p><a href="#why">{t("昵称为什么在，或为什么不在？", "Why is the nickname there, or not?")}</a></p>
                </li>
            </ol>
        </section>
    }
}

/// The choice among explanations, in place of the verdict.
pub fn explain(shown: &Shown) -> AnyView {
    let action = visit().to(&format!("{}/explain", names::address(&shown.scene.id)));
    let choices = CHOICES
        .into_iter()
        .map(|code| (code.to_string(), say(code.meaning())))
        .chain([(
            "fine".to_owned(),
            say(w("一切正常，昵称在。", "All is well: the nickname is there.")),
        )])
        .map(|(value, words)| {
            let label = if value == "fine" {
                "OK".to_owned()
            } else {
                value.clone()
            };
            view! {
                <li>
                    <label class="explain__choice">
                        <input type="radio" name="code" value=value required=true />
                        <span class="explain__code">{label}</span>
                        <span>{words}</span>
                    </label>
                </li>
            }
        })
        .collect_view();
    view! {
        <form class="explain" method="post" action=action.clone()>
            <fieldset>
                <legend>{t("先说说你的解释，再看判定", "Say what you make of it, then see the verdict")}</legend>
                <ul>{choices}</ul>
            </fieldset>
            <button class="button button--primary" type="submit">{t("就是这个", "This is it")}</button>
        </form>
        <form method="post" action=action>
            <button class="link-button" type="submit" name="code" value="tell">{t("直接告诉我", "Just tell me")}</button>
        </form>
    }
    .into_any()
}

/// Whether prediction and explanation were right.
pub fn judgement(shown: &Shown, diagnosis: &Diagnosis) -> Option<AnyView> {
    let learned = &shown.learned;
    let fine = diagnosis.outcome == Outcome::Fine;
    let predicted = learned.predicted.map(|said| {
        let right = (said == Prediction::Shown) == fine;
        (
            right,
            if right {
                t("预测对了。", "The prediction was right.")
            } else {
                t("预测错了。", "The prediction was wrong.")
            },
        )
    });
    let explained = learned.explained.and_then(|said| {
        let right = match said {
            Explanation::Fine => fine,
            Explanation::Code(code) => diagnosis.first.codes().contains(&code),
            Explanation::Told => return None,
        };
        Some((
            right,
            if right {
                t("解释对了。", "The explanation was right.")
            } else {
                t(
                    "解释错了，看看证据。",
                    "The explanation was wrong: look at the proof.",
                )
            },
        ))
    });
    let said: Vec<_> = [predicted, explained].into_iter().flatten().collect();
    if said.is_empty() {
        return None;
    }
    let lines = said
        .into_iter()
        .map(|(right, words)| {
            let (class, sign) = if right {
                ("judged judged--right", "✓ ")
            } else {
                ("judged judged--wrong", "✕ ")
            };
            view! { <li class=class><span aria-hidden="true">{sign}</span>{words}</li> }
        })
        .collect_view();
    Some(view! { <ul class="judgement">{lines}</ul> }.into_any())
}
