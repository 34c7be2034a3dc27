//! Why the nickname is missing: three questions, the code, what speaks for it, and what to change.

use diagnosis::{Code, Diagnosis, Finding, Layer, Outcome, Verdict};
use lab_model::{SceneState, Switch};
use leptos::prelude::*;

use super::super::{
    names,
    visit::visit,
    words::{say, t, text, w},
};
use super::{
    learning,
    shown::{Progress, Shown},
};

/// The panel.
pub fn verdict(shown: &Shown) -> AnyView {
    // Said to a page that was open when the scene ended: one that is loaded now offers to start it.
    if matches!(shown.scene.state, SceneState::Stopped | SceneState::Failed(_)) {
        let words = t("这个场景没有运行。", "This scene does not run.");
        let again = visit().again("content");
        return view! {
            <p class="empty">{words}" "<a class="quiet-link" href=again>{t("重新载入页面", "Load the page again")}</a></p>
        }
        .into_any();
    }
    let Some(diagnosis) = &shown.diagnosis else {
        return nothing_yet();
    };
    if diagnosis.outcome == Outcome::CouldNotRun || is_early(shown, diagnosis) {
        let sentence = if is_early(shown, diagnosis) {
            t(
                "登录成功了。现在看商城。",
                "The login succeeded. Now look at the mall.",
            )
            .to_owned()
        } else {
            text(&diagnosis.sentence)
        };
        return view! {
            {gates(diagnosis)}
            <p class="verdict__sentence verdict__sentence--quiet">{sentence}</p>
        }
        .into_any();
    }
    if shown.learned.is_to_explain() {
        return learning::explain(shown);
    }
    let next = diagnosis.next.as_ref().map_or(&[][..], |layer| &layer.verdicts);
    view! {
        {gates(diagnosis)}
        {learning::judgement(shown, diagnosis)}
        <div class="verdict__head">
            {stamps(diagnosis)}
            <p class="verdict__sentence">{text(&diagnosis.sentence)}</p>
        </div>
        {layer(&diagnosis.first)}
        {flips(shown, diagnosis)}
        {besides(t("修好这个之后，下一个会是", "Once that is repaired, next would be"), next)}
        {besides(t("顺便还发现", "Found on the way"), &diagnosis.also)}
    }
    .into_any()
}

/// The verdict in a few words: `R1` and its sentence.
pub fn in_short(shown: &Shown) -> Option<String> {
    let diagnosis = shown.diagnosis.as_ref()?;
    let is_quiet = diagnosis.outcome == Outcome::CouldNotRun || is_early(shown, diagnosis);
    if is_quiet || shown.learned.is_to_explain() {
        return None;
    }
    let labels: Vec<_> = diagnosis
        .first
        .verdicts
        .iter()
        .map(|verdict| verdict.code.to_string())
        .collect();
    Some(format!("{} {}", labels.join(" "), text(&diagnosis.sentence)))
}

/// Whether the mall was not looked at yet, so that everything is still possible.
fn is_early(shown: &Shown, diagnosis: &Diagnosis) -> bool {
    shown.progress != Progress::SeenTheMall && diagnosis.outcome == Outcome::Unknown
}

fn nothing_yet() -> AnyView {
    view! {
        <p class="empty">
            {t(
                "还没有证据：在认证服务登录，再看商城。",
                "No evidence yet: log in at auth, then look at the mall.",
            )}
        </p>
    }
    .into_any()
}

/// The three questions, each a gate that was passed or not.
fn gates(diagnosis: &Diagnosis) -> impl IntoView + use<> {
    let frame = diagnosis.frame;
    let gates = [
        (frame.arrived, w("Cookie 到了吗？", "Did the cookie arrive?")),
        (frame.resolved, w("标识认得吗？", "Did the id resolve?")),
        (frame.usable, w("内容能用吗？", "Was the content usable?")),
    ]
    .map(|(finding, question)| {
        let (class, sign, answer) = match finding {
            Finding::Yes => ("gate gate--yes", "✓", t("是", "yes")),
            Finding::No => ("gate gate--no", "✕", t("否", "no")),
            Finding::Unknown => ("gate gate--unknown", "?", t("还不知道", "not known")),
        };
        view! {
            <li class=class>
                <span class="gate__sign" aria-hidden="true">{sign}</span>
                <span class="gate__question">{say(question)}</span>
                <strong class="gate__answer">{answer}</strong>
            </li>
        }
    });
    view! { <ol class="gates" aria-label=t("三个问题", "The three questions")>{gates}</ol> }
}

