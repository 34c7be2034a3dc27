//! Child processes that never outlive us.
//!
//! Each child leads a process group of its own: a Ctrl-C in the terminal then reaches only us, and we decide the
//! order in which things end; and whatever a child started is ended with it.

use std::{
    fs::File,
    io::{BufRead, BufReader, Read, Write},
    os::unix::process::CommandExt,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{
        Arc,
        mpsc::{Receiver, channel},
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
pub use dev_progress::Display;
use rustix::process::{Pid, Signal, kill_process_group, test_kill_process_group};

use crate::{
    guard, paint,
    stop::{self, Stopped},
};

/// How long a process may take to end politely.
const GRACE: Duration = Duration::from_secs(12);

/// Where what children say goes, line by line with the name of the child before it.
#[derive(Clone, Default)]
pub enum Output {
    #[default]
    /// Standard error.
    Terminal,
    /// Opened for appending, so that lines of several children do not overwrite each other.
    File(Arc<File>),
}

/// A long-lived child.
pub struct Process {
    /// Stands before every line of its output.
    pub name: String,
    child: Child,
    group: Pid,
}

impl Process {
    /// Starts it.
    pub fn start(name: &str, command: &mut Command, output: &Output) -> Result<Self> {
        let mut process = Self::spawn(name, command.stdout(Stdio::piped()).stderr(Stdio::piped()))?;
        if let Some(stream) = process.child.stdout.take() {
            output.take(name, stream);
        }
        if let Some(stream) = process.child.stderr.take() {
            output.take(name, stream);
        }
        Ok(process)
    }

    /// Starts it; what it prints to standard output is for us to read.
    pub fn start_heard(
        name: &str,
        command: &mut Command,
        output: &Output,
    ) -> Result<(Self, Receiver<String>)> {
        let mut process = Self::spawn(name, command.stdout(Stdio::piped()).stderr(Stdio::piped()))?;
        if let Some(stream) = process.child.stderr.take() {
            output.take(name, stream);
        }
        let (say, heard) = channel();
        if let Some(stream) = process.child.stdout.take() {
            // A receiver that was dropped has heard enough; the pipe must be emptied all the same.
            thread::spawn(move || lines(stream).for_each(|line| drop(say.send(line))));
        }
        Ok((process, heard))
    }

    /// Starts it with our own output.
    pub fn spawn(name: &str, command: &mut Command) -> Result<Self> {
        let child = command.process_group(0).stdin(Stdio::null()).spawn();
        let child = child.with_context(|| format!("cannot start {}", command.get_program().display()))?;
        let group = Pid::from_child(&child);
        guard::watch(group);
        Ok(Self {
            name: name.to_owned(),
            child,
            group,
        })
    }

    /// How it ended, if it did.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    /// Fails if it ended by itself.
    pub fn check(&mut self) -> Result<()> {
        match self.ended()? {
            Some(status) => bail!("{} ended unexpectedly ({status})", self.name),
            None => Ok(()),
        }
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Ends it as a power cut would.
    pub fn kill(self) {
        self.signal(Signal::KILL);
    }

    /// It stands still, with all its connections open.
    pub fn pause(&self) {
        self.signal(Signal::STOP);
    }

    /// It goes on.
    pub fn resume(&self) {
        self.signal(Signal::CONT);
    }

    fn terminate(&self) {
        self.signal(Signal::TERM);
        // One that stands still would never hear of it.
        self.resume();
    }

    fn signal(&self, signal: Signal) {
        // The group may be gone already: that is what we want.
        let _ = kill_process_group(self.group, signal);
    }

    fn finish(&mut self, deadline: Instant) {
        while Instant::now() < deadline && !stop::asked_again() {
            let ended = !matches!(self.child.try_wait(), Ok(None));
            // What it started may take longer: killed now, a `split` among them would leave its copies behind.
            if ended && test_kill_process_group(self.group).is_err() {
                return;
            }
            stop::sleep_briefly();
        }
        self.signal(Signal::KILL);
        let _ = self.child.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.terminate();
        // Longer than what it started may itself be waiting for.
        self.finish(Instant::now() + GRACE * 2);
        guard::forget(self.group);
    }
}

/// Ends all of them at the same time; the patience is for all together.
pub fn end(processes: Vec<Process>) {
    processes.iter().for_each(Process::terminate);
    let deadline = Instant::now() + GRACE;
    for mut process in processes.into_iter().rev() {
        process.finish(deadline);
    }
}

/// Runs a command to its end, with our own output; a stop ends it.
pub fn run(command: &mut Command) -> Result<()> {
    let name = describe(command);
    wait(Process::spawn(&name, command)?)
}

/// Runs cargo to its end and shows how far it is. `what` completes "compiling …".
pub fn run_cargo(what: &str, display: Display, cargo: &mut Command) -> Result<()> {
    let name = format!("compiling {what}");
    let mut process = Process::spawn(&name, dev_progress::prepare(cargo))?;
    let said = process.child.stderr.take();
    thread::scope(|scope| {
        if let Some(said) = said {
            scope.spawn(|| dev_progress::follow(what, display, said));
        }
        wait(process)
    })
}

/// Runs a command to its end, with a name for its output.
pub fn run_named(name: &str, command: &mut Command, output: &Output) -> Result<()> {
    wait(Process::start(name, command, output)?)
}

fn wait(mut process: Process) -> Result<()> {
    loop {
        if let Some(status) = process.ended()? {
            return if status.success() {
                Ok(())
            } else {
                bail!("{} failed ({status})", process.name)
            };
        }
        if stop::check_interrupt().is_err() {
            return Err(Stopped.into());
        }
    }
}

fn describe(command: &Command) -> String {
    let program = command.get_program();
    let program = std::path::Path::new(program).file_name().unwrap_or(program);
    let arguments = command.get_args().map(|argument| argument.to_string_lossy());
    std::iter::once(program.to_string_lossy())
        .chain(arguments)
        .collect::<Vec<_>>()
        .join(" ")
}

impl Output {
    fn take(&self, name: &str, stream: impl Read + Send + 'static) {
        let name = format!("{name:>11} │");
        match self {
            Self::Terminal => {
                let name = paint::dim(&name);
                thread::spawn(move || lines(stream).for_each(|line| eprintln!("{name} {line}")));
            }
            Self::File(file) => {
                let file = Arc::clone(file);
                thread::spawn(move || {
                    for line in lines(stream) {
                        // A full disk must not keep the child from going on.
                        let _ = (&*file).write_all(format!("{name} {line}\n").as_bytes());
                    }
                });
            }
        }
    }
}

fn lines(stream: impl Read) -> impl Iterator<Item = String> {
    BufReader::new(stream)
        .split(b'\n')
        .map_while(Result::ok)
        .map(|line| String::from_utf8_lossy(&line).into_owned())
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_a_child_started_ends_with_it() {
        let (process, heard) = Process::start_heard(
            "shell",
            Command::new("sh").args(["-c", "sleep 60 & echo $!; wait"]),
            &Output::Terminal,
        )
        .unwrap();
        let grandchild = heard.recv().unwrap();
        let alive = || {
            Command::new("kill")
                .args(["-0", &grandchild])
                .stderr(Stdio::null())
                .status()
                .unwrap()
                .success()
        };
        assert!(alive());
        drop(process);
        let deadline = Instant::now() + Duration::from_secs(5);
        while alive() && Instant::now() < deadline {
            stop::sleep_briefly();
        }
        assert!(!alive());
    }

    #[test]
    fn an_unexpected_end_is_reported() {
        let mut process = Process::start("false", &mut Command::new("false"), &Output::Terminal).unwrap();
        while process.ended().unwrap().is_none() {
            stop::sleep_briefly();
        }
        assert!(
            process
                .check()
                .unwrap_err()
                .to_string()
                .contains("false ended unexpectedly")
        );
        assert!(run(&mut Command::new("false")).is_err());
        assert!(run(&mut Command::new("true")).is_ok());
    }
}
