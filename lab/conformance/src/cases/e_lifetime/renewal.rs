//! Renewal: ids that are replaced on a schedule, while the session goes on.

use std::time::{Duration, Instant};

use futures::future::join_all;

use super::limits::MARGIN;
use crate::{
    adapter::Promise,
    case::{Case, Need},
    deployment::{Browser, Token, World},
    verdict::{Check, expect, failed},
};

/// How long an event that is recorded in the background may take.
const EVENT_TIMEOUT: Duration = Duration::from_secs(10);

pub static E07: Case = Case {
    id: "E07",
    title: "an id that is renewed on a schedule",
    expects: "the old one works only inside the overlap, and later use of it ends the session (and is noted, if there is a database to look at)",
    sources: &[
        "SuperTokens: refresh token rotation",
        "RFC 9700 §4.14.2 (detection of reuse)",
        "OWASP Session Management Cheat Sheet: renewal timeout",
    ],
    needs: &[
        Need::Promise(Promise::RenewAfter),
        Need::Promise(Promise::RenewGrace),
        Need::Verb("clock"),
    ],
    run: |world| Box::pin(e07(world)),
};

async fn e07(world: World) -> Check {
    let after = world.promised(world.policy().renew_after, "renewal of ids")?;
    let grace = world.promised(world.policy().renew_grace, "overlap of ids")?;
    let margin = MARGIN.min(after / 4);
    let noted_before = last_event(&world).await?;
    let auth = world.auth(0);
    // Of the second session nobody uses the old id too late.
    let (owner, other) = (world.logged_in(0).await?, world.logged_in(1).await?);
    let both = [&owner, &other];
    let old = owner.must_have_token(auth)?;
    let others = other.must_have_token(auth)?;

    used_until(&world, &both, 0, after - margin).await?;
    let is_kept = owner.token(auth).as_ref() == Some(&old) && other.token(auth).as_ref() == Some(&others);
    expect(is_kept, "an id is kept until it is due", "it is replaced before")?;

    used_until(&world, &[], after - margin, after + margin).await?;
    let renewed = renew(&world, &owner, &old).await?;
    renew(&world, &other, &others).await?;

    world.clock(after + margin + grace / 2).await?;
    for copy in world.everywhere() {
        let who = world.bearer(&old).whoami(copy).await?;
        expect(
            who.is_member(),
            "inside the overlap the old id is good",
            format!("{} says {who}", copy.name),
        )?;
    }

    let end = after + margin + grace + margin;
    used_until(&world, &both, after + margin + grace / 2, end).await?;
    world.dead_everywhere(&old, "an old id after the overlap").await?;
    for new in renewed {
        let what = "a session whose old id was used too late";
        world.dead_everywhere(&new, what).await?;
    }
    let who = other.whoami(auth).await?;
    expect(
        who.is_member(),
        "a session whose old id nobody uses goes on",
        format!("{} says {who}", auth.name),
    )?;
    is_noted(&world, noted_before).await
}

/// Moves the clock and uses the sessions, in steps that keep them from being idle for too long.
async fn used_until(world: &World, browsers: &[&Browser], from: i64, end: i64) -> Check {
    let step = world.policy().idle.map_or(i64::MAX, |idle| (idle / 2).max(1));
    let (mut moment, mut index) = (from, 0);
    while moment < end {
        moment = moment.saturating_add(step).min(end);
        index += 1;
        world.clock(moment).await?;
        for browser in browsers {
            let who = browser.whoami(world.copy(index)).await?;
            expect(
                who.is_member(),
                "a session in use stays alive",
                format!("{} says {who}", world.copy(index).name),
            )?;
        }
    }
    Ok(())
}

/// Uses an id that is due, from several tabs at once and at every copy. Every id that is given out then must be good.
async fn renew(world: &World, browser: &Browser, old: &Token) -> Check<Vec<Token>> {
    let tabs = world.everywhere().into_iter().flat_map(|copy| [copy, copy]);
    let answers = join_all(tabs.map(|copy| browser.ask_whoami(copy))).await;
    let mut given = Vec::new();
    for answer in answers {
        let answer = answer?;
        let who = world.adapter().whoami.read(&answer);
        expect(
            who.is_member(),
            "a request with an id that is due is answered like any other",
            format!("it says {who}"),
        )?;
        let cookies = answer.set_cookies().into_iter();
        let cookies = cookies.filter(|cookie| world.deployment.is_session(cookie));
        given.extend(cookies.map(|cookie| old.with(cookie.value)));
    }
    let new = browser.must_have_token(world.auth(0))?;
    expect(new != *old, "an id that is due is replaced", "it stays the same")?;
    for token in &given {
        world.known_everywhere(&world.bearer(token)).await?;
    }
    Ok(given)
}

/// The number of the newest event; `None` without access to the database.
async fn last_event(world: &World) -> Check<Option<i64>> {
    match (&world.deployment.database, &world.adapter().database.last_event) {
        (Some(database), Some(question)) => database.number(question).await.map(Some),
        _ => Ok(None),
    }
}

/// Fails unless the renewal and the end are among the events, where the suite has access to the database.
async fn is_noted(world: &World, since: Option<i64>) -> Check {
    let (Some(since), Some(question)) = (since, &world.adapter().database.events) else {
        return Ok(());
    };
    let begun = Instant::now();
    loop {
        let events = world.database()?.events(question, since).await?;
        let is_there = |kind: &str| events.iter().any(|event| event.kind == kind);
        let missing: Vec<_> = ["rotated", "revoked"]
            .into_iter()
            .filter(|kind| !is_there(kind))
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        if begun.elapsed() > EVENT_TIMEOUT {
            return Err(failed(
                "the renewal and the end of the session are noted",
                format!("missing: {}", missing.join(", ")),
            ));
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
