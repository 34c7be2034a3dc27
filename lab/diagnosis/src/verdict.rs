//! What a diagnosis says.

use serde::Serialize;

use crate::{
    code::{Code, Reason},
    evidence::Probe,
    jar::Rule,
    question::Question,
    text::Text,
    words::{self, Link},
};

/// The outcome of a diagnosis in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The login is seen, in everything that was tried.
    Fine,
    /// One cause explains what was seen.
    Verdict,
    /// Several causes do; a question splits them.
    Unknown,
    /// There is not enough to say anything.
    CouldNotRun,
}

impl Outcome {
    /// The exit code of a program that ends with this outcome.
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Fine => 0,
            Self::Verdict => 1,
            Self::Unknown => 2,
            Self::CouldNotRun => 3,
        }
    }
}

/// An answer to one of the three questions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Finding {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Not seen.
    #[default]
    Unknown,
}

/// The three questions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Frame {
    /// Did the cookie arrive?
    pub arrived: Finding,
    /// Did the id resolve?
    pub resolved: Finding,
    /// Was the content usable?
    pub usable: Finding,
}

/// The diagnosis of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnosis {
    /// The outcome.
    pub outcome: Outcome,
    /// The outcome in a sentence.
    pub sentence: Text,
    /// The three questions.
    pub frame: Frame,
    /// What fails first. Empty if nothing does.
    pub first: Layer,
    /// What would fail next, once that is repaired; `None` if nobody tried.
    pub next: Option<Layer>,
    /// What else was found on the way, each certain by itself.
    pub also: Vec<Verdict>,
    /// The probes that the run has nothing of. A fine outcome says nothing about what they would find.
    pub not_tried: Vec<Probe>,
}

/// What fails at one stage: one verdict, or the set of those that fit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Layer {
    /// The verdicts that fit what was seen.
    pub verdicts: Vec<Verdict>,
    /// The question that splits them, if there are several; or the reasons of a single one, where they lead to different places.
    pub question: Option<Question>,
}

/// One cause, with what speaks for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// The code.
    pub code: Code,
    /// The reasons within the code that fit; one if it is decided, none if the code has none.
    pub reasons: Vec<Reason>,
    /// The cause in a sentence.
    pub sentence: Text,
    /// What speaks for it.
    pub proof: Vec<Proof>,
    /// What to change.
    pub fix: Text,
    /// What to read.
    pub further: Vec<Link>,
}

/// A line of proof.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// The line.
    pub text: Text,
    /// The index of the exchange it is about, in [`Evidence::exchanges`](crate::evidence::Evidence::exchanges).
    pub exchange: Option<usize>,
    /// The rule that decided.
    pub rule: Option<Rule>,
}

impl Verdict {
    /// A verdict of a code, for some of its reasons.
    pub(crate) fn new(code: Code, reasons: &[&'static str], proof: Vec<Proof>) -> Self {
        let entry = code.entry();
        let known = entry.reasons.iter().filter(|(name, _)| reasons.contains(name));
        let mut sentence = Text::from(entry.meaning);
        let mut names = Vec::new();
        for (name, words) in known {
            names.push(Reason(name));
            if reasons.len() == 1 {
                sentence.zh.push_str(words.zh);
                sentence.en.push(' ');
                sentence.en.push_str(words.en);
            }
        }
        let fix = match reasons {
            [reason] => words::fix(code, reason),
            _ => None,
        };
        debug_assert_eq!(
            names.len(),
            reasons.len(),
            "{code} has no such reason: {reasons:?}"
        );
        Self {
            code,
            reasons: names,
            sentence,
            proof,
            fix: fix.unwrap_or(entry.fix).into(),
            further: entry.further.to_vec(),
        }
    }

    /// The code and, if one is decided, the reason: `A1.sibling`, `R8`.
    pub fn label(&self) -> String {
        match self.reasons.as_slice() {
            [reason] => format!("{}.{}", self.code, reason.name()),
            _ => self.code.to_string(),
        }
    }
}

impl Layer {
    /// A layer of one verdict.
    pub(crate) fn certain(verdict: Verdict) -> Self {
        Self::of(vec![verdict])
    }

    /// A layer of all verdicts that fit, with the question that splits them.
    pub(crate) fn of(mut verdicts: Vec<Verdict>) -> Self {
        verdicts.sort_by_key(|verdict| verdict.code);
        let codes: Vec<_> = verdicts.iter().map(|verdict| verdict.code).collect();
        let names =
            |verdict: &Verdict| -> Vec<_> { verdict.reasons.iter().map(|reason| reason.name()).collect() };
        let is_format = |verdict: &Verdict| verdict.code == Code::R6 && names(verdict) == ["format"];
        let question = if let [verdict] = verdicts.as_slice() {
            Question::within(verdict.code, &names(verdict))
        } else {
            let about_format = verdicts
                .iter()
                .any(is_format)
                .then(|| Question::about_format(&codes));
            about_format.flatten().or_else(|| Question::for_set(&codes))
        };
        Self { verdicts, question }
    }

    /// Puts a verdict that speaks for itself before the others, in the place of the one of its code, with the question that decides it.
    pub(crate) fn put_first(&mut self, verdict: Verdict, question: Question) {
        self.verdicts.retain(|other| other.code != verdict.code);
        self.verdicts.insert(0, verdict);
        self.question = Some(question);
    }

    /// The codes, in order.
    pub fn codes(&self) -> Vec<Code> {
        self.verdicts.iter().map(|verdict| verdict.code).collect()
    }
}
