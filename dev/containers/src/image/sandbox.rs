//! A container without an engine: bubblewrap gives a process a root of its own that it cannot change, a user who may do nothing, and
//! the first place among its processes.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    process::{Command, ExitStatus},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use dev_deployment::{
    process::{Output, Process},
    stop,
    system::in_path,
};
use rustix::process::{Pid, Signal, kill_process};

use super::{build::Files, root::Root};

const PROGRAM: &str = "bwrap";
/// Folders that engines fill: with secrets, and with the names of the other containers.
const FILLED: [&str; 2] = ["/run", "/etc"];
/// What a program of this machine needs of it. The folders of programs and libraries are links on most systems.
const MACHINE: [&str; 1] = ["/usr"];
const LINKS: [&str; 4] = ["bin", "sbin", "lib", "lib64"];
const SETTINGS: [&str; 3] = ["/etc/passwd", "/etc/group", "/etc/nsswitch.conf"];
/// The longest until bubblewrap has become the program.
const START: Duration = Duration::from_secs(5);

/// A root in which programs are run.
pub struct Sandbox {
    name: String,
    user: String,
    folder: String,
    environment: BTreeMap<String, String>,
    entrypoint: Vec<String>,
    mounts: Vec<OsString>,
    /// The folder that is `/tmp`, the only one that programs can write to.
    pub temporary: PathBuf,
}

/// The main process of a container.
pub struct Running {
    process: Process,
    /// The process itself, as this machine counts them; what we started is bubblewrap.
    pid: Pid,
}

impl Sandbox {
    /// The root of an image. `temporary` is emptied.
    pub fn of_image(root: &Root, temporary: &Path) -> Result<Self> {
        let mut sandbox = Self::new(&root.target, &root.image.user, temporary)?;
        sandbox.folder.clone_from(&root.image.folder);
        sandbox.environment.clone_from(&root.image.environment);
        sandbox.entrypoint.clone_from(&root.image.entrypoint);
        sandbox.mount("--ro-bind", &root.folder, "/");
        if root.files == Files::Local {
            sandbox.see_machine();
        }
        sandbox.fill();
        Ok(sandbox)
    }

    /// A root with the programs of this machine in it, in place of an image from elsewhere.
    pub fn of_machine(name: &str, user: &str, temporary: &Path) -> Result<Self> {
        let mut sandbox = Self::new(name, user, temporary)?;
        sandbox.mounts.extend(["--tmpfs", "/"].map(Into::into));
        sandbox.see_machine();
        for link in LINKS {
            sandbox
                .mounts
                .extend(["--symlink", &format!("usr/{link}"), &format!("/{link}")].map(Into::into));
        }
        sandbox.fill();
        for file in SETTINGS {
            sandbox.mount("--ro-bind-try", Path::new(file), file);
        }
        Ok(sandbox)
    }

