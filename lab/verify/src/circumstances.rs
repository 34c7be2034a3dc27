//! What a diagnosis has to be read with: how the run was made, and what it met. It is recorded beside the evidence.

use diagnosis::{
    Code, Diagnosis, Outcome, Question, Text, Words,
    evidence::{Evidence, Service, Shown, Step},
};
use serde::{Deserialize, Serialize};

use crate::run::plain_page;

const HOLLOW: Words = Words {
    zh: "B 对伪造的值也显示所描述的内容，它证明不了登录：请写明只有登录者才看得到的内容（--mall-member）。",
    en: "B shows what was described also to a forged value, so that it proves no login: name something that only a member sees (--mall-member).",
};
const NO_MORE_LOGINS: Words = Words {
    zh: "A 不再接受登录（每分钟或每个会员的次数有限），有的探测没有做。",
    en: "A takes no more logins (a limit per minute or per member), so that some probes were not made.",
};
const HOW_MANY_LOGINS: Words = Words {
    zh: "A 多久之内接受这个会员登录多少次？过了这段时间再运行一次，或者换一个没有这个限制的测试会员。",
    en: "How many logins does A take from this member, and in what time? Run it again after that time, or with a test member without that limit.",
};
const ONE_PAGE: Words = Words {
    zh: "B 给所有人的页面都一样，从来没有所描述的内容：如果它由脚本填入，请用 --mall 给出脚本读取的地址（例如 /api/me）。",
    en: "B gives everybody the same page, never with what was described: if script fills it in, name the address that script asks with --mall (/api/me, say).",
};
const ONE_VISITOR: Words = Words {
    zh: "第二位访问者（登录之前先看过 B）没有走完：这是一位访问者看到的。",
    en: "The second visitor, who looks at B before the login, did not get through: this is what one visitor saw.",
};
const LIMIT_OF_A: Words = Words {
    zh: "A 限制请求的次数，对没有登录的访问者也一样，有的探测没有做。",
    en: "A limits requests, those of guests as well, so that some probes were not made.",
};
const LIMIT_OF_B: Words = Words {
    zh: "B 限制请求的次数，对没有登录的访问者也一样，有的探测没有做。",
    en: "B limits requests, those of guests as well, so that some probes were not made.",
};
const HOW_MANY_REQUESTS: Words = Words {
    zh: "能对这台机器放开请求次数的限制吗？放开之后再运行一次。",
    en: "Can the limit of requests be lifted for this machine? Then run it again.",
};

/// Whether there were as many logins as were wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Logins {
    Enough,
    /// A has refused one of the member, though the password was right.
    Refused,
    /// The second visitor did not get through, for another reason.
    OneVisitor,
}

/// The circumstances of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Circumstances {
    /// Whether somebody has said what B's page shows to a member.
    pub described: bool,
    /// Whether B shows what was described also to garbage.
    pub hollow: bool,
    pub logins: Logins,
    /// The services that refused everybody after some requests.
    pub limits: Vec<Service>,
    /// The fields of the login's form that were left empty.
    pub unfilled: Vec<String>,
}

impl Default for Circumstances {
    /// Those of a run that does not say them: nothing was guessed.
    fn default() -> Self {
        Self {
            described: true,
            hollow: false,
            logins: Logins::Enough,
            limits: Vec::new(),
            unfilled: Vec::new(),
        }
    }
}

impl Circumstances {
    /// Whether A takes no more logins of the member.
    pub fn has_no_logins(&self) -> bool {
        self.logins == Logins::Refused
    }

    /// The diagnosis, read with these circumstances.
    pub fn apply(&self, evidence: &Evidence, diagnosis: Diagnosis) -> Diagnosis {
        let mut diagnosis = self.doubt(evidence, diagnosis);
        if diagnosis.outcome == Outcome::CouldNotRun {
            return diagnosis;
        }
        if self.hollow {
            diagnosis.outcome = Outcome::CouldNotRun;
            diagnosis.sentence = HOLLOW.into();
            return diagnosis;
        }
        if diagnosis.first.codes().contains(&Code::L0) && !self.unfilled.is_empty() {
            let fields = self.unfilled.join(", ");
            add(
                &mut diagnosis.sentence,
                &format!("登录表单里还有没有填写的字段（{fields}），可能是验证码。"),
                &format!("The login form has a field that was left empty ({fields}): perhaps a captcha."),
            );
        }
        if self.described && diagnosis.outcome == Outcome::Unknown && is_one_page(evidence) {
            add(&mut diagnosis.sentence, ONE_PAGE.zh, ONE_PAGE.en);
        }
        match self.logins {
            Logins::Enough => {}
            Logins::Refused => hinder(&mut diagnosis, NO_MORE_LOGINS, HOW_MANY_LOGINS),
            Logins::OneVisitor => add(&mut diagnosis.sentence, ONE_VISITOR.zh, ONE_VISITOR.en),
        }
        for service in &self.limits {
            let why = match service {
                Service::A => LIMIT_OF_A,
                Service::B => LIMIT_OF_B,
            };
            hinder(&mut diagnosis, why, HOW_MANY_REQUESTS);
        }
        diagnosis
    }

