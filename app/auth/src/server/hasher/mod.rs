//! Argon2id, on threads of its own, one for each core, one fewer while pages are asked for, and never more in the queue than can be answered in
//! time.

mod memory;
mod queue;
mod threads;

use app_kernel::PasswordCost;
use app_part::Traffic;
use argon2::{Algorithm, Argon2, Params, PasswordHash, Version};
use memory::Memory;
use queue::HashQueue;
use secrecy::SecretString;
use std::sync::Arc;
use threads::Threads;
use tokio::sync::{Semaphore, oneshot};

/// Hashes passwords with Argon2id at a cost that can be chosen, and checks them at the cost at which they were hashed.
#[derive(Clone)]
pub struct Hasher {
    /// What new hashes are made with.
    argon2: Argon2<'static>,
    /// Each hash occupies a core and its memory: a burst of logins waits its turn instead of taking the machine down.
    threads: Arc<Threads>,
    /// Places in the queue, those of the hashes under way among them.
    places: Arc<Semaphore>,
    /// The number of all places.
    limit: usize,
}

/// The hashes that may wait, per core. With some 30 ms for each the last one waits two seconds, or, of two cores with one left to pages, four.
const QUEUE_PER_CORE: usize = 64;

/// The refusal to hash: too many wait already, and whoever asks may come again in a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many passwords wait to be hashed")]
pub struct Overloaded;

