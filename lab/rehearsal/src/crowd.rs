//! All shoppers, and how far they are.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::{Result, ensure};
use dev_deployment::{stop, topology::MALL_HOST};
use lab_scenarios::{crowd, place::Place, visitor::Visitor};
use tokio::runtime::Runtime;
use url::Url;

use crate::{
    chromium,
    path::Target,
    record::{Event, Record},
    shopper::Shopper,
};

/// The pause of a shopper between two pages, in milliseconds, and how much it differs.
const PAUSE: u64 = 150;
const PAUSES: u64 = 450;
/// The longest that everybody takes for what is done in a step.
const STEP_LIMIT: Duration = Duration::from_mins(4);
/// The cookie of one host, which nobody has any more when the way to two hosts is over.
const FORMER_COOKIE: &str = "__Host-cfmall";
/// What shoppers look at while they wait for others.
const PAGES: [&str; 3] = ["/", "/cart", "/search?q=x"];

/// The shoppers, at it.
pub struct Crowd {
    shared: Arc<Shared>,
    runtime: Option<Runtime>,
}

struct Shared {
    record: Arc<Record>,
    /// The number of the step that shoppers are to do, from 1 on; `END` sends them home.
    turn: AtomicUsize,
    /// How many have done it.
    done: AtomicUsize,
    /// How many are still there.
    there: AtomicUsize,
}

const END: usize = usize::MAX;

impl Crowd {
    /// Everybody comes: so many whose browser is a program, and so many with a Chromium. Nobody does anything before the first [`step`](Self::step).
    pub fn start(
        target: Target,
        port: u16,
        (count, browsers): (u16, u16),
        product: &str,
        record: Arc<Record>,
    ) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        let shared = Arc::new(Shared {
            record,
            turn: AtomicUsize::new(0),
            done: AtomicUsize::new(0),
            there: AtomicUsize::new((count + browsers).into()),
        });
        let mall = Url::parse(&format!("http://{MALL_HOST}:{port}/"))?;
        let auth = Url::parse(&format!("http://{}:{port}/", target.auth_host()))?;
        for number in 1..=count {
            let place = Place {
                mall: mall.clone(),
                auth: auth.clone(),
                cookie: String::new(),
                auth_only: false,
            };
            let (shared, mall, product) = (shared.clone(), mall.clone(), product.to_owned());
            runtime.spawn(async move {
                let visitor = Visitor::new(format!("shopper-{number}"), crowd::address(number), place, 0);
                let shopper = Shopper::new(number, visitor, mall, product, &shared.record);
                live(shopper, target, &shared).await;
                shared.there.fetch_sub(1, Ordering::SeqCst);
            });
        }
        for number in count + 1..=count + browsers {
            let (shared, product) = (shared.clone(), product.to_owned());
            thread::spawn(move || {
                let outcome = chromium::Shopper::start(number, port, &product, number % 2 == 0);
                let outcome = outcome.and_then(|shopper| {
                    shopper.live(
                        &shared.record,
                        || Some(shared.turn.load(Ordering::SeqCst)).filter(|turn| *turn != END),
                        || {
                            shared.done.fetch_add(1, Ordering::SeqCst);
                        },
                        |cookie| target == Target::Hosts && cookie == FORMER_COOKIE,
                    )
                });
                if let Err(error) = outcome {
                    shared.record.see(number, Event::Fault(format!("{error:#}")));
                }
                shared.there.fetch_sub(1, Ordering::SeqCst);
            });
        }
        Ok(Self {
            shared,
            runtime: Some(runtime),
        })
    }

    /// Everybody does what is done in a step.
    pub fn step(&self) {
        self.shared.done.store(0, Ordering::SeqCst);
        self.shared.turn.fetch_add(1, Ordering::SeqCst);
    }

    /// Waits until everybody has done it.
    pub fn wait(&self, mut check: impl FnMut() -> Result<()>) -> Result<()> {
        let started = Instant::now();
        let all = self.shared.there.load(Ordering::SeqCst);
        while self.shared.done.load(Ordering::SeqCst) < all {
            ensure!(started.elapsed() < STEP_LIMIT, "the shoppers do not get on");
            check()?;
            stop::check_interrupt()?;
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    /// Everybody goes home.
    pub fn end(mut self) -> Result<()> {
        self.shared.turn.store(END, Ordering::SeqCst);
        let started = Instant::now();
        while self.shared.there.load(Ordering::SeqCst) > 0 {
            ensure!(started.elapsed() < STEP_LIMIT, "the shoppers do not go home");
            stop::check_interrupt()?;
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

async fn live(mut shopper: Shopper<'_>, target: Target, shared: &Shared) {
    let mut done = 0;
    let mut page = usize::from(shopper.number);
    loop {
        let turn = shared.turn.load(Ordering::SeqCst);
        if turn == END {
            break;
        }
        let outcome = if turn > done {
            let outcome = shopper.shop(turn).await;
            done = turn;
            shared.done.fetch_add(1, Ordering::SeqCst);
            outcome
        } else if turn > 0 {
            page += 1;
            shopper.look(PAGES[page % PAGES.len()]).await.map(drop)
        } else {
            Ok(())
        };
        if let Err(error) = outcome {
            shared
                .record
                .see(shopper.number, Event::Fault(format!("{error:#}")));
        }
        let pause = PAUSE + u64::from(shopper.number) * 37 % PAUSES;
        tokio::time::sleep(Duration::from_millis(pause)).await;
    }
    if target == Target::Hosts && shopper.brings(FORMER_COOKIE) {
        let left = "the cookie of one host is left over".to_owned();
        shared.record.see(shopper.number, Event::Fault(left));
    }
}