    fn new(name: &str, user: &str, temporary: &Path) -> Result<Self> {
        ensure!(
            in_path(PROGRAM).is_some(),
            "bubblewrap is not installed (Debian: apt-get install bubblewrap)"
        );
        match fs::remove_dir_all(temporary) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
            _ => fs::create_dir_all(temporary)?,
        }
        Ok(Self {
            name: name.to_owned(),
            user: user.to_owned(),
            folder: "/".to_owned(),
            environment: BTreeMap::new(),
            entrypoint: Vec::new(),
            mounts: Vec::new(),
            temporary: temporary.to_owned(),
        })
    }

    fn see_machine(&mut self) {
        for folder in MACHINE {
            self.mount("--ro-bind", Path::new(folder), folder);
        }
    }

    fn fill(&mut self) {
        for folder in FILLED {
            self.mounts.extend(["--tmpfs", folder].map(Into::into));
        }
    }

    fn mount(&mut self, how: &str, from: &Path, to: &str) {
        self.mounts.extend([how.into(), from.into(), to.into()]);
    }

    /// The sandbox with one of our files, or a folder of them, which cannot be changed.
    #[must_use]
    pub fn seeing(mut self, from: &Path, to: &str) -> Self {
        self.mount("--ro-bind", from, to);
        self
    }

    /// The sandbox with a folder that can be written to.
    #[must_use]
    pub fn keeping(mut self, from: &Path, to: &str) -> Self {
        self.mount("--bind", from, to);
        self
    }

    /// The sandbox with these variables.
    #[must_use]
    pub fn with(mut self, environment: &BTreeMap<String, String>) -> Self {
        self.environment.extend(environment.clone());
        self
    }

    /// The same without the variables whose names contain this.
    #[must_use]
    pub fn without(mut self, part: &str) -> Self {
        self.environment.retain(|name, _| !name.contains(part));
        self
    }

    /// A program in it.
    pub fn command(&self, program: &[String]) -> Result<Command> {
        let (user, group) = self.user.split_once(':').context("a user without a group")?;
        let mut command = Command::new(PROGRAM);
        command
            .args(["--unshare-user", "--uid", user, "--gid", group])
            .args(["--unshare-pid", "--as-pid-1", "--unshare-ipc", "--unshare-uts"])
            .args([
                "--cap-drop",
                "ALL",
                "--die-with-parent",
                "--new-session",
                "--clearenv",
            ])
            .args(&self.mounts)
            .arg("--bind")
            .arg(&self.temporary)
            .args(["/tmp", "--proc", "/proc", "--dev", "/dev"])
            .args([
                "--remount-ro",
                "/run",
                "--remount-ro",
                "/etc",
                "--remount-ro",
                "/",
            ])
            .args(["--chdir", &self.folder]);
        for (name, value) in &self.environment {
            command.args(["--setenv", name, value]);
        }
        command.arg("--").args(program);
        Ok(command)
    }

    /// The image's own program, with these words after it.
    pub fn entrypoint(&self, words: &[impl AsRef<str>]) -> Vec<String> {
        let words = words.iter().map(|word| word.as_ref().to_owned());
        self.entrypoint.iter().cloned().chain(words).collect()
    }

    /// Runs a program to its end: whether it succeeded, and what it said.
    pub fn run(&self, program: &[String]) -> Result<(bool, String)> {
        let output = self
            .command(program)?
            .output()
            .context("cannot start bubblewrap")?;
        Ok((
            output.status.success(),
            String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        ))
    }

    /// Starts a program.
    pub fn start(&self, program: &[String], output: &Output) -> Result<Running> {
        let mut process = Process::start(&self.name, &mut self.command(program)?, output)?;
        let name = program.first().context("nothing to start")?;
        let deadline = Instant::now() + START;
        loop {
            if let Some(pid) = child(process.id(), name) {
                return Ok(Running { process, pid });
            }
            process.check()?;
            if Instant::now() > deadline {
                bail!("{} does not start", self.name);
            }
            stop::sleep_briefly();
        }
    }
}

impl Running {
    /// Fails if it has ended by itself.
    pub fn check(&mut self) -> Result<()> {
        self.process.check()
    }

    /// A file of the kernel about it, such as `status`.
    pub fn proc(&self, file: &str) -> Result<String> {
        let path = format!("/proc/{}/{file}", self.pid.as_raw_nonzero());
        fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))
    }

    /// Ends it as a power cut would.
    pub fn kill(self) {
        self.process.kill();
    }

    /// Asks it to end, as an engine does.
    pub fn ask_to_end(&self) -> Result<()> {
        Ok(kill_process(self.pid, Signal::TERM)?)
    }

    /// How it ended, if it did.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>> {
        self.process.ended()
    }

    /// Asks it to end, as an engine does, and waits. Its exit code, and the time that it took.
    pub fn terminate(mut self, patience: Duration) -> Result<(Option<i32>, Duration)> {
        let started = Instant::now();
        self.ask_to_end()?;
        loop {
            if let Some(status) = self.ended()? {
                return Ok((status.code(), started.elapsed()));
            }
            ensure!(
                started.elapsed() < patience,
                "it does not end within {patience:?}"
            );
            stop::sleep_briefly();
        }
    }
}

/// The child of bubblewrap, once it has become the program.
fn child(parent: u32, program: &str) -> Option<Pid> {
    let children = fs::read_to_string(format!("/proc/{parent}/task/{parent}/children")).ok()?;
    let pid: i32 = children.split_whitespace().next()?.parse().ok()?;
    let command = fs::read_to_string(format!("/proc/{pid}/cmdline")).ok()?;
    if command.split('\0').next() != Some(program) {
        return None;
    }
    Pid::from_raw(pid)
}
