//! One case, once, with everybody there.

use std::{
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use crate::{
    case::{Case, Fault},
    checker::{self, Checker},
    crowd::Crowd,
    node::Part,
    outcome::Run,
    record::{CutOff, Record},
    rig::Rig,
    shop::Shop,
};
use anyhow::{Context, Result, ensure};
use dev_deployment::stop;

/// Everybody comes and logs in, before anything happens.
const BEFORE: Duration = Duration::from_secs(8);
/// So long visitors go on when everything works again.
const AFTERWARDS: Duration = Duration::from_secs(6);
/// So long nobody may have seen 503 before it is taken to be over.
const QUIET: Duration = Duration::from_secs(4);
/// The longest until it is over.
const OVER_LIMIT: Duration = Duration::from_secs(90);
/// So long etcd is gone: longer than the `ttl`.
const WITHOUT_ETCD: Duration = Duration::from_secs(30);
/// So far the standbys are behind.
const LAG: Duration = Duration::from_secs(10);
/// So long it takes until every node has heard of another setting: twice the `loop_wait`.
const UNDERSTOOD: Duration = Duration::from_secs(10);
/// So long the new processes of HAProxy are watched.
const RELOADED: Duration = Duration::from_secs(4);
/// So long the way to a node that goes on is watched.
const WATCHED: Duration = Duration::from_secs(12);

/// The answers one after the other by which a node that is cut off is believed to have given up.
const REFUSALS: u32 = 3;

/// The statement that operators are told to run after a fail-over that lost something (`docs/sessions.md`, section 9).
const END_ALL: &str = "select coalesce(sum(session.revoke_all(id, null, 'operator')), 0) from session.member";

/// Plays it. Afterwards the rig is as it was.
pub fn play(case: &Case, rig: &mut Rig, shop: &mut Shop, visitors: u16) -> Result<Run> {
    let record = Arc::new(Record::new());
    let asker = shop.asker();
    let crowd = Crowd::start(&shop.place()?, visitors, &record)?;
    let checker = Checker::start(asker.clone(), record.clone());
    rest(BEFORE, rig, shop)?;
    record.fault_begins();
    fault(case.fault, rig, shop, &record)?;
    wait_until_over(rig, shop, &record)?;
    rest(AFTERWARDS, rig, shop)?;
    drop(checker);
    crowd.end()?;
    let count = checker::audit(&asker, &record)?;
    let mut run = Run::of(case, &record, visitors, count);
    if case.bar.may_lose {
        run.ended_by_operator = Some(end_all(shop, &record, &asker)?);
        rig.set_synchronous(true)?;
    }
    rig.wait_until_healthy()?;
    println!("{}", run.sentence(case));
    Ok(run)
}

/// Does it, and mends what it has broken.
fn fault(fault: Fault, rig: &mut Rig, shop: &mut Shop, record: &Record) -> Result<()> {
    let primary = rig.primary()?;
    let standbys = rig.standbys()?;
    let next = *standbys.first().context("nobody could take over")?;
    match fault {
        Fault::SwitchOver => switch_over(rig, primary, next),
        Fault::KillPrimary => {
            rig.nodes[primary].kill()?;
            rig.wait_for_another_primary(primary)?;
            wait_until_over(rig, shop, record)?;
            rig.nodes[primary].start()
        }
        Fault::FreezePrimary => {
            rig.nodes[primary].freeze()?;
            let taken = rig.wait_for_another_primary(primary);
            let over = taken.and_then(|()| wait_until_over(rig, shop, record));
            rig.nodes[primary].thaw()?;
            over?;
            rest(WATCHED, rig, shop)
        }
        Fault::ReloadThenFreeze => {
            rig.haproxy.reload()?;
            rest(RELOADED, rig, shop)?;
            self::fault(Fault::FreezePrimary, rig, shop, record)
        }
        Fault::Partition => {
            rig.network.cut(primary, true)?;
            let alone = watch_alone(rig, shop, primary);
            let over = alone.and_then(|alone| {
                record.lists().cut_off = Some(alone);
                rig.wait_for_another_primary(primary)?;
                wait_until_over(rig, shop, record)
            });
            rig.network.cut(primary, false)?;
            over?;
            rest(WATCHED, rig, shop)
        }
        Fault::KillEtcd => {
            rig.etcd.kill();
            rest(WITHOUT_ETCD, rig, shop)?;
            rig.etcd.start()?;
            rest(WATCHED, rig, shop)
        }
        Fault::ReloadProxy => {
            for _ in 0..3 {
                rig.haproxy.reload()?;
                rest(RELOADED, rig, shop)?;
            }
            Ok(())
        }
        Fault::LagThenKill => {
            rig.set_synchronous(false)?;
            // Until every node has heard of it.
            rest(UNDERSTOOD, rig, shop)?;
            let senders = rig.nodes[primary].freeze_those("walsender")?;
            ensure!(senders == standbys.len(), "not every standby follows");
            let rested = rest(LAG, rig, shop);
            rig.nodes[primary].kill()?;
            rested?;
            rig.wait_for_another_primary(primary)
        }
        Fault::Upgrade => {
            for standby in standbys {
                let address = rig.nodes[standby].address;
                rig.rest.restart(address)?;
                rig.wait_until_healthy()?;
            }
            let next = *rig.standbys()?.first().context("nobody could take over")?;
            switch_over(rig, primary, next)?;
            rig.wait_until_healthy()?;
            rig.rest.restart(rig.nodes[primary].address)
        }
    }
}

fn switch_over(rig: &mut Rig, primary: usize, next: usize) -> Result<()> {
    let (leader, candidate) = (&rig.nodes[primary], &rig.nodes[next]);
    rig.rest
        .switch_over(leader.address, &leader.name, &candidate.name)?;
    rig.wait_for_another_primary(primary)
}

/// Asks a primary that is cut off, from its own side, until it is none any more. Says when it last was one, and when it last believed that a
/// standby follows.
fn watch_alone(rig: &mut Rig, shop: &mut Shop, primary: usize) -> Result<CutOff> {
    let started = Instant::now();
    let url = rig.url_of(primary);
    let (mut last, mut refusals) = (CutOff::default(), 0);
    while refusals < REFUSALS {
        let part = rig.nodes[primary].takes_itself_for(&url)?;
        if part == Part::None {
            refusals += 1;
        } else {
            (last.primary, refusals) = (started.elapsed(), 0);
        }
        if part == Part::Followed {
            last.followed = started.elapsed();
        }
        ensure!(
            started.elapsed() < OVER_LIMIT,
            "a primary that is cut off goes on taking writes"
        );
        check(rig, shop)?;
        thread::sleep(Duration::from_millis(200));
    }
    Ok(last)
}

/// What operators do when something was lost. Says how many sessions they ended; nobody is known on any copy afterwards.
fn end_all(shop: &Shop, record: &Record, asker: &crate::shop::Asker) -> Result<u64> {
    let ended = shop.ask(&[END_ALL])?.trim().parse()?;
    {
        let mut lists = record.lists();
        let live = std::mem::take(&mut lists.live);
        lists.ended.extend(live.into_values());
        lists.undone_ends.clear();
    }
    checker::audit(asker, record)?;
    let still = record.lists().undone_ends.len();
    ensure!(
        still == 0,
        "{still} sessions live after everybody's sessions were ended"
    );
    Ok(ended)
}

/// Waits until nobody has seen 503 for a while.
fn wait_until_over(rig: &mut Rig, shop: &mut Shop, record: &Record) -> Result<()> {
    let started = Instant::now();
    while started.elapsed() < QUIET || record.quiet_for() < QUIET {
        ensure!(
            started.elapsed() < OVER_LIMIT,
            "visitors see 503 {} s after the fault",
            OVER_LIMIT.as_secs()
        );
        check(rig, shop)?;
    }
    Ok(())
}

/// Looks on for so long.
fn rest(time: Duration, rig: &mut Rig, shop: &mut Shop) -> Result<()> {
    let started = Instant::now();
    while started.elapsed() < time {
        check(rig, shop)?;
    }
    Ok(())
}

fn check(rig: &mut Rig, shop: &mut Shop) -> Result<()> {
    rig.check()?;
    shop.check()?;
    stop::check_interrupt()?;
    Ok(())
}
