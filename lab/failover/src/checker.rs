//! Holds the shop to what it has acknowledged: asks every copy, over and over, for sessions whose end was acknowledged, and afterwards
//! for all of them and for all that are logged in.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use anyhow::Result;

use crate::{
    record::Record,
    shop::{Asker, Knows},
};

/// The pause between two questions.
const PAUSE: Duration = Duration::from_millis(15);
/// Every other question is for one of the latest of so many.
const LATEST: usize = 12;
/// The times that a copy that cannot tell is asked again afterwards, with a pause.
const AGAIN: u32 = 20;
const BEFORE_AGAIN: Duration = Duration::from_millis(250);

/// The questions while visitors are there. Dropping it ends them.
pub struct Checker {
    end: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Checker {
    pub fn start(asker: Asker, record: Arc<Record>) -> Self {
        let end = Arc::new(AtomicBool::new(false));
        let is_over = end.clone();
        let thread = thread::spawn(move || {
            let mut turn = 0;
            while !is_over.load(Ordering::Relaxed) {
                ask(&asker, &record, turn);
                turn += 1;
                thread::sleep(PAUSE);
            }
        });
        Self {
            end,
            thread: Some(thread),
        }
    }
}

impl Drop for Checker {
    fn drop(&mut self) {
        self.end.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn ask(asker: &Asker, record: &Record, turn: usize) {
    let (number, copy) = (turn / 2 / asker.copies(), turn / 2 % asker.copies());
    let session = {
        let lists = record.lists();
        let among = if turn.is_multiple_of(2) {
            lists.ended.len()
        } else {
            lists.ended.len().min(LATEST)
        };
        if among == 0 {
            return;
        }
        lists.ended[number % among].clone()
    };
    match asker.ask(copy, &session) {
        Ok(Knows::Member) => record.end_undone(session, &format!("{} knows the session", asker.name(copy))),
        Ok(Knows::Guest | Knows::Unclear) => {}
        Err(error) => record.wrong(format!("{error:#}")),
    }
}

/// Afterwards: every session whose end was acknowledged is over on every copy, every one that is logged in is known there, and of
/// those that were taken for guests it turns out whether they were lost. Says how many were asked for.
pub fn audit(asker: &Asker, record: &Record) -> Result<usize> {
    let (live, ended, doubted) = {
        let mut lists = record.lists();
        let live: Vec<_> = lists.live.values().cloned().collect();
        let ended: Vec<_> = lists.ended.iter().cloned().collect();
        (live, ended, std::mem::take(&mut lists.doubted))
    };
    for session in &ended {
        let known = known(asker, session)?;
        if !known.is_empty() {
            record.end_undone(
                session.clone(),
                &format!("afterwards {} copies know the session", known.len()),
            );
        }
    }
    for session in &live {
        let known = known(asker, session)?;
        if known.is_empty() {
            record.login_lost(session.clone(), "afterwards no copy knows the session");
        } else if known.len() < asker.copies() {
            record.wrong(format!(
                "{} copies know a session, and others do not",
                known.len()
            ));
        }
    }
    for (_, session, path) in &doubted {
        if known(asker, session)?.is_empty() {
            record.login_lost(session.clone(), &format!("{path} shows a guest"));
        } else {
            record.wrong(format!("{path} showed a guest whose session lives"));
        }
    }
    Ok(live.len() + ended.len() + doubted.len())
}

/// The copies that know a session.
fn known(asker: &Asker, session: &str) -> Result<Vec<usize>> {
    let mut found = Vec::new();
    for copy in 0..asker.copies() {
        let mut answer = asker.ask(copy, session)?;
        for _ in 0..AGAIN {
            if answer != Knows::Unclear {
                break;
            }
            thread::sleep(BEFORE_AGAIN);
            answer = asker.ask(copy, session)?;
        }
        anyhow::ensure!(
            answer != Knows::Unclear,
            "{} cannot tell who is asking, long after the fault",
            asker.name(copy)
        );
        if answer == Knows::Member {
            found.push(copy);
        }
    }
    Ok(found)
}
