//! The lines of a long output that say what failed, to be said again at its end.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, IsTerminal, PipeReader, Write},
    os::fd::OwnedFd,
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

use rustix::stdio;

/// More lines would not be read.
const MOST: usize = 40;
/// Somebody who outlives us may hold the pipe.
const PATIENCE: Duration = Duration::from_secs(2);

type Lines = Arc<Mutex<Vec<String>>>;

/// Reads along what this process and its children say. Not on a terminal, where somebody has seen it.
#[derive(Default)]
pub struct Failures {
    lines: Lines,
    streams: Vec<Stream>,
}

struct Stream {
    restore: fn(&OwnedFd) -> rustix::io::Result<()>,
    original: OwnedFd,
    reader: thread::JoinHandle<()>,
}

impl Failures {
    /// Begins to read along.
    pub fn listen() -> io::Result<Self> {
        let mut failures = Self::default();
        if !io::stdout().is_terminal() {
            failures.add(stdio::stdout(), |fd| stdio::dup2_stdout(fd))?;
        }
        if !io::stderr().is_terminal() {
            failures.add(stdio::stderr(), |fd| stdio::dup2_stderr(fd))?;
        }
        Ok(failures)
    }

    fn add(
        &mut self,
        stream: rustix::fd::BorrowedFd<'_>,
        restore: fn(&OwnedFd) -> rustix::io::Result<()>,
    ) -> io::Result<()> {
        let original = rustix::io::fcntl_dupfd_cloexec(stream, 3)?;
        let out = File::from(original.try_clone()?);
        let (said, say) = io::pipe()?;
        restore(&say.into())?;
        let lines = self.lines.clone();
        self.streams.push(Stream {
            restore,
            original,
            reader: thread::spawn(move || copy(said, out, &lines)),
        });
        Ok(())
    }

    /// Stops reading along, and returns what was noticed.
    pub fn end(self) -> Vec<String> {
        for stream in &self.streams {
            let _ = (stream.restore)(&stream.original);
        }
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline && !self.streams.iter().all(|stream| stream.reader.is_finished()) {
            thread::sleep(Duration::from_millis(5));
        }
        std::mem::take(&mut self.lines.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Copies line by line, until nobody can say anything any more.
fn copy(said: PipeReader, mut out: File, lines: &Lines) {
    let mut said = BufReader::new(said);
    let mut line = Vec::new();
    // What a panic was about stands in the line after.
    let mut and_the_next = false;
    while said.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
        // Nobody reads it: the tests go on all the same.
        let _ = out.write_all(&line);
        let text = String::from_utf8_lossy(&line);
        if says_what_failed(&text) || and_the_next {
            let mut lines = lines.lock().unwrap_or_else(PoisonError::into_inner);
            if lines.len() < MOST {
                lines.push(text.trim_end().to_owned());
            }
        }
        and_the_next = text.contains("' panicked at ") || text.contains(") panicked at ");
        line.clear();
    }
}

/// The beginnings of the lines in which Playwright says what a test waited for, and what it found.
const PLAYWRIGHT: [&str; 5] = ["Error: ", "Locator: ", "Expected", "Received", "Test timeout of "];

/// Of cargo, libtest, the session suite, the session lab and Playwright.
fn says_what_failed(line: &str) -> bool {
    // What a process of a deployment says has its name before it.
    let line = line.split_once(" │ ").map_or(line, |(_, said)| said).trim();
    (line.starts_with("test ") && line.ends_with("FAILED"))
        || line.starts_with("error")
        || line.contains("\u{2718}")
        || line.starts_with("not as expected: ")
        || line.starts_with("logged then: ")
        || PLAYWRIGHT.iter().any(|start| line.starts_with(start))
        || (line.starts_with("expected ") && line.contains(", found "))
        || (line.starts_with('\u{2717}') && line.contains("  (expected "))
        || line.contains("a part of the deployment is gone:")
        || line.contains(" panicked at ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_failed_is_noticed_and_nothing_else() {
        for line in [
            "test crowd::a_crowd ... FAILED",
            "error[E0308]: mismatched types",
            "  \u{2718}  12 [T1] \u{203a} tests/login/login.spec.ts:40:1 \u{203a} the nickname (3.3s)",
            "        T1 │ not as expected: G07 fails: they take longer",
            "\u{2717} T7           S18  not played: no cart  (expected ok)  5.3 s",
            "expected ok, found R1.copy",
            "    Error: expect(locator).toHaveText(expected) failed",
            "    Expected string: \"R2\"",
            "    Received string: \"R1\"",
            "      stock │ logged then: auth-1 │ {\"level\":\"ERROR\"}",
            "        T1 │ error: the database of --database does not answer",
            "a part of the deployment is gone: mall-1 ended unexpectedly (exit status: 1)",
            "thread 'main' (1) panicked at src/main.rs:1:1:",
        ] {
            assert!(says_what_failed(line), "{line}");
        }
        for line in [
            "test crowd::a_crowd ... ok",
            "test errors::an_error_is_shown ... ok",
            "       stock │ F03  ✗    25.4 s  the database hangs",
            "✓   339 s  cargo test",
        ] {
            assert!(!says_what_failed(line), "{line}");
        }
    }
}
