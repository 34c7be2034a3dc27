//! What takes longer than a moment: blocking work off the async threads, and its progress in the caller's task.

use crate::Error;

/// A callback that hears what takes longer than a moment: "creating the database cluster…".
///
/// A callback and not a logger, because the first page shows it in the terminal before any logger is set up.
pub type Progress<'a> = &'a (dyn Fn(&str) + Send + Sync);

/// Runs `work` on a blocking thread; what it reports goes to the caller's (not `'static`) callback.
///
/// When the caller is dropped meanwhile, `work` still comes to its end, and the lease it returns is given back by
/// its own `Drop`.
pub(crate) async fn in_background<T: Send + 'static>(
    progress: Progress<'_>,
    work: impl FnOnce(Progress<'_>) -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel::<String>();
    let task = tokio::task::spawn_blocking(move || {
        work(&|message| {
            // Nobody listens any more when the caller was dropped: fine.
            let _ = sender.send(message.to_owned());
        })
    });
    while let Some(message) = receiver.recv().await {
        progress(&message);
    }
    task.await?
}