/// The codes, as seals are put under a document.
fn stamps(diagnosis: &Diagnosis) -> AnyView {
    if diagnosis.outcome == Outcome::Fine {
        return view! { <span class="stamp stamp--fine" aria-hidden="true">"OK"</span> }.into_any();
    }
    diagnosis
        .first
        .verdicts
        .iter()
        .map(|verdict| view! { <Stamp code=verdict.code /> })
        .collect_view()
        .into_any()
}

/// A code as a seal.
#[component]
pub fn Stamp(code: Code) -> impl IntoView {
    view! { <span class="stamp" title=say(code.meaning()) data-testid="verdict-code">{code.to_string()}</span> }
}

fn layer(layer: &Layer) -> impl IntoView + use<> {
    let several = layer.verdicts.len() > 1;
    let verdicts = layer
        .verdicts
        .iter()
        .map(|verdict| causes(verdict, several))
        .collect_view();
    let question = layer.question.as_ref().map(|question| {
        view! {
            <p class="verdict__question">
                <strong>{t("能分清它们的一个问题：", "The one question that splits them: ")}</strong>{text(&question.text)}
            </p>
        }
    });
    view! { {verdicts} {question} }
}

fn causes(verdict: &Verdict, several: bool) -> impl IntoView + use<> {
    let proof = verdict
        .proof
        .iter()
        .map(|line| {
            let rule = line.rule.map(|rule| view! { <cite>{rule.source()}</cite> });
            view! { <li>{text(&line.text)}{rule}</li> }
        })
        .collect_view();
    let further = verdict
        .further
        .iter()
        .map(|link| {
            view! { <li><a href=link.url rel="noreferrer noopener" target="_blank">{link.title}</a></li> }
        })
        .collect_view();
    // A single cause is the headline already.
    let sentence = several.then(|| view! { <p>{text(&verdict.sentence)}</p> });
    view! {
        <article class="cause">
            {several.then(|| view! { <h3><Stamp code=verdict.code /></h3> })}
            {sentence}
            <h3>{t("证据", "Proof")}" "<code class="cause__label">{verdict.label()}</code></h3>
            <ol class="proof">{proof}</ol>
            <p class="cause__fix"><strong>{t("改法：", "Fix: ")}</strong>{text(&verdict.fix)}</p>
            <details class="cause__further" id=format!("further-{}", verdict.code)>
                <summary>{t("延伸阅读", "Further reading")}</summary>
                <ul>{further}</ul>
            </details>
        </article>
    }
}

/// Causes besides the first one, under a heading; nothing if there are none.
fn besides(heading: &'static str, verdicts: &[Verdict]) -> Option<AnyView> {
    if verdicts.is_empty() {
        return None;
    }
    let verdicts = verdicts
        .iter()
        .map(|verdict| {
            view! { <li><Stamp code=verdict.code /><span>{text(&verdict.sentence)}</span></li> }
        })
        .collect_view();
    Some(
        view! {
            <div class="verdict__next">
                <h3>{heading}</h3>
                <ul class="codes">{verdicts}</ul>
            </div>
        }
        .into_any(),
    )
}

/// Buttons to the scenes that differ by one switch; the one that the verdict asks for comes first.
fn flips(shown: &Shown, diagnosis: &Diagnosis) -> Option<AnyView> {
    let wanted = diagnosis
        .first
        .verdicts
        .first()
        .and_then(|verdict| cure(verdict.code));
    let mut flips = shown.flips.clone();
    flips.sort_by_key(|(switch, _)| Some(*switch) != wanted);
    if flips.is_empty() || diagnosis.outcome == Outcome::Fine {
        return None;
    }
    let visit = visit();
    let action = visit.to(&format!("{}/flip", names::address(&shown.scene.id)));
    let buttons = flips
        .into_iter()
        .map(|(switch, id)| {
            let class = if Some(switch) == wanted { "button button--primary" } else { "button" };
            let words = format!(
                "{}{} → {id}",
                t("只拨这一个开关再试：", "Flip only this and retry: "),
                say(names::switch(switch)),
            );
            view! {
                <form method="post" action=action.clone()>
                    <button class=class type="submit" name="switch" value=names::switch_name(switch)>{words}</button>
                </form>
            }
        })
        .collect_view();
    Some(view! { <div class="flips">{buttons}</div> }.into_any())
}

/// The switch that repairs what a code says, if one alone can.
const fn cure(code: Code) -> Option<Switch> {
    match code {
        Code::A1 | Code::A2 | Code::A11 => Some(Switch::Scope),
        Code::R1 | Code::R2 | Code::R6 | Code::R11 | Code::A9 => Some(Switch::Store),
        _ => None,
    }
}
