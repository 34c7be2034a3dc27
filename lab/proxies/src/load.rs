//! Visitors who come all the time while something happens to the copies.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
};

use anyhow::{Result, ensure};

use crate::{
    MALL_HOST,
    entrance::{Entrance, Request},
};

/// How many errors are told of each run.
const TOLD: usize = 3;

/// Lets a guest, a member and somebody who posts come again and again while `happening` happens, and fails if one of them met an error.
pub fn during(entrance: &Entrance, cookie: &str, happening: impl FnOnce() -> Result<()>) -> Result<()> {
    let over = AtomicBool::new(false);
    let asked = AtomicUsize::new(0);
    let errors = Mutex::new(Vec::new());
    let happened = thread::scope(|scope| {
        for request in requests(cookie) {
            let (over, asked, errors) = (&over, &asked, &errors);
            scope.spawn(move || {
                while !over.load(Ordering::Relaxed) {
                    asked.fetch_add(1, Ordering::Relaxed);
                    if let Err(error) = served(entrance, &request) {
                        let mut errors = errors.lock().unwrap_or_else(PoisonError::into_inner);
                        errors.push(format!("{error:#}"));
                    }
                }
            });
        }
        let happened = happening();
        over.store(true, Ordering::Relaxed);
        happened
    });
    happened?;
    told(
        &errors.into_inner().unwrap_or_else(PoisonError::into_inner),
        asked.into_inner(),
    )
}

/// Lets each of them come so often, and fails if one of them met an error.
pub fn times(entrance: &Entrance, cookie: &str, rounds: usize) -> Result<()> {
    let mut errors = Vec::new();
    let requests = requests(cookie);
    for _ in 0..rounds {
        let failed = requests
            .iter()
            .filter_map(|request| served(entrance, request).err());
        errors.extend(failed.map(|error| format!("{error:#}")));
    }
    told(&errors, rounds * requests.len())
}

/// A guest, a member, and a form.
fn requests(cookie: &str) -> [Request<'static>; 3] {
    [
        Request::get(MALL_HOST, "/"),
        Request::get(MALL_HOST, "/api/session/viewer").with("cookie", cookie),
        Request::post(MALL_HOST, "/api/preferences", "theme=dark"),
    ]
}

fn served(entrance: &Entrance, request: &Request<'_>) -> Result<()> {
    let answer = entrance.ask(request)?;
    let by = if answer.is_ours() { "a copy" } else { "the proxy" };
    ensure!(
        answer.status() < 400,
        "{request} is answered {} by {by}",
        answer.status()
    );
    Ok(())
}

fn told(errors: &[String], asked: usize) -> Result<()> {
    ensure!(
        errors.is_empty(),
        "{} of {asked} requests failed: {}",
        errors.len(),
        errors.iter().take(TOLD).cloned().collect::<Vec<_>>().join("; ")
    );
    Ok(())
}
