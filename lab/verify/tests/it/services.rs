//! Services that a test starts and that end with it, and the program that is tried on them.

use std::{
    net::{TcpStream, UdpSocket},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU16, Ordering},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

/// A process that ends with the test.
pub struct Service {
    child: Child,
    pub port: u16,
    _claim: UdpSocket,
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Service {
    /// Starts a program with `--port` and these words, and waits until it listens.
    pub fn start(program: &Path, folder: &Path, script: &str, words: &[String]) -> Self {
        let (port, claim) = free_port();
        let child = Command::new(program)
            .current_dir(folder)
            .arg(script)
            .args(["--port", &port.to_string()])
            .args(words)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the service cannot be started");
        let mut service = Self {
            child,
            port,
            _claim: claim,
        };
        let start = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let ended = service.child.try_wait().expect("a child of this process");
            assert!(ended.is_none(), "{script} has ended before it listened");
            assert!(
                start.elapsed() < Duration::from_mins(1),
                "{script} does not listen"
            );
            thread::sleep(Duration::from_millis(50));
        }
        service
    }
}

/// A port on which nobody listens now, another one each time. It is below those that the system takes for connections: one to a port of
/// those, on which nobody listens yet, may get that very port on its own side and be answered by itself.
///
/// A port is not tried by listening there: a program that another thread starts at that moment has the listener, too, until it is executed, and
/// that one would be taken for the service.
///
/// While the socket that comes with it is kept, no other run of these tests on this machine is given it: a service takes a while to listen,
/// and two of different runs would each be tried in place of the other. The claim is a port of UDP, which no service here uses.
pub fn free_port() -> (u16, UdpSocket) {
    static NEXT: AtomicU16 = AtomicU16::new(24_000);
    loop {
        let port = NEXT.fetch_add(1, Ordering::Relaxed);
        let Ok(claim) = UdpSocket::bind(("127.0.0.1", port)) else {
            continue;
        };
        if TcpStream::connect(("127.0.0.1", port)).is_err() {
            return (port, claim);
        }
    }
}

/// What the program said.
pub struct Said {
    pub exit: i32,
    pub json: Value,
}

impl Said {
    fn labels(&self, field: &str) -> Option<Vec<String>> {
        let list = self.json.get(field)?.as_array()?;
        Some(list.iter().filter_map(Value::as_str).map(str::to_owned).collect())
    }

    /// The verdicts of the first layer.
    pub fn first(&self) -> Vec<String> {
        self.labels("first").unwrap_or_default()
    }

    /// The verdicts of the next layer; `None`: nobody tried.
    pub fn next(&self) -> Option<Vec<String>> {
        self.labels("next")
    }

    /// Everything about it that a failing test wants to show.
    pub fn summary(&self) -> String {
        format!(
            "exit {} first {:?} next {:?} also {:?} {}",
            self.exit,
            self.first(),
            self.next(),
            self.labels("also"),
            self.json.get("sentence").unwrap_or(&Value::Null)
        )
    }
}

/// Runs the program with these words, an account and its password.
pub fn verify(words: &[&str], account: &str, password: &str) -> Said {
    let output = Command::new(env!("CARGO_BIN_EXE_verify-login"))
        .args(words)
        .args(["--json", "--quiet", "--lang", "en"])
        .env_remove("VERIFY_OTHER_ACCOUNT")
        .env("VERIFY_ACCOUNT", account)
        .env("VERIFY_PASSWORD", password)
        .output()
        .expect("verify-login cannot be started");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(!text.contains(password), "the password is printed");
    let json = serde_json::from_str(&text).unwrap_or_else(|error| {
        panic!("{error}: {text}{}", String::from_utf8_lossy(&output.stderr));
    });
    Said {
        exit: output.status.code().unwrap_or(-1),
        json,
    }
}

/// The root of the workspace.
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A program in the path, if it is there and runs.
pub fn program(name: &str) -> Option<PathBuf> {
    let works = Command::new(name)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    works
        .is_ok_and(|status| status.success())
        .then(|| PathBuf::from(name))
}

/// An empty folder of a test below `target/`.
pub fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("the folder cannot be made");
    folder
}