impl Hasher {
    /// Starts its threads.
    ///
    /// # Panics
    /// When the operating system has no more threads.
    pub(crate) fn new(cost: PasswordCost, traffic: &Traffic) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self::with_limits(cost, traffic, cores, cores * (1 + QUEUE_PER_CORE))
    }

    fn with_limits(cost: PasswordCost, traffic: &Traffic, cores: usize, places: usize) -> Self {
        let params = Params::new(cost.memory(), cost.passes(), 1, None);
        let params = params.expect("a cost is within the limits of Argon2");
        let threads = Threads::start(cores, traffic).expect("there are threads");
        Self {
            argon2: Argon2::new(Algorithm::Argon2id, Version::default(), params),
            threads: Arc::new(threads),
            places: Arc::new(Semaphore::new(places)),
            limit: places,
        }
    }

    /// The queue, for those who watch it.
    pub(super) fn queue(&self) -> HashQueue {
        HashQueue::new(self.places.clone(), self.limit)
    }

    /// A new hash with a fresh salt, in PHC string format.
    ///
    /// # Errors
    /// When too many wait already.
    ///
    /// # Panics
    /// Never: the parameters have been checked.
    pub async fn hash(&self, password: SecretString) -> Result<String, Overloaded> {
        let argon2 = self.argon2.clone();
        self.work(1, move |memory| {
            memory.hash(&argon2, &password).expect("the parameters are valid")
        })
        .await
    }

    /// Whether `hash` was made as new ones are.
    pub(crate) fn is_current(&self, hash: &str) -> bool {
        PasswordHash::new(hash).is_ok_and(|hash| {
            hash.algorithm == Algorithm::Argon2id.ident()
                && hash.version == Some(Version::default().into())
                && Params::try_from(&hash).is_ok_and(|params| {
                    let current = self.argon2.params();
                    (params.m_cost(), params.t_cost(), params.p_cost())
                        == (current.m_cost(), current.t_cost(), current.p_cost())
                })
        })
    }

    /// Whether one of these forms of a password belongs to `hash`: all in one turn, so that none of them is judged without the others. Does the
    /// work of new hashes for `None`, so that an answer takes the same time whether or not there is such an account, and then says no.
    pub(crate) async fn verify(
        &self,
        forms: Vec<SecretString>,
        hash: Option<String>,
    ) -> Result<bool, Overloaded> {
        let argon2 = self.argon2.clone();
        let hashes = u32::try_from(forms.len()).unwrap_or(u32::MAX);
        self.work(hashes, move |memory| {
            forms.iter().any(|form| {
                if let Some(hash) = &hash {
                    memory.matches(form, hash).unwrap_or_default()
                } else {
                    memory.hash(&argon2, form).expect("the parameters are valid");
                    false
                }
            })
        })
        .await
    }

    /// What `judge` says of a password, in the queue of those that are hashed: it occupies a core as well.
    pub(crate) async fn judge<T: Send + 'static>(
        &self,
        judge: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Overloaded> {
        self.work(1, |_| judge()).await
    }

    /// Does work that takes as long as so many hashes. Its places belong to the work and not to the request: it goes on when the client has hung up,
    /// and holds them until it is done. Whoever hangs up while waiting leaves the queue.
    async fn work<T: Send + 'static>(
        &self,
        hashes: u32,
        work: impl FnOnce(&mut Memory) -> T + Send + 'static,
    ) -> Result<T, Overloaded> {
        let places = self.places.clone().try_acquire_many_owned(hashes);
        let places = places.map_err(|_| Overloaded)?;
        let (answer, answered) = oneshot::channel();
        let request = tracing::Span::current();
        let waiting = tracing::debug_span!("password, waiting for its turn");
        let _turn = self.threads.queue(move |memory| {
            drop(waiting);
            let hashing = tracing::debug_span!(parent: request, "password, hashed");
            let done = hashing.in_scope(|| work(memory));
            drop((hashing, places));
            // Nobody may be there any more.
            let _ = answer.send(done);
        });
        Ok(answered.await.expect("hashing does not panic"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use app_part::QUIET;
    use argon2::password_hash::{SaltString, rand_core::OsRng};
    use std::{
        sync::{
            atomic::{AtomicUsize, Ordering::SeqCst},
            mpsc,
        },
        time::Duration,
    };
    use tokio::{
        task::{JoinHandle, yield_now},
        time::timeout,
    };

    /// Starts work that lasts until its sender is dropped, and waits until it runs.
    async fn occupy(hasher: &Hasher) -> (JoinHandle<Result<(), Overloaded>>, mpsc::Sender<()>) {
        let (end, ended) = mpsc::channel();
        let (running, runs) = tokio::sync::oneshot::channel();
        let hasher = hasher.clone();
        let request = tokio::spawn(async move {
            hasher
                .work(1, move |_| {
                    let _ = running.send(());
                    let _ = ended.recv();
                })
                .await
        });
        runs.await.expect("it runs");
        (request, end)
    }

    #[tokio::test]
    async fn work_whose_request_is_gone_still_counts() {
        let hasher = Hasher::with_limits(PasswordCost::default(), &Traffic::default(), 1, 2);
        let (request, end) = occupy(&hasher).await;
        request.abort();
        assert!(request.await.is_err_and(|error| error.is_cancelled()));

        let count = Arc::new(AtomicUsize::new(0));
        let counter = count.clone();
        let next = hasher.work(1, move |_| counter.fetch_add(1, SeqCst));
        tokio::pin!(next);
        let waits = timeout(Duration::from_millis(50), &mut next).await;
        assert!(waits.is_err() && count.load(SeqCst) == 0, "the one core is taken");
        drop(end);
        assert_eq!(next.await, Ok(0));
    }

    #[tokio::test]
    async fn one_core_is_left_while_pages_are_asked_for() {
        let traffic = Traffic::default();
        let hasher = Hasher::with_limits(PasswordCost::default(), &traffic, 2, 3);
        let (first, end) = occupy(&hasher).await;
        let page = traffic.enter();
        let mut second = Box::pin(occupy(&hasher));
        let waits = timeout(QUIET * 3, &mut second).await;
        assert!(waits.is_err(), "the last core is taken");
        drop(page);
        let (second, end_of_second) = second.await;
        drop((end, end_of_second));
        assert_eq!(first.await.expect("it ends"), Ok(()));
        assert_eq!(second.await.expect("it ends"), Ok(()));
    }

    #[tokio::test]
    async fn a_panic_is_its_request_s_and_nobody_else_s() {
        let hasher = Hasher::with_limits(PasswordCost::default(), &Traffic::default(), 1, 2);
        let request = tokio::spawn({
            let hasher = hasher.clone();
            async move { hasher.work::<()>(1, |_| panic!("as a library might")).await }
        });
        assert!(request.await.is_err_and(|error| error.is_panic()));
        assert_eq!(hasher.work(1, |_| 1).await, Ok(1));
        assert_eq!(hasher.places.available_permits(), 2);
    }

    #[tokio::test]
    async fn a_full_queue_is_told_at_once_and_those_who_leave_it_make_room() {
        let hasher = Hasher::with_limits(PasswordCost::default(), &Traffic::default(), 1, 2);
        let (request, end) = occupy(&hasher).await;
        let waiting = tokio::spawn({
            let hasher = hasher.clone();
            async move { hasher.work(1, |_| ()).await }
        });
        while hasher.places.available_permits() > 0 {
            yield_now().await;
        }
        assert_eq!(hasher.work(1, |_| ()).await, Err(Overloaded));

        waiting.abort();
        while hasher.places.available_permits() == 0 {
            yield_now().await;
        }
        let next = tokio::spawn({
            let hasher = hasher.clone();
            async move { hasher.work(1, |_| ()).await }
        });
        drop(end);
        assert_eq!(request.await.expect("it ends"), Ok(()));
        assert_eq!(next.await.expect("it ends"), Ok(()));
    }

    #[tokio::test]
    async fn a_hash_is_what_the_library_makes_and_reads() {
        use argon2::{PasswordHasher, PasswordVerifier};
        let hasher = Hasher::with_limits(PasswordCost::default(), &Traffic::default(), 1, 2);
        let password = SecretString::from("correct horse");
        let ours = hasher.hash(password.clone()).await.expect("a free place");
        let parsed = PasswordHash::new(&ours).expect("a PHC string");
        assert!(
            Argon2::default()
                .verify_password(b"correct horse", &parsed)
                .is_ok()
        );

        let salt = SaltString::generate(&mut OsRng);
        let params = Params::new(64, 3, 2, Some(24)).expect("parameters");
        let theirs = Argon2::new(Algorithm::Argon2i, Version::V0x10, params)
            .hash_password(b"correct horse", &salt)
            .expect("a hash")
            .to_string();
        assert!(hasher.is_current(&ours) && !hasher.is_current(&theirs));
        for hash in [ours, theirs] {
            assert_eq!(
                hasher.verify(vec![password.clone()], Some(hash.clone())).await,
                Ok(true)
            );
            let wrong = || SecretString::from("wrong");
            assert_eq!(
                hasher
                    .verify(vec![wrong(), password.clone()], Some(hash.clone()))
                    .await,
                Ok(true)
            );
            assert_eq!(hasher.verify(vec![wrong()], Some(hash)).await, Ok(false));
        }
        assert_eq!(hasher.verify(vec![password.clone()], None).await, Ok(false));
        assert_eq!(
            hasher.verify(vec![password], Some("nonsense".to_owned())).await,
            Ok(false)
        );
    }
}
