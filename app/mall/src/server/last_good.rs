//! The catalogue as it was last read, for the time when it cannot be read: a shop window stays lit in a power cut.

use app_kernel::Failure;
use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};
use tokio::time::timeout;

/// A database that takes longer does not answer.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);
/// An answer younger than this need not be remembered again.
const FRESH: Duration = Duration::from_secs(30);
/// More answers than this are not remembered. A page takes a few kilobytes.
const ANSWERS: usize = 512;

/// Answers by question.
#[derive(Clone, Debug)]
pub(super) struct LastGood<Q, A>(Arc<Mutex<HashMap<Q, (Instant, A)>>>);

impl<Q, A> Default for LastGood<Q, A> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<Q: Eq + Hash, A: Clone> LastGood<Q, A> {
    /// Asks anew, always. Only when there is no answer, the last one to the same question is given. That there is no
    /// such thing (`None`) is not remembered: anybody can ask for what does not exist.
    pub(super) async fn or_last(
        &self,
        question: Q,
        asked: impl Future<Output = Result<Option<A>, Failure>>,
    ) -> Result<Option<A>, Failure> {
        match timeout(PATIENCE, asked)
            .await
            .unwrap_or(Err(Failure::Unavailable))
        {
            Ok(answer) => {
                if let Some(answer) = &answer {
                    self.remember(question, answer);
                }
                Ok(answer)
            }
            Err(Failure::Unavailable) => self.last(&question).map(Some).ok_or(Failure::Unavailable),
            Err(failure) => Err(failure),
        }
    }

    fn remember(&self, question: Q, answer: &A) {
        let now = Instant::now();
        let mut answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = answers
            .get(&question)
            .is_some_and(|(since, _)| now.duration_since(*since) < FRESH);
        if !fresh && (answers.len() < ANSWERS || answers.contains_key(&question)) {
            answers.insert(question, (now, answer.clone()));
        }
    }

    fn last(&self, question: &Q) -> Option<A> {
        let answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        answers.get(question).map(|(_, answer)| answer.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_an_outage_is_answered_from_memory() {
        let pages = LastGood::default();
        let down = || async { Err(Failure::Unavailable) };
        let answer = |text| async move { Ok(text) };
        assert_eq!(pages.or_last(1, down()).await, Err(Failure::Unavailable));
        assert_eq!(pages.or_last(1, answer(Some("one"))).await, Ok(Some("one")));
        assert_eq!(pages.or_last(1, down()).await, Ok(Some("one")));
        assert_eq!(pages.or_last(2, answer(None)).await, Ok(None));
        assert_eq!(pages.or_last(2, down()).await, Err(Failure::Unavailable));
        assert_eq!(
            pages.or_last(1, async { Err(Failure::Internal) }).await,
            Err(Failure::Internal)
        );
        assert_eq!(
            pages.or_last(1, answer(None)).await,
            Ok(None),
            "never in the place of an answer"
        );
    }
}
