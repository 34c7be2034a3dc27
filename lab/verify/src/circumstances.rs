//! What a diagnosis has to be read with: how the run was made, and what it met. It is recorded beside the evidence.

use diagnosis::{
    Code, Diagnosis, Outcome, Question, Text,
    evidence::{Evidence, Service, Shown, Step},
};
use serde::{Deserialize, Serialize};

use crate::run::plain_page;

/// The circumstances of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Circumstances {
    /// Whether somebody has said what B's page shows to a member.
    pub described: bool,
}

impl Default for Circumstances {
    /// Those of a run that does not say them: nothing was guessed.
    fn default() -> Self {
        Self { described: true }
    }
}

impl Circumstances {
    /// The diagnosis, read with these circumstances.
    pub fn apply(&self, evidence: &Evidence, diagnosis: Diagnosis) -> Diagnosis {
        self.doubt(evidence, diagnosis)
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
