//! A service that is late once: a run goes on, and its verdict is what it would have been.

use std::{
    io,
    net::{Shutdown, TcpListener, TcpStream},
    sync::{Mutex, PoisonError},
    thread,
};

use crate::services::{Said, Service, free_port, program, scratch, verify, workspace};

/// The port of something before a service that never answers the connection of this place, counted from zero.
fn late(service: u16, place: usize) -> u16 {
    let (port, claim) = free_port();
    let listener = TcpListener::bind(("127.0.0.1", port)).expect("the port is free");
    thread::spawn(move || {
        let _claim = claim;
        let waiting = Mutex::new(Vec::new());
        thread::scope(|scope| {
            for (index, visitor) in listener.incoming().flatten().enumerate() {
                if index == place {
                    waiting
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .push(visitor);
                } else {
                    scope.spawn(move || pass(visitor, service));
                }
            }
        });
    });
    port
}

/// Passes on what both sides say, until both are done.
pub fn pass(mut visitor: TcpStream, service: u16) {
    let Ok(mut server) = TcpStream::connect(("127.0.0.1", service)) else {
        return;
    };
    let (Ok(mut asks), Ok(mut listens)) = (visitor.try_clone(), server.try_clone()) else {
        return;
    };
    let there = thread::spawn(move || {
        let _ = io::copy(&mut asks, &mut listens);
        let _ = listens.shutdown(Shutdown::Write);
    });
    let _ = io::copy(&mut server, &mut visitor);
    let _ = visitor.shutdown(Shutdown::Both);
    let _ = there.join();
}

/// What is said of two services with a cookie each, of which A is late in one answer.
fn judge(place: usize) -> Option<Said> {
    let python = program("python3")?;
    let folder = workspace().join("lab/peers/logins/python");
    let store = scratch(&format!("late-{place}"));
    let words = [
        "--database".to_owned(),
        store.join("sessions").display().to_string(),
    ];
    let [a, b] = [0, 1].map(|_| Service::start(&python, &folder, "sqlite_service.py", &words));
    let auth = format!("http://auth.shop.localhost:{}/", late(a.port, place));
    let mall = format!("http://shop.localhost:{}/", b.port);
    let said = verify(
        &["--auth", &auth, "--mall", &mall, "--timeout", "3"],
        "ada",
        "correct horse",
    );
    let _ = std::fs::remove_dir_all(store);
    Some(said)
}

/// Every place from the first page to the control.
#[test]
fn one_answer_that_does_not_come_ends_no_run() {
    const PLACES: usize = 10;
    thread::scope(|scope| {
        let runs: Vec<_> = (0..PLACES)
            .map(|place| scope.spawn(move || judge(place)))
            .collect();
        for (place, run) in runs.into_iter().enumerate() {
            let Some(said) = run.join().expect("a run is judged") else {
                eprintln!("skipped: python3 is not installed");
                return;
            };
            let is_right = said.exit == 1 && said.first() == ["A1.sibling"];
            assert!(is_right, "without answer {place}: {}", said.summary());
        }
    });
}
