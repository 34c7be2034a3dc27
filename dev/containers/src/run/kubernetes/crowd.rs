//! Visitors who click while something happens to the pods.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};

use super::super::smoke::{self, Shopper};
use crate::visitor::Place;

const VISITORS: usize = 3;
/// Between two pages of a visitor.
const PAUSE: Duration = Duration::from_millis(100);

/// Visitors, each logged in by a login of their own.
pub struct Crowd {
    is_over: Arc<AtomicBool>,
    visitors: Vec<JoinHandle<Result<Clicks>>>,
}

/// What visitors saw.
#[derive(Default)]
pub struct Clicks {
    /// The pages that they asked for.
    pub pages: usize,
    /// What they got instead of a page, and when.
    pub failures: Vec<(Instant, String)>,
    /// The pages on which they were guests.
    pub strange: usize,
}

impl Crowd {
    /// The visitors log in, and begin.
    pub fn begin(mall: &Place, auth: &Place) -> Result<Self> {
        let is_over = Arc::new(AtomicBool::new(false));
        let shoppers = (0..VISITORS).map(|_| Shopper::log_in(mall.clone(), auth.clone()));
        let shoppers = shoppers.collect::<Result<Vec<_>>>()?;
        let visitors = shoppers.into_iter().map(|shopper| {
            let is_over = Arc::clone(&is_over);
            thread::spawn(move || click(shopper, &is_over))
        });
        let visitors = visitors.collect();
        Ok(Self { is_over, visitors })
    }

    /// The visitors stop; each is still logged in, and logs out.
    pub fn end(self) -> Result<Clicks> {
        self.is_over.store(true, Relaxed);
        let mut all = Clicks::default();
        for visitor in self.visitors {
            let clicks = visitor.join().ok().context("a visitor has panicked")??;
            all.pages += clicks.pages;
            all.failures.extend(clicks.failures);
            all.strange += clicks.strange;
        }
        ensure!(all.pages > 0, "nobody has asked for a page");
        Ok(all)
    }
}

impl Clicks {
    /// The longest from the first failure to the last.
    pub fn outage(&self) -> Duration {
        let times = self.failures.iter().map(|(time, _)| *time);
        let (first, last) = (times.clone().min(), times.max());
        first
            .zip(last)
            .map_or(Duration::ZERO, |(first, last)| last - first)
    }
}

fn click(mut shopper: Shopper, is_over: &AtomicBool) -> Result<Clicks> {
    let mut clicks = Clicks::default();
    while !is_over.load(Relaxed) {
        clicks.pages += 1;
        match shopper.front_page() {
            Ok(page) if page.status != 200 => {
                clicks.failures.push((Instant::now(), page.status.to_string()));
            }
            Ok(page) if !smoke::greets(&page) => clicks.strange += 1,
            Ok(_) => {}
            Err(error) => clicks.failures.push((Instant::now(), format!("{error:#}"))),
        }
        thread::sleep(PAUSE);
    }
    shopper.log_out()?;
    Ok(clicks)
}
