//! Answers about the catalogue, kept until it changes, and longer for the time when it cannot be read.

use super::Version;
use app_kernel::Failure;
use moka::{future::Cache, policy::EvictionPolicy};
use std::{
    hash::Hash,
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};

/// The oldest answer that is given during an outage. What was on sale an hour ago mostly still is; after that the page would
/// rather say that it does not know.
const GREATEST_AGE: Duration = Duration::from_hours(1);

/// What an answer takes in memory.
pub(crate) trait Weight {
    /// Bytes, roughly.
    fn weight(&self) -> usize;
}

/// An answer to a question about the catalogue.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Known<V> {
    /// The answer.
    pub(crate) answer: Arc<V>,
    /// For how long nobody has known whether it still holds, if it comes from memory because the database cannot be asked.
    pub(crate) outdated: Option<Duration>,
}

impl<V> Clone for Known<V> {
    fn clone(&self) -> Self {
        Self {
            answer: self.answer.clone(),
            ..*self
        }
    }
}

impl<V> Known<V> {
    fn current(answer: Arc<V>) -> Self {
        Self {
            answer,
            outdated: None,
        }
    }
}

/// Why there is no answer. Shared by all who asked at the same time.
enum Missing {
    /// There is no such page.
    Nothing,
    Failure(Failure),
}

/// Answers by key. Those of the current version of the catalogue are given without asking the database; a hundred who ask for
/// the same one at once are one question to it. Others are given only while no new one can be had (`stale-if-error` of RFC
/// 5861, inside the process).
///
/// Bounded in memory. What is seldom asked for goes first, and is not even taken up if there is no room for it: a visitor who
/// asks for every page once does not push out what others look at (`TinyLFU`).
pub(crate) struct Remembered<K, V> {
    version: Version,
    current: Cache<(i64, K), Arc<V>>,
    /// The last answer for each key.
    last: Cache<K, Last<V>>,
}

/// An answer for the time when there is no newer one.
struct Last<V> {
    answer: Arc<V>,
    read: Instant,
    /// The version it was read under, if that was certain.
    version: Option<i64>,
}

impl<V> Clone for Last<V> {
    fn clone(&self) -> Self {
        Self {
            answer: self.answer.clone(),
            ..*self
        }
    }
}

impl<V> Last<V> {
    /// The last moment of which it is known that it held.
    fn held(&self, version: &Version) -> Instant {
        match version.last_found() {
            Some((found, asked)) if Some(found) == self.version => asked.max(self.read),
            _ => self.read,
        }
    }
}