    /// A guessed landmark that B has never shown does not prove that B shows nobody: what rests on that alone is undecided, and what would
    /// fail next is not said.
    fn doubt(&self, evidence: &Evidence, mut diagnosis: Diagnosis) -> Diagnosis {
        let of_b = || {
            let all = evidence.exchanges.iter();
            all.filter(|exchange| exchange.service == Service::B)
        };
        let is_member = |shown: &Shown| matches!(shown, Shown::Member(_));
        let never = !of_b().any(|exchange| {
            let response = exchange.response.as_ref();
            response.is_some_and(|response| is_member(&response.shown))
        });
        if self.described || !never {
            return diagnosis;
        }
        // A refusal needs no landmark.
        let mut all = evidence.exchanges.iter();
        let is_refused = all.any(|exchange| exchange.step == Step::Visit && exchange.status() >= 400);
        let rests = |codes: &[Code]| codes == [Code::U6];
        if diagnosis.next.as_ref().is_some_and(|next| rests(&next.codes())) {
            diagnosis.next = None;
        }
        if !rests(&diagnosis.first.codes()) || is_refused {
            return diagnosis;
        }
        diagnosis.outcome = Outcome::Unknown;
        let page = of_b()
            .find(|exchange| exchange.step == Step::Nothing)
            .map_or_else(String::new, |exchange| plain_page(&exchange.request.url));
        let text = Text::new(
            format!(
                "B 对真实的 Cookie 另有回答，但 {page} 上没有认出登录者。登录者在这个页面上应该看到什么？（--mall-member）"
            ),
            format!(
                "B answers the real cookie in another way, yet nothing on {page} was recognised as a member's. What does a member see there? (--mall-member)"
            ),
        );
        diagnosis.sentence = Text::new(
            "无法确定：U6，或者 B 的页面用没有认出的方式显示登录。",
            "Undecided: U6, or B's page shows the login in a way that was not recognised.",
        );
        diagnosis.first.question = Some(Question { text, probe: None });
        diagnosis
    }
}

/// Whether B has the same page for everybody, with and without a login, and shows nobody on it.
fn is_one_page(evidence: &Evidence) -> bool {
    let of_b = evidence.exchanges.iter().filter(|exchange| {
        let is_page = matches!(exchange.step, Step::Nothing | Step::Visit | Step::Real);
        exchange.service == Service::B && is_page
    });
    let mut pages = of_b
        .filter_map(|exchange| exchange.response.as_ref())
        .map(|response| {
            (
                response.status,
                &response.page,
                matches!(response.shown, Shown::Member(_)),
            )
        });
    let first = pages.next();
    first.is_some_and(|first| {
        first.0 == 200 && !first.2 && first.1.is_some() && pages.all(|page| page == first)
    })
}

/// Says what kept probes from being made; where something is left to be split, the question is how to make them.
fn hinder(diagnosis: &mut Diagnosis, why: Words, question: Words) {
    add(&mut diagnosis.sentence, why.zh, why.en);
    if diagnosis.outcome == Outcome::Unknown {
        diagnosis.first.question = Some(Question {
            text: question.into(),
            probe: None,
        });
    }
}

fn add(sentence: &mut Text, zh: &str, en: &str) {
    *sentence = Text::new(format!("{}{zh}", sentence.zh), format!("{} {en}", sentence.en));
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;
    use diagnosis::diagnose;

    #[test]
    fn a_visitor_who_did_not_get_through_is_said() {
        let run = include_str!("../../diagnosis/fixtures/fine.json");
        let mut run: serde_json::Value = serde_json::from_str(run).unwrap();
        let evidence: Evidence = serde_json::from_value(run["evidence"].take()).unwrap();
        let alone = Circumstances {
            logins: Logins::OneVisitor,
            ..Circumstances::default()
        };
        let diagnosis = alone.apply(&evidence, diagnose(&evidence));
        assert_eq!(diagnosis.outcome, Outcome::Fine);
        assert!(
            diagnosis.sentence.en.ends_with(ONE_VISITOR.en),
            "{}",
            diagnosis.sentence.en
        );
    }
}
