//! Faults that fire their own alert and no other.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use dev_deployment::{cluster::Cluster, paint, stop, tcp_proxy::TcpProxy};

use crate::{
    prometheus::{Firing, Prometheus},
    shop::{CUT, Shop},
};

/// The longest it may take until an alert fires, or is silent again.
const LIMIT: Duration = Duration::from_secs(90);
/// So long it is looked whether others join in: longer than the slowest of them waits (15 minutes, which are 30 seconds here).
const OTHERS: Duration = Duration::from_secs(40);

/// The same for a fault of one copy, in which nobody sees an error: longer than the fast alerts wait.
const A_WHILE: Duration = Duration::from_secs(10);

/// The copy that is killed.
const KILLED: &str = "mall-2";

/// One copy dies, one is cut off, and at last the database is away, which it stays.
pub fn of_copies_and_store(
    prometheus: &Prometheus,
    shop: &mut Shop,
    cluster: &Cluster,
    member: &str,
) -> Result<()> {
    let nobody = |_: &str| false;
    shop.copy(KILLED)?.kill()?;
    Trial::new(prometheus, shop, member).fires(&[("CopyGone", "cfmall-mall")], A_WHILE, nobody)?;
    shop.start_copy(KILLED)?;
    Trial::new(prometheus, shop, member).falls_silent()?;

    // Whoever asks `/readyz` before sending visitors to a copy sends none to this one.
    link(shop)?.cut()?;
    Trial::new(prometheus, shop, member)
        .fires(&[("CopyCutOff", "cfmall-mall")], A_WHILE, |copy| copy == CUT)?;
    link(shop)?.mend()?;
    shop.copy(CUT)?.wait_until_ready()?;
    Trial::new(prometheus, shop, member).falls_silent()?;

    cluster.stop()?;
    link(shop)?.server_runs(false)?;
    let away = [("StoreAway", "cfmall-auth"), ("StoreAway", "cfmall-mall")];
    Trial::new(prometheus, shop, member).fires(&away, OTHERS, nobody)
}

/// Auth and mall keep their sessions in two databases: the lesson's failure, with the cookie's domain as it should be.
pub fn of_sharing(prometheus: &Prometheus, shop: &Shop, member: &str) -> Result<()> {
    ensure!(
        !shop.knows(KILLED, member)?,
        "the mall knows a session that is kept elsewhere"
    );
    Trial::new(prometheus, shop, member).fires(&[("SessionsNotShared", "cfmall-mall")], OTHERS, |_| false)
}

fn link(shop: &mut Shop) -> Result<&mut TcpProxy> {
    shop.link.as_mut().context("no copy has a link")
}

/// Visitors go on, and Prometheus watches.
struct Trial<'a> {
    prometheus: &'a Prometheus,
    shop: &'a Shop,
    member: &'a str,
}

impl<'a> Trial<'a> {
    const fn new(prometheus: &'a Prometheus, shop: &'a Shop, member: &'a str) -> Self {
        Self {
            prometheus,
            shop,
            member,
        }
    }

    /// Waits until exactly these alerts fire, and sees for so long that no other one joins in. Nobody visits the copies that are `left_out`.
    fn fires(
        &self,
        expected: &[(&str, &str)],
        others: Duration,
        left_out: impl Fn(&str) -> bool,
    ) -> Result<()> {
        let begun = Instant::now();
        let expected: Firing = expected
            .iter()
            .map(|(alert, job)| ((*alert).to_owned(), (*job).to_owned()))
            .collect();
        let mut fired = None;
        loop {
            self.shop.visit(self.member, &left_out)?;
            let firing = self.prometheus.firing()?;
            let wrong: Vec<_> = firing.difference(&expected).collect();
            ensure!(
                wrong.is_empty(),
                "{wrong:?} fire, although only {expected:?} should"
            );
            if firing == expected {
                let fired = fired.get_or_insert_with(Instant::now);
                if fired.elapsed() >= others {
                    break;
                }
            } else {
                ensure!(
                    begun.elapsed() < LIMIT,
                    "only {firing:?} fire, {expected:?} should"
                );
            }
            stop::check_interrupt()?;
        }
        for (alert, job) in expected {
            let after = fired.map_or(0, |fired| (fired - begun).as_secs());
            eprintln!(
                "  {} {alert} of {job} fires after {after} s, and no other",
                paint::green("✓")
            );
        }
        Ok(())
    }

    /// Waits until no alert fires any more.
    fn falls_silent(&self) -> Result<()> {
        let begun = Instant::now();
        loop {
            self.shop.visit(self.member, |_| false)?;
            let firing = self.prometheus.firing()?;
            if firing.is_empty() {
                return Ok(());
            }
            ensure!(begun.elapsed() < LIMIT, "{firing:?} go on");
            stop::check_interrupt()?;
        }
    }
}
