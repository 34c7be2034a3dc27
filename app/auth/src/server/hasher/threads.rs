//! The threads that hash: one for each core, and nothing else runs on them.

use super::memory::Memory;
use app_part::{QUIET, Traffic};
use std::{
    collections::BTreeMap,
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
};

/// The niceness of a thread that hashes, as of `nice(1)`: whoever serves a page beside it gets three times its share of a core, and need not
/// wait until it has had its own. Not 10, which is nine times: beside forty that want the same two cores a login would take three seconds (decision 0082).
#[cfg(target_os = "linux")]
const NICENESS: i32 = 5;

/// What a thread does with its memory.
type Work = Box<dyn FnOnce(&mut Memory) + Send>;

/// The threads, which take what waits in the order in which it came. A thread that is done takes the next at once, so no core waits while
/// anybody does. They end when this is dropped.
pub(super) struct Threads(Arc<Queue>);

/// A turn in the queue, for as long as somebody waits for it: dropped before it has come, its work is never done.
#[must_use = "dropped, it leaves the queue"]
pub(super) struct Turn {
    queue: Arc<Queue>,
    number: u64,
}

struct Queue {
    waiting: Mutex<Waiting>,
    /// There is something for a thread that is always there for hashes.
    usual: Condvar,
    /// There is something for the thread of the last core.
    last: Condvar,
}

#[derive(Default)]
struct Waiting {
    /// By the numbers of their turns.
    work: BTreeMap<u64, Work>,
    next: u64,
    /// The threads that are always there for hashes and have none.
    idle: usize,
    has_ended: bool,
}

impl Threads {
    /// As many as there are cores. The last one, if there are several, leaves its core to pages while they are asked for: the threads that
    /// serve them would wait for it behind hashes, several times for each page.
    ///
    /// # Errors
    /// When the operating system has no more threads.
    pub(super) fn start(cores: usize, traffic: &Traffic) -> io::Result<Self> {
        let usual = if cores > 1 { cores - 1 } else { 1 };
        let threads = Self(Arc::new(Queue {
            // Before they run: what comes first is theirs, and not the last one's because it has started sooner.
            waiting: Mutex::new(Waiting::with_idle(usual)),
            usual: Condvar::new(),
            last: Condvar::new(),
        }));
        for core in 1..=cores {
            let queue = threads.0.clone();
            let traffic = (core > usual).then(|| traffic.clone());
            thread::Builder::new()
                .name(format!("password-{core}"))
                .spawn(move || queue.serve(traffic.as_ref()))?;
        }
        Ok(threads)
    }

    /// Queues work.
    pub(super) fn queue(&self, work: impl FnOnce(&mut Memory) + Send + 'static) -> Turn {
        let queue = self.0.clone();
        let mut waiting = queue.lock();
        let number = waiting.next;
        waiting.next += 1;
        waiting.work.insert(number, Box::new(work));
        drop(waiting);
        queue.usual.notify_one();
        queue.last.notify_one();
        Turn { queue, number }
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        self.0.lock().has_ended = true;
        self.0.usual.notify_all();
        self.0.last.notify_all();
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let left = self.queue.lock().work.remove(&self.number);
        // Not under the lock: nobody knows what it holds.
        drop(left);
    }
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does one after the other.
    fn serve(&self, traffic: Option<&Traffic>) {
        #[cfg(target_os = "linux")]
        if let Err(error) = rustix::process::nice(NICENESS) {
            tracing::warn!(%error, "passwords are hashed with the priority of pages");
        }
        let mut memory = Memory::default();
        let next = || match traffic {
            Some(traffic) => self.next_of_last(traffic),
            None => self.next(),
        };
        while let Some(work) = next() {
            // Whoever waits for it misses its answer; the thread is there for the others.
            let _ = catch_unwind(AssertUnwindSafe(|| work(&mut memory)));
            if traffic.is_none() {
                self.lock().idle += 1;
            }
        }
    }

    /// The next work, once there is any; none at the end.
    fn next(&self) -> Option<Work> {
        let mut waiting = self
            .usual
            .wait_while(self.lock(), |waiting| {
                waiting.work.is_empty() && !waiting.has_ended
            })
            .unwrap_or_else(PoisonError::into_inner);
        waiting.idle -= 1;
        waiting.take()
    }

    /// The next work for the thread of the last core: once there is more than the others can begin with, and nobody looks at pages.
    fn next_of_last(&self, traffic: &Traffic) -> Option<Work> {
        let mut waiting = self.lock();
        loop {
            waiting = self
                .last
                .wait_while(waiting, |waiting| {
                    waiting.work.len() <= waiting.idle && !waiting.has_ended
                })
                .unwrap_or_else(PoisonError::into_inner);
            if waiting.has_ended || traffic.is_quiet() {
                return waiting.take();
            }
            let again = self.last.wait_timeout(waiting, QUIET);
            waiting = again.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl Waiting {
    /// Nothing, for so many idle threads.
    fn with_idle(idle: usize) -> Self {
        Self {
            idle,
            ..Self::default()
        }
    }

    fn take(&mut self) -> Option<Work> {
        let first = (!self.has_ended).then(|| self.work.pop_first());
        first.flatten().map(|(_, work)| work)
    }
}