impl<K, V> Remembered<K, V>
where
    K: Hash + Eq + Clone + Send + Sync + 'static,
    V: Weight + Send + Sync + 'static,
{
    /// Remembers answers of up to so many bytes, and for an outage the last ones of half as many.
    pub(crate) fn new(version: &Version, bytes: u64) -> Self {
        let weigh = |answer: &V| u32::try_from(answer.weight()).unwrap_or(u32::MAX);
        Self {
            version: version.clone(),
            current: Cache::builder()
                .max_capacity(bytes)
                .weigher(move |_, answer: &Arc<V>| weigh(answer))
                .eviction_policy(EvictionPolicy::tiny_lfu())
                .build(),
            last: Cache::builder()
                .max_capacity(bytes / 2)
                .weigher(move |_, last: &Last<V>| weigh(&last.answer))
                .eviction_policy(EvictionPolicy::tiny_lfu())
                .build(),
        }
    }

    /// The answer for `key`: remembered, or what `read` finds in the database.
    ///
    /// `None` is not kept, because anybody can ask for what does not exist.
    ///
    /// # Errors
    /// The failure of `read`. If that is [`Failure::Unavailable`], only where no answer is remembered that is young enough.
    pub(crate) async fn fetch<R>(&self, key: K, read: impl FnOnce() -> R) -> Result<Option<Known<V>>, Failure>
    where
        R: Future<Output = Result<Option<V>, Failure>>,
    {
        // Known before the database is asked: what is read is of this version or a newer one.
        let version = self.version.current();
        if let Some(version) = version
            && let Some(answer) = self.current.get(&(version, key.clone())).await
        {
            self.version.reads().memory.fetch_add(1, Ordering::Relaxed);
            return Ok(Some(Known::current(answer)));
        }
        // Out of the way of those who need not wait: what reads is large.
        Box::pin(self.read(version, key, read())).await
    }

    async fn read(
        &self,
        version: Option<i64>,
        key: K,
        read: impl Future<Output = Result<Option<V>, Failure>>,
    ) -> Result<Option<Known<V>>, Failure> {
        let reads = self.version.reads();
        let read = async {
            reads.database.fetch_add(1, Ordering::Relaxed);
            let answer = match read.await {
                Ok(Some(answer)) => Arc::new(answer),
                Ok(None) => return Err(Missing::Nothing),
                Err(failure) => return Err(Missing::Failure(failure)),
            };
            let last = Last {
                answer: answer.clone(),
                read: Instant::now(),
                version,
            };
            self.last.insert(key.clone(), last).await;
            Ok(answer)
        };
        let answer = match version {
            Some(version) => self.current.try_get_with((version, key.clone()), read).await,
            None => read.await.map_err(Arc::new),
        };
        match answer {
            Ok(answer) => Ok(Some(Known::current(answer))),
            Err(missing) => match &*missing {
                Missing::Nothing => Ok(None),
                Missing::Failure(Failure::Unavailable) => {
                    let last = self.last.get(&key).await.ok_or(Failure::Unavailable)?;
                    let age = last.held(&self.version).elapsed();
                    if age > GREATEST_AGE {
                        return Err(Failure::Unavailable);
                    }
                    reads.outage.fetch_add(1, Ordering::Relaxed);
                    Ok(Some(Known {
                        answer: last.answer,
                        outdated: Some(age),
                    }))
                }
                Missing::Failure(failure) => Err(failure.clone()),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicUsize;

    #[derive(Debug, PartialEq, Eq)]
    struct Text(&'static str);

    impl Weight for Text {
        fn weight(&self) -> usize {
            self.0.len()
        }
    }

    fn remembered(version: &Version) -> Remembered<u32, Text> {
        Remembered::new(version, 1_000)
    }

    async fn fetch(
        pages: &Remembered<u32, Text>,
        key: u32,
        read: Result<Option<&'static str>, Failure>,
    ) -> Result<Option<(&'static str, bool)>, Failure> {
        let known = pages
            .fetch(key, || async { read.map(|text| text.map(Text)) })
            .await?;
        Ok(known.map(|known| (known.answer.0, known.outdated.is_some())))
    }

    #[tokio::test]
    async fn who_cannot_hear_of_changes_reads_each_time_and_remembers_for_an_outage() {
        let pages = remembered(&Version::default());
        let down = || Err(Failure::Unavailable);
        assert_eq!(fetch(&pages, 1, down()).await, Err(Failure::Unavailable));
        assert_eq!(fetch(&pages, 1, Ok(Some("one"))).await, Ok(Some(("one", false))));
        assert_eq!(fetch(&pages, 1, Ok(Some("two"))).await, Ok(Some(("two", false))));
        assert_eq!(fetch(&pages, 1, down()).await, Ok(Some(("two", true))));
        assert_eq!(fetch(&pages, 2, Ok(None)).await, Ok(None));
        assert_eq!(fetch(&pages, 2, down()).await, Err(Failure::Unavailable));
        let defect = Err(Failure::Internal);
        assert_eq!(fetch(&pages, 1, defect).await, Err(Failure::Internal));
        assert_eq!(
            fetch(&pages, 1, Ok(None)).await,
            Ok(None),
            "never in the place of an answer"
        );
    }

    #[tokio::test]
    async fn the_same_version_is_read_once_and_another_one_anew() {
        let version = Version::default();
        let pages = remembered(&version);
        version.found(1, Instant::now());
        assert_eq!(fetch(&pages, 1, Ok(Some("old"))).await, Ok(Some(("old", false))));
        assert_eq!(fetch(&pages, 1, Ok(Some("new"))).await, Ok(Some(("old", false))));
        version.found(2, Instant::now());
        assert_eq!(fetch(&pages, 1, Ok(Some("new"))).await, Ok(Some(("new", false))));
        version.found(3, Instant::now());
        assert_eq!(
            fetch(&pages, 1, Err(Failure::Unavailable)).await,
            Ok(Some(("new", true)))
        );
    }

    #[tokio::test]
    async fn a_hundred_who_ask_at_once_are_one_question() {
        let version = Version::default();
        version.found(1, Instant::now());
        let pages = remembered(&version);
        let questions = AtomicUsize::new(0);
        let ask = || {
            pages.fetch(1, || async {
                questions.fetch_add(1, Ordering::Relaxed);
                tokio::task::yield_now().await;
                Ok(Some(Text("one")))
            })
        };
        let answers = futures::future::join_all((0..100).map(|_| ask())).await;
        assert!(
            answers
                .iter()
                .all(|answer| matches!(answer, Ok(Some(known)) if known.answer.0 == "one"))
        );
        assert_eq!(questions.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn what_is_asked_for_once_does_not_push_out_what_is_asked_for_often() {
        let version = Version::default();
        let pages = remembered(&version);
        let ten = "0123456789";
        for once in 1_000..11_000 {
            version.found(1, Instant::now());
            assert!(fetch(&pages, once, Ok(Some(ten))).await.is_ok());
            if once % 10 == 0 {
                for popular in 0..20 {
                    assert!(fetch(&pages, popular, Ok(Some(ten))).await.is_ok());
                }
            }
        }
        pages.current.run_pending_tasks().await;
        assert!(pages.current.weighted_size() <= 1_000);
        let kept = (0..20).filter(|popular| pages.current.contains_key(&(1, *popular)));
        let kept = kept.count();
        assert!(kept >= 18, "of 20 pages that are asked for often {kept} are kept");
    }
}
