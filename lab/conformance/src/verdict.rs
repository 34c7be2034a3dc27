//! The verdict on a case: passed, failed or skipped.

use serde::{Deserialize, Serialize};

use crate::client::{Answer, NoAnswer};

/// The result of a case or of one of its steps.
pub type Check<T = ()> = Result<T, NotPassed>;

/// The reason why a case did not pass.
#[derive(Debug)]
pub enum NotPassed {
    /// The demand does not hold.
    Failed(Failure),
    /// The case cannot be judged here, for this reason.
    Skipped(String),
}

/// A failed demand: what was expected and what was seen instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What was expected.
    pub expected: String,
    /// What was seen, in words that are the same in every run.
    pub seen: String,
    /// Numbers and names that may differ from run to run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// Fails with what was expected and seen, unless `holds`.
pub fn expect(holds: bool, expected: impl Into<String>, seen: impl Into<String>) -> Check {
    if holds {
        Ok(())
    } else {
        Err(failed(expected, seen))
    }
}

/// The failure of a case, with what was expected and what was seen.
pub fn failed(expected: impl Into<String>, seen: impl Into<String>) -> NotPassed {
    NotPassed::Failed(Failure {
        expected: expected.into(),
        seen: seen.into(),
        detail: None,
    })
}

/// The reason why a case cannot be judged.
pub fn skipped(reason: impl Into<String>) -> NotPassed {
    NotPassed::Skipped(reason.into())
}

/// The answer, if its status is 2xx; else a failure. How long a refusal took tells a limit that was reached from an error at once.
pub fn succeeded(answer: Answer, what: &str) -> Check<Answer> {
    if answer.is_success() {
        return Ok(answer);
    }
    Err(failed(
        format!("{what} succeeds"),
        format!("it answers {}", answer.brief()),
    ))
    .detail(format!("after {:.1?}", answer.took()))
}

/// A result that can be given the details of this run.
pub trait Detailed {
    /// The result with `detail`, which may differ from run to run, in its failure.
    #[must_use]
    fn detail(self, detail: impl Into<String>) -> Self;
}

impl<T> Detailed for Check<T> {
    fn detail(mut self, detail: impl Into<String>) -> Self {
        if let Err(NotPassed::Failed(failure)) = &mut self {
            failure.detail = Some(detail.into());
        }
        self
    }
}

impl From<NoAnswer> for NotPassed {
    fn from(lost: NoAnswer) -> Self {
        failed("an answer", lost.to_string())
    }
}
