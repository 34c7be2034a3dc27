//! Between the suite and the testbed: the suite runs `testbed control --socket PATH VERB …`, and that asks us.
//!
//! On the wire: the words with a NUL between them; back a line with the exit code, a line with the length of the answer,
//! the answer, and what goes to standard error.

use std::{
    fs,
    io::{Read, Write},
    net::Shutdown,
    os::unix::net::{UnixListener, UnixStream},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
};

use anyhow::{Context, Result};

use crate::{
    testbed::Testbed,
    verbs::{self, NotHere},
};

/// "Cannot be done here": the suite skips the case.
const NOT_HERE: u8 = 64;
const FAILED: u8 = 1;

/// Answers verbs until it is dropped.
pub struct ControlServer {
    testbed: Arc<Mutex<Testbed>>,
    socket: PathBuf,
    closed: Arc<AtomicBool>,
    listening: Option<JoinHandle<()>>,
}

impl ControlServer {
    /// Opens at this path, which only this user can reach.
    pub fn open(testbed: Testbed, socket: &Path) -> Result<Self> {
        let listener = bind(socket).with_context(|| format!("cannot listen at {}", socket.display()))?;
        let testbed = Arc::new(Mutex::new(testbed));
        let closed = Arc::new(AtomicBool::new(false));
        let (served, told) = (Arc::clone(&testbed), Arc::clone(&closed));
        // One after the other: no verb is disturbed by the next one.
        let listening = thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                if told.load(Ordering::Relaxed) {
                    return;
                }
                // A client that went away does not want the answer any more.
                drop(serve(client, &served));
            }
        });
        Ok(Self {
            testbed,
            socket: socket.to_path_buf(),
            closed,
            listening: Some(listening),
        })
    }

    /// Fails when a part of the deployment ended that nobody ended. While a verb is at work, there is no telling.
    pub fn check(&self) -> Result<()> {
        match self.testbed.try_lock() {
            Ok(mut testbed) => testbed.deployment.check(),
            Err(_) => Ok(()),
        }
    }
}

impl Drop for ControlServer {
    fn drop(&mut self) {
        self.closed.store(true, Ordering::Relaxed);
        // Wakes the thread up; fails if it is gone.
        drop(UnixStream::connect(&self.socket));
        if let Some(listening) = self.listening.take() {
            let _ = listening.join();
        }
        let _ = fs::remove_file(&self.socket);
    }
}

fn bind(socket: &Path) -> std::io::Result<UnixListener> {
    // Of a run that was killed.
    let _ = fs::remove_file(socket);
    UnixListener::bind(socket)
}

fn serve(mut client: UnixStream, testbed: &Mutex<Testbed>) -> std::io::Result<()> {
    let mut words = String::new();
    client.read_to_string(&mut words)?;
    let words: Vec<_> = words.split('\0').collect();
    let mut testbed: MutexGuard<'_, Testbed> = testbed.lock().unwrap_or_else(PoisonError::into_inner);
    let (code, answer, complaint) = match verbs::perform(&mut testbed, &words) {
        Ok(answer) => (0, answer, String::new()),
        Err(error) if error.is::<NotHere>() => (NOT_HERE, String::new(), error.to_string()),
        Err(error) => (FAILED, String::new(), format!("{error:#}")),
    };
    write!(client, "{code}\n{}\n{answer}{complaint}", answer.len())
}

/// The other end: says the words, shows the answer, and ends as it says.
pub fn ask(socket: &str, words: &[String]) -> Result<ExitCode> {
    let mut server = UnixStream::connect(socket).with_context(|| format!("nobody listens at {socket}"))?;
    server.write_all(words.join("\0").as_bytes())?;
    server.shutdown(Shutdown::Write)?;
    let mut reply = String::new();
    server.read_to_string(&mut reply)?;
    let (code, answer, complaint) =
        parse(&reply).context("the testbed went away in the middle of its answer")?;
    for (text, stream) in [
        (answer, &mut std::io::stdout() as &mut dyn Write),
        (complaint, &mut std::io::stderr()),
    ] {
        if !text.is_empty() {
            writeln!(stream, "{}", text.trim_end())?;
        }
    }
    Ok(ExitCode::from(code))
}

fn parse(reply: &str) -> Option<(u8, &str, &str)> {
    let (code, rest) = reply.split_once('\n')?;
    let (length, rest) = rest.split_once('\n')?;
    let (answer, complaint) = rest.split_at_checked(length.parse().ok()?)?;
    Some((code.parse().ok()?, answer, complaint))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_reply_is_taken_apart() {
        assert_eq!(parse("0\n4\na\nb\n"), Some((0, "a\nb\n", "")));
        assert_eq!(
            parse("64\n0\nlibfaketime is not installed"),
            Some((64, "", "libfaketime is not installed"))
        );
        assert_eq!(parse("0\n10\nhalf"), None);
        assert_eq!(parse(""), None);
    }
}
