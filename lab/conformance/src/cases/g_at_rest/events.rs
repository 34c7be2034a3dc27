//! The recorded events of a session.

use std::time::{Duration, Instant};

use crate::{
    adapter::Op,
    case::{Case, Need},
    database::{Database, Event},
    deployment::World,
    verdict::{Check, expect, failed, skipped},
};

/// How long an event that is recorded in the background may take.
const EVENT_TIMEOUT: Duration = Duration::from_secs(10);

pub static G03: Case = Case {
    id: "G03",
    title: "the events of a session's life",
    expects: "beginning, new id, proof, end, expiry and use of a dead id are noted, with member and address, and never with the token",
    sources: &[
        "ASVS 5.0 16.3.1-16.3.3, 16.2.5",
        "OWASP Session Management Cheat Sheet: logging the life cycle",
    ],
    needs: &[
        Need::Database("events"),
        Need::Op(Op::Confirm),
        Need::Op(Op::Logout),
        Need::Op(Op::RevokeOthers),
        Need::Verb("clock"),
    ],
    run: |world| Box::pin(g03(world)),
};

async fn g03(world: World) -> Check {
    let (database, questions) = (world.database()?, &world.adapter().database);
    let (Some(last), Some(events)) = (&questions.last_event, &questions.events) else {
        return Err(skipped("there are no questions for events"));
    };
    let idle = world.promised(world.policy().idle, "idle limit")?;
    let auth = world.auth(0);
    let since = database.number(last).await?;

    let browser = world.logged_in(0).await?;
    let first = browser.must_have_token(auth)?;
    browser
        .call(auth, Op::Confirm, &[("password", &world.user(0).password)])
        .await?;
    let second = browser.must_have_token(auth)?;
    let other = world.logged_in(0).await?;
    let revoked = other.must_have_token(auth)?;
    browser.call(auth, Op::RevokeOthers, &[]).await?;
    browser.call(auth, Op::Logout, &[]).await?;
    for dead in [&first, &second, &revoked] {
        world.bearer(dead).whoami(world.copy(1)).await?;
    }
    let idler = world.logged_in(0).await?.must_have_token(auth)?;
    world.clock(idle + 90).await?;
    world.bearer(&idler).whoami(world.copy(1)).await?;

    let wanted = [
        ("created", ""),
        ("rotated", ""),
        ("elevated", ""),
        ("revoked", "revoked-others"),
        ("revoked", "logged-out"),
        ("refused", ""),
        ("expired", ""),
    ];
    let seen = wait_for(database, events, since, &wanted).await?;
    for event in &seen {
        let text = format!("{} {} {}", event.kind, event.detail, event.session);
        for token in [&first, &second, &revoked, &idler] {
            expect(
                !text.contains(&token.value),
                "no event has a token in it",
                format!("one of {} has", event.kind),
            )?;
        }
        if event.kind == "created" {
            expect(!event.member.is_empty(), "a beginning says whose", "it does not")?;
            expect(
                !event.address.is_empty(),
                "a beginning says from where",
                "it does not",
            )?;
            expect(
                !event.session.is_empty(),
                "a beginning says which session",
                "it does not",
            )?;
        }
    }
    Ok(())
}

async fn wait_for(
    database: &Database,
    question: &str,
    since: i64,
    wanted: &[(&str, &str)],
) -> Check<Vec<Event>> {
    let begun = Instant::now();
    loop {
        let seen = database.events(question, since).await?;
        let fits = |(kind, detail): &(&str, &str)| {
            seen.iter()
                .any(|event| event.kind == *kind && (detail.is_empty() || event.detail == *detail))
        };
        let missing: Vec<_> = wanted
            .iter()
            .filter(|pair| !fits(pair))
            .map(|pair| pair.0)
            .collect();
        if missing.is_empty() {
            return Ok(seen);
        }
        if begun.elapsed() > EVENT_TIMEOUT {
            return Err(failed(
                "every step of a session's life is noted",
                format!("missing: {}", missing.join(", ")),
            ));
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
