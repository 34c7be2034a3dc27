//! Copies that die, stop or lose the database while visitors come.

use std::{
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use dev_deployment::stop;

use super::Stage;
use crate::{
    AUTH_HOST, MALL_HOST,
    entrance::{Entrance, Request},
    load,
    world::World,
};

/// How long a killed copy may be felt.
const KILLED: Duration = Duration::from_secs(2);
/// How long a copy may be felt that has lost the database.
const CUT_OFF: Duration = Duration::from_secs(3);
/// How long the database is away.
const OUTAGE: Duration = Duration::from_secs(6);
/// How long a proxy may take until it uses a copy that is back.
const BACK: Duration = Duration::from_secs(10);
const VICTIM: &str = "mall-1";
/// So many answers come from both copies.
const IN_A_ROW: usize = 20;

pub fn killed_in_a_login(stage: &mut Stage<'_>) -> Result<()> {
    let (real, world) = stage.real()?;
    let before = world.logins()?;
    let lock = world.hold_logins()?;
    let (answer, victim) = thread::scope(|scope| {
        let login = scope.spawn(|| real.ask(&Request::login()));
        let victim = world.waiting_copy().and_then(|name| {
            world.copy(&name)?.kill()?;
            Ok(name)
        });
        // At once: whoever is sent the same again must not be held up.
        drop(lock);
        let answer = login.join();
        (
            answer.unwrap_or_else(|_| Err(anyhow::anyhow!("the visitor is gone"))),
            victim,
        )
    });
    let victim = victim?;
    world.start_copy(&victim)?;
    wait_for_locks(world)?;
    let begun = world.logins()? - before;
    used_again(real, AUTH_HOST, &victim)?;
    ensure!(begun <= 1, "{begun} sessions began");
    let status = answer?.status();
    ensure!(status >= 500, "the visitor is told {status}");
    Ok(())
}

pub fn killed(stage: &mut Stage<'_>) -> Result<()> {
    let (real, world) = stage.real()?;
    let cookie = real.log_in()?;
    world.copy(VICTIM)?.kill()?;
    thread::sleep(KILLED);
    let outcome = load::times(real, &cookie, 40);
    world.start_copy(VICTIM)?;
    used_again(real, MALL_HOST, VICTIM)?;
    outcome
}

pub fn drained(stage: &mut Stage<'_>) -> Result<()> {
    let (real, world) = stage.real()?;
    let cookie = real.log_in()?;
    let outcome = load::during(real, &cookie, || {
        world.copy(VICTIM)?.stop()?;
        world.start_copy(VICTIM)
    });
    used_again(real, MALL_HOST, VICTIM)?;
    outcome
}

pub fn cut_off(stage: &mut Stage<'_>) -> Result<()> {
    let (real, world) = stage.real()?;
    let cookie = real.log_in()?;
    world.link(VICTIM)?.cut()?;
    thread::sleep(CUT_OFF);
    let outcome = load::times(real, &cookie, 20);
    world.link(VICTIM)?.mend()?;
    world.copy(VICTIM)?.wait_until_ready()?;
    used_again(real, MALL_HOST, VICTIM)?;
    members_are_known(real, &cookie)?;
    outcome
}

pub fn no_database(stage: &mut Stage<'_>) -> Result<()> {
    let (real, world) = stage.real()?;
    let cookie = real.log_in()?;
    // Each copy shows what it has shown before.
    load::times(real, &cookie, 10)?;
    world.database_runs(false)?;
    let outcome = during_the_outage(real, &cookie);
    world.database_runs(true)?;
    for copy in ["mall-1", "mall-2"] {
        used_again(real, MALL_HOST, copy)?;
    }
    members_are_known(real, &cookie)?;
    outcome
}

fn during_the_outage(real: &Entrance, cookie: &str) -> Result<()> {
    let started = Instant::now();
    let mut asked = 0;
    while started.elapsed() < OUTAGE {
        asked += 1;
        let answer = real.get(MALL_HOST, "/")?;
        ensure!(
            answer.status() == 200,
            "guest {asked}, after {} ms, is answered {}",
            started.elapsed().as_millis(),
            answer.head.start
        );
        stop::check_interrupt()?;
    }
    let answer = real.ask(&Request::get(AUTH_HOST, "/account").with("cookie", cookie))?;
    ensure!(
        answer.status() == 503 && answer.is_ours(),
        "a member is answered {}, and not by us",
        answer.head.start
    );
    Ok(())
}

/// Until nobody waits for a lock any more.
fn wait_for_locks(world: &World) -> Result<()> {
    let deadline = Instant::now() + BACK;
    while world.is_waiting()? {
        ensure!(Instant::now() < deadline, "somebody still waits for a lock");
        stop::check_interrupt()?;
    }
    Ok(())
}

/// Until every copy tells a member's name again.
fn members_are_known(real: &Entrance, cookie: &str) -> Result<()> {
    let deadline = Instant::now() + BACK;
    let viewer = Request::get(MALL_HOST, "/api/session/viewer").with("cookie", cookie);
    let mut in_a_row = 0;
    while in_a_row < IN_A_ROW {
        ensure!(Instant::now() < deadline, "the member is not known again");
        let known = real
            .ask(&viewer)
            .is_ok_and(|answer| answer.text().contains("张三"));
        in_a_row = if known { in_a_row + 1 } else { 0 };
        if !known {
            stop::check_interrupt()?;
        }
    }
    Ok(())
}

/// Until the proxy asks this copy again.
fn used_again(real: &Entrance, host: &str, name: &str) -> Result<()> {
    let deadline = Instant::now() + BACK;
    let wanted = format!("\"instance\":\"{name}\"");
    loop {
        let answer = real.get(host, "/version");
        if answer.is_ok_and(|answer| answer.text().contains(&wanted)) {
            return Ok(());
        }
        ensure!(Instant::now() < deadline, "{name} is not asked again");
        stop::check_interrupt().context("waiting for the proxy")?;
    }
}
