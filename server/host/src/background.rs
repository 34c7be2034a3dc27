//! Work that goes on beside requests, each on a thread of its own, so that it is not late when there are many.

use app_part::Task;
use std::{
    io,
    thread::{self, JoinHandle},
    time::Duration,
};
use tokio::{sync::watch, task::spawn_blocking, time::timeout};

/// The longest that is waited for work that was told to end.
const PATIENCE: Duration = Duration::from_secs(2);

/// All of it, running.
pub(crate) struct Background {
    /// Dropped when it has to end.
    stop: watch::Sender<()>,
    threads: Vec<JoinHandle<()>>,
}

impl Background {
    /// Starts the threads.
    pub(crate) fn start(tasks: Vec<Task>) -> io::Result<Self> {
        let (stop, stopped) = watch::channel(());
        let threads = tasks
            .into_iter()
            .zip(1..)
            .map(|(task, number)| work(task, number, stopped.clone()));
        Ok(Self {
            threads: threads.collect::<io::Result<_>>()?,
            stop,
        })
    }

    /// Breaks the work off, wherever it waits, and waits for the threads. Before the runtime of requests ends: the pools' connections belong
    /// to the runtime that has opened them, and work that goes on without it would take that for an outage of the database.
    pub(crate) async fn end(self) {
        drop(self.stop);
        let threads = self.threads;
        let ended = spawn_blocking(|| threads.into_iter().for_each(|thread| drop(thread.join())));
        if timeout(PATIENCE, ended).await.is_err() {
            tracing::warn!("work in the background did not end in time");
        }
    }
}

fn work(task: Task, number: u32, mut stopped: watch::Receiver<()>) -> io::Result<JoinHandle<()>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let thread = thread::Builder::new().name(format!("background-{number}"));
    thread.spawn(move || {
        runtime.block_on(async {
            tokio::select! {
                outcome = task() => if let Err(error) = outcome {
                    tracing::error!(error = format!("{error:#}"), "work in the background has ended");
                },
                _ = stopped.changed() => {}
            }
        });
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{future::pending, sync::Arc};
    use tokio::sync::Semaphore;

    #[tokio::test]
    async fn what_never_ends_by_itself_is_broken_off_where_it_waits() {
        let running = Arc::new(Semaphore::new(0));
        let counter = running.clone();
        let waits: Task = Box::new(move || {
            let running = counter.clone();
            Box::pin(async move {
                running.add_permits(1);
                pending::<()>().await;
                drop(running);
                Ok(())
            })
        });
        let fails: Task = Box::new(|| Box::pin(async { anyhow::bail!("as it does") }));
        let background = Background::start(vec![waits, fails]).expect("threads");
        running.acquire().await.expect("never closed").forget();
        background.end().await;
        assert_eq!(Arc::strong_count(&running), 1, "nothing of it is left");
    }
}
