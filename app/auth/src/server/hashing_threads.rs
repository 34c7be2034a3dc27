//! The threads that hash: one for each core, behind everything else that the machine has to do.

use super::hasher::Memory;
use std::{
    io, panic,
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, Sender, channel},
    },
    thread,
};

/// The niceness of the threads: a page that somebody looks at goes first, a login takes what is left. A hash lasts longer than a turn of
/// the scheduler, so whoever waits for one would wait for several turns of others that hash as well.
const NICENESS: i32 = 5;

type Job = Box<dyn FnOnce(&mut Memory) + Send>;

/// Threads that take jobs in turn. They end when the last handle is dropped.
#[derive(Clone)]
pub(super) struct HashingThreads(Sender<Job>);

/// What the threads share.
struct Shared {
    jobs: Mutex<Receiver<Job>>,
    /// As many as there were jobs under way at the same time: the last one that was put back is taken first, so that jobs one after
    /// another need one, whichever thread does them.
    memories: Mutex<Vec<Memory>>,
}

impl HashingThreads {
    /// # Errors
    /// When the system has no thread left.
    pub(super) fn start(count: usize) -> io::Result<Self> {
        let (sender, jobs) = channel();
        let shared = Arc::new(Shared {
            jobs: Mutex::new(jobs),
            memories: Mutex::default(),
        });
        for number in 0..count {
            let shared = shared.clone();
            thread::Builder::new()
                .name(format!("hashing-{number}"))
                .spawn(move || work(&shared))?;
        }
        Ok(Self(sender))
    }

    /// Does `job` as soon as a thread is free.
    pub(super) fn run(&self, job: impl FnOnce(&mut Memory) + Send + 'static) {
        // A thread takes jobs for as long as there is a handle.
        let _ = self.0.send(Box::new(job));
    }
}

fn work(shared: &Shared) {
    // Where a thread may not be made nicer, passwords are hashed all the same.
    let _ = rustix::process::nice(NICENESS);
    let memories = || shared.memories.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        let job = shared.jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        let mut memory = memories().pop().unwrap_or_default();
        // Whoever waits for the job is told by what the job has dropped.
        let _ = panic::catch_unwind(panic::AssertUnwindSafe(|| job(&mut memory)));
        memories().push(memory);
    }
}
