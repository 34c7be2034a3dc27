//! The end: in order, and killed.

use std::{
    fs,
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use dev_deployment::{port, workspace};
use lab_model::Lab;
use lab_supervisor::{Options, Supervisor};

use crate::lab::{LAB, log, scene};

const PORT: &str = "LAB_TEST_PORT";

/// Not a test: the lab that the test below kills.
#[test]
#[ignore = "runs as a process of its own"]
fn a_lab_that_waits() {
    let Ok(port) = std::env::var(PORT) else { return };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let options = Options {
            port: port.parse().unwrap(),
            output: log("lab-test-killed.log"),
            ..Options::default()
        };
        let supervisor = Supervisor::start(options).await.unwrap();
        supervisor.start(&scene("T3")).await.unwrap();
        for copy in supervisor.scene(&scene("T3")).await.unwrap().copies {
            println!("\nprocess {}", copy.process.unwrap());
        }
        println!("\nready");
        tokio::time::sleep(Duration::from_mins(5)).await;
    });
}

#[test]
fn a_lab_that_is_killed_leaves_nothing_behind() {
    // Builds the programs.
    let port = port::next_free(LAB.port + 40).unwrap();
    let mut lab = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "--nocapture", "end::a_lab_that_waits"])
        .env(PORT, port.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(lab.stdout.take().unwrap())
        .lines()
        .map_while(Result::ok);
    let mut processes: Vec<u32> = lines
        .take_while(|line| line != "ready")
        .filter_map(|line| line.strip_prefix("process ")?.parse().ok())
        .collect();
    assert_eq!(processes.len(), 2);
    processes.push(postmaster(port));
    assert!(processes.iter().all(|process| is_alive(*process)));
    lab.kill().unwrap();
    lab.wait().unwrap();
    let deadline = Instant::now() + Duration::from_secs(20);
    while processes.iter().any(|process| is_alive(*process)) && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(100));
    }
    processes.retain(|process| is_alive(*process));
    assert!(processes.is_empty(), "still there: {processes:?}");
}

/// The first process of the lab's PostgreSQL.
fn postmaster(port: u16) -> u32 {
    let home = workspace::at(&format!(".dev/lab/{port}"));
    let status = Command::new(workspace::program("dev-postgres", false))
        .arg("status")
        .env("CFMALL_DEV_HOME", home)
        .output()
        .unwrap();
    let status = String::from_utf8(status.stdout).unwrap();
    let data = status
        .lines()
        .find_map(|line| line.strip_prefix("data "))
        .unwrap()
        .trim();
    let file = fs::read_to_string(format!("{data}/postmaster.pid")).unwrap();
    file.lines().next().unwrap().trim().parse().unwrap()
}

/// A zombie has no command line.
fn is_alive(process: u32) -> bool {
    fs::read(format!("/proc/{process}/cmdline")).is_ok_and(|line| !line.is_empty())
}
