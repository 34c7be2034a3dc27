//! The catalogue as it was last read, for the time when it cannot be read (docs/decisions/0017).

use app_kernel::Failure;
use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

/// An answer younger than this is not replaced by a newer one, which saves copying it on every request.
const REFRESH_AFTER: Duration = Duration::from_secs(30);
/// The number of answers that are kept; a page takes a few kilobytes.
const CAPACITY: usize = 512;

/// Answers kept by key, given again only while no new one can be had (`stale-if-error` of RFC 5861, inside the
/// process). Clones share their answers.
#[derive(Clone, Debug)]
pub(crate) struct StaleOnError<K, V>(Arc<Mutex<HashMap<K, (Instant, V)>>>);

impl<K, V> Default for StaleOnError<K, V> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<K: Eq + Hash, V: Clone> StaleOnError<K, V> {
    /// Runs `read`, always, and gives its answer; if it fails with [`Failure::Unavailable`], the last answer kept for
    /// `key`.
    ///
    /// `None` is not kept, because anybody can ask for what does not exist; nor are answers beyond the capacity.
    ///
    /// # Errors
    /// The failure of `read`, if it is another one or nothing was kept for `key`.
    pub(crate) async fn fetch(
        &self,
        key: K,
        read: impl Future<Output = Result<Option<V>, Failure>>,
    ) -> Result<Option<V>, Failure> {
        match read.await {
            Ok(answer) => {
                if let Some(answer) = &answer {
                    self.keep(key, answer);
                }
                Ok(answer)
            }
            Err(Failure::Unavailable) => self.kept(&key).map(Some).ok_or(Failure::Unavailable),
            Err(failure) => Err(failure),
        }
    }

    fn keep(&self, key: K, answer: &V) {
        let now = Instant::now();
        let mut answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_fresh = answers
            .get(&key)
            .is_some_and(|(since, _)| now.duration_since(*since) < REFRESH_AFTER);
        if !is_fresh && (answers.len() < CAPACITY || answers.contains_key(&key)) {
            answers.insert(key, (now, answer.clone()));
        }
    }

    fn kept(&self, key: &K) -> Option<V> {
        let answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        answers.get(key).map(|(_, answer)| answer.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_an_outage_is_answered_from_memory() {
        let pages = StaleOnError::default();
        let down = || async { Err(Failure::Unavailable) };
        let answer = |text| async move { Ok(text) };
        assert_eq!(pages.fetch(1, down()).await, Err(Failure::Unavailable));
        assert_eq!(pages.fetch(1, answer(Some("one"))).await, Ok(Some("one")));
        assert_eq!(pages.fetch(1, down()).await, Ok(Some("one")));
        assert_eq!(pages.fetch(2, answer(None)).await, Ok(None));
        assert_eq!(pages.fetch(2, down()).await, Err(Failure::Unavailable));
        assert_eq!(
            pages.fetch(1, async { Err(Failure::Internal) }).await,
            Err(Failure::Internal)
        );
        assert_eq!(
            pages.fetch(1, answer(None)).await,
            Ok(None),
            "never in the place of an answer"
        );
    }
}
