//! From evidence to verdicts.
//!
//! The order in which questions are asked is the order in which a request meets what can go wrong; what is decided by a
//! comparison of answers comes before what is only left over. Where the evidence does not decide, the answer is the set of
//! what fits it.

mod absent;
mod arrive;
mod at_once;
mod behind;
mod case;
mod claims;
mod code_flow;
mod companion;
mod control;
mod copies;
mod delivered;
mod form;
mod history;
mod kept;
mod layers;
mod lifetime;
mod limits;
mod logins;
mod lost;
mod marks;
mod nameless;
mod outside;
mod reach;
mod reached;
mod refused;
mod runnable;
mod time;
mod triple;
mod unanswered;
mod unresolved;
mod usable;
mod white;

pub use delivered::CACHES;
pub use lifetime::BRIEF;

use case::Case;

use crate::{
    evidence::{Evidence, Probe},
    text::{Text, words},
    verdict::{Diagnosis, Finding, Frame, Layer, Outcome},
};

/// The diagnosis of a run.
pub fn diagnose(evidence: &Evidence) -> Diagnosis {
    let (heard, refused) = limits::heard(evidence);
    let case = Case::new(evidence, &heard, refused);
    let not_tried = Probe::ALL
        .into_iter()
        .filter(|probe| !probe.steps().iter().any(|step| case.all(*step).next().is_some()))
        .collect();
    let mut diagnosis = Diagnosis {
        outcome: Outcome::Fine,
        sentence: Text::default(),
        frame: Frame::default(),
        first: Layer::default(),
        next: None,
        also: Vec::new(),
        not_tried,
    };
    if let Some(reason) = runnable::obstacle(&case) {
        diagnosis.outcome = Outcome::CouldNotRun;
        diagnosis.sentence = reason;
        return diagnosis;
    }
    let (frame, first, next) = layers::layers(&case);
    (diagnosis.frame, diagnosis.first, diagnosis.next) = (frame, first, next);
    let is_fine = diagnosis.first.verdicts.is_empty() && diagnosis.frame.usable == Finding::Yes;
    let brief = || lifetime::brief_though_renewed(&case).filter(|_| is_fine);
    diagnosis.also = arrive::overwritten(&case)
        .or_else(brief)
        .filter(|verdict| !diagnosis.first.codes().contains(&verdict.code))
        .into_iter()
        .collect();
    let doubt = runnable::doubt(&case).filter(|_| diagnosis.first.verdicts.is_empty());
    if let Some(reason) = doubt {
        (diagnosis.outcome, diagnosis.sentence) = (Outcome::CouldNotRun, reason);
        diagnosis.frame = Frame::default();
        return diagnosis;
    }
    (diagnosis.outcome, diagnosis.sentence) = match diagnosis.first.verdicts.as_slice() {
        [] => (Outcome::Fine, FINE.into()),
        [verdict] => (Outcome::Verdict, verdict.sentence.clone()),
        several => {
            let codes: Vec<_> = several.iter().map(|verdict| verdict.code.to_string()).collect();
            let codes = codes.join(", ");
            let zh = format!("无法确定：看到的情况与 {codes} 都相符。");
            (
                Outcome::Unknown,
                Text::new(zh, format!("Undecided: what was seen fits {codes}.")),
            )
        }
    };
    diagnosis
}

const FINE: crate::Words = words(
    "登录在两个服务都有效：Cookie 到达了，id 找到了，内容可用。",
    "The login is known at both services: the cookie arrives, the id resolves, the content is usable.",
);
