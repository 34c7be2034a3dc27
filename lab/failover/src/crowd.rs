//! All visitors.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::{Result, ensure};
use lab_scenarios::place::Place;
use tokio::runtime::Runtime;

use crate::{member::Member, record::Record};

/// The longest that the last visitor takes to go.
const END_LIMIT: Duration = Duration::from_mins(1);

/// The visitors, at it.
pub struct Crowd {
    runtime: Option<Runtime>,
    end: Arc<AtomicBool>,
    there: Arc<AtomicUsize>,
}

impl Crowd {
    /// Starts `count` visitors.
    pub fn start(place: &Place, count: u16, record: &Arc<Record>) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        let end = Arc::new(AtomicBool::new(false));
        let there = Arc::new(AtomicUsize::new(count.into()));
        for number in 1..=count {
            let (place, record, end, there) = (place.clone(), record.clone(), end.clone(), there.clone());
            runtime.spawn(async move {
                let mut member = Member::new(number, place, &record);
                // Not all at the same time.
                tokio::time::sleep(Duration::from_millis(u64::from(number) * 97 % 3000)).await;
                let mut turn = 0;
                while !end.load(Ordering::Relaxed) {
                    member.act(turn).await;
                    tokio::time::sleep(member.pause(turn)).await;
                    turn += 1;
                }
                there.fetch_sub(1, Ordering::SeqCst);
            });
        }
        Ok(Self {
            runtime: Some(runtime),
            end,
            there,
        })
    }

    /// Everybody goes; what they have begun they finish.
    pub fn end(mut self) -> Result<()> {
        self.end.store(true, Ordering::Relaxed);
        let started = Instant::now();
        while self.there.load(Ordering::SeqCst) > 0 {
            ensure!(started.elapsed() < END_LIMIT, "the visitors do not go");
            thread::sleep(Duration::from_millis(20));
        }
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_timeout(Duration::from_secs(1));
        }
        Ok(())
    }
}

impl Drop for Crowd {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
