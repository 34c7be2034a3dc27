//! Logins that nobody waits for: a reload, a double click, a script that hangs up on purpose.

use std::time::{Duration, Instant};

use futures::future::join_all;
use tokio::time::timeout;

use crate::{
    adapter::{Op, User},
    case::Case,
    deployment::World,
    verdict::{Check, Detailed, expect},
};

/// The logins that are given up.
const GIVEN_UP: usize = 64;
/// The time after which they are: hashing has begun and is not done.
const PATIENCE: Duration = Duration::from_millis(30);
/// The seconds that anybody else may wait meanwhile.
const OTHERS_SECONDS: f64 = 3.0;
/// The seconds after which the hashing that nobody waits for must be over.
const DONE_SECONDS: f64 = 10.0;
/// The kilobytes by which a copy may have grown afterwards.
const GROWTH: u64 = 64 * 1_024;

pub static D13: Case = Case {
    id: "D13",
    title: "sixty-four logins whose senders hang up",
    expects: "who is logged in is served meanwhile, others can log in, and no memory stays behind",
    sources: &[
        "ASVS 5.0 15.4.4",
        "CWE-400",
        "tokio-rs/tokio#3766: spawn_blocking is not cancelled",
    ],
    needs: &[],
    run: |world| Box::pin(d13(world)),
};

async fn d13(world: World) -> Check {
    let member = world.logged_in(0).await?;
    let token = member.must_have_token(world.auth(0))?;
    let before = memory(&world).await?;
    give_up(&world, world.user(1), "not the password").await;
    world.served_meanwhile(&token, OTHERS_SECONDS).await?;
    logs_in_soon(&world, world.user(2)).await?;
    let after = memory(&world).await?;
    for ((name, before), (_, after)) in before.iter().zip(&after) {
        expect(
            *after < before + GROWTH,
            format!("a copy grows by less than {GROWTH} kB"),
            format!("{name} has grown by more"),
        )
        .detail(format!("{before} and {after} kB"))?;
    }
    Ok(())
}

pub static D14: Case = Case {
    id: "D14",
    title: "a member sends the right password again and again, without waiting for the answer",
    expects: "what nobody waited for is not held against them: the login that they wait for succeeds",
    sources: &[
        "ASVS 5.0 6.3.1",
        "browsers: a second click cancels the first request",
    ],
    needs: &[],
    run: |world| Box::pin(d14(world)),
};

async fn d14(world: World) -> Check {
    let user = world.user(2);
    let values = values(user, &user.password);
    // Wherever the work is when they hang up.
    for patience in (2..26).chain(2..26).map(Duration::from_millis) {
        let browser = world.browser();
        let login = browser.call_apart(world.auth(0), Op::Login, &values);
        let _ = timeout(patience, login).await;
    }
    logs_in_soon(&world, user).await
}

/// Fails unless this member can log in before long.
async fn logs_in_soon(world: &World, user: &User) -> Check {
    let begun = Instant::now();
    loop {
        let answer = world
            .browser()
            .call(world.auth(0), Op::Login, &values(user, &user.password))
            .await?;
        if answer.is_success() || answer.is_redirect() {
            return Ok(());
        }
        // A queue that is full may say so for a moment; a throttle may not.
        expect(
            answer.status == 503 && begun.elapsed().as_secs_f64() < DONE_SECONDS,
            format!("the next login succeeds within {DONE_SECONDS} s"),
            format!("it is answered with {}", answer.status),
        )?;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Sends logins to all copies at once, and hangs up on all of them.
async fn give_up(world: &World, user: &User, password: &str) {
    let all = (0..GIVEN_UP).map(|number| async move {
        let browser = world.browser();
        let values = values(user, password);
        let _ = timeout(
            PATIENCE,
            browser.call_apart(world.auth(number), Op::Login, &values),
        )
        .await;
    });
    join_all(all).await;
}

fn values<'a>(user: &'a User, password: &'a str) -> [(&'a str, &'a str); 2] {
    [("account", user.account.as_str()), ("password", password)]
}

/// The resident memory of every copy in kilobytes, where the control program can tell.
async fn memory(world: &World) -> Check<Vec<(String, u64)>> {
    let Some(control) = world
        .deployment
        .control
        .as_ref()
        .filter(|control| control.knows("memory"))
    else {
        return Ok(Vec::new());
    };
    let mut all = Vec::new();
    for copy in world.everywhere() {
        let kilobytes = control.must("memory", &[&world.control_name(copy)?]).await?;
        all.push((copy.name.clone(), kilobytes.trim().parse().unwrap_or_default()));
    }
    Ok(all)
}
