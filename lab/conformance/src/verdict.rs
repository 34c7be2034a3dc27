//! How a case ends.

use serde::{Deserialize, Serialize};

use crate::client::{Answer, Lost};

/// What a case returns: nothing to say, or trouble.
pub type Check<T = ()> = Result<T, Trouble>;

/// Why a case did not pass.
#[derive(Debug)]
pub enum Trouble {
    /// The system does not hold what it should.
    Failed(Failure),
    /// It cannot be judged here, and why.
    Skipped(String),
}

/// What was expected and what was seen instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What should be.
    pub expected: String,
    /// What is, in words that are the same in every run.
    pub seen: String,
    /// Numbers and names of this run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// Fails with what was expected and seen, unless it holds.
pub fn expect(holds: bool, expected: impl Into<String>, seen: impl Into<String>) -> Check {
    if holds {
        Ok(())
    } else {
        Err(failed(expected, seen))
    }
}

/// A failure.
pub fn failed(expected: impl Into<String>, seen: impl Into<String>) -> Trouble {
    Trouble::Failed(Failure {
        expected: expected.into(),
        seen: seen.into(),
        detail: None,
    })
}

/// A case that cannot be judged.
pub fn skipped(reason: impl Into<String>) -> Trouble {
    Trouble::Skipped(reason.into())
}

/// The answer, if it is 2xx.
pub fn succeeded(answer: Answer, what: &str) -> Check<Answer> {
    if answer.is_success() {
        return Ok(answer);
    }
    Err(failed(
        format!("{what} succeeds"),
        format!("it answers {}", answer.brief()),
    ))
}

/// Adds the numbers of this run to a failure.
pub trait Detailed {
    /// With `detail`, which may differ from run to run.
    #[must_use]
    fn detail(self, detail: impl Into<String>) -> Self;
}

impl<T> Detailed for Check<T> {
    fn detail(mut self, detail: impl Into<String>) -> Self {
        if let Err(Trouble::Failed(failure)) = &mut self {
            failure.detail = Some(detail.into());
        }
        self
    }
}

impl From<Lost> for Trouble {
    fn from(lost: Lost) -> Self {
        failed("an answer", lost.to_string())
    }
}
