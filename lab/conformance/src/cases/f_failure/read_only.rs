//! Fail-over: for a while the database can be read and not written.

use super::{is_proper_503, recovers, somebody};
use crate::{
    adapter::Op,
    case::{Case, Need},
    deployment::{Browser, World},
    verdict::{Check, expect},
};

pub static F12: Case = Case {
    id: "F12",
    title: "the database becomes read-only",
    expects: "who is logged in stays logged in, what must write says 503, and afterwards all is as before",
    sources: &[
        "Better Auth: deferred refresh",
        "PostgreSQL: hot standby",
        "ASVS 5.0 16.5.2",
    ],
    needs: &[Need::Verb("db-read-only"), Need::Verb("db-read-write")],
    run: |world| Box::pin(f12(world)),
};

async fn f12(world: World) -> Check {
    let auth = world.auth(0);
    let (browser, token, bearer) = somebody(&world).await?;
    world.break_with("db-read-only", "db-read-write", None).await?;
    for copy in world.everywhere() {
        let who = bearer.whoami(copy).await?;
        expect(
            who.is_member(),
            "who is logged in stays logged in",
            format!("{} says {who}", copy.name),
        )?;
    }
    let key = world.unique("written");
    let user = world.user(1);
    let login = [
        ("account", user.account.as_str()),
        ("password", user.password.as_str()),
    ];
    let mut writes = vec![(Op::Login, login.to_vec())];
    if world.adapter().operation(Op::Set).is_some() {
        writes.push((Op::Set, vec![("key", key.as_str()), ("value", "1")]));
    }
    for (op, values) in writes {
        let client = if op == Op::Login {
            world.browser()
        } else {
            bearer.clone()
        };
        let answer = client.call(auth, op, &values).await?;
        if answer.is_success() {
            is_effective(&world, op, &client, &key).await?;
            continue;
        }
        expect(
            answer.status == 503,
            "what must write and cannot says 503",
            format!("{op} is answered with {}", answer.status),
        )?;
        is_proper_503(auth, &answer)?;
    }
    expect(browser.token(auth).is_some(), "no cookie is taken away", "one is")?;
    world.clean_up().await?;
    recovers(&world, &token).await?;
    if world.adapter().operation(Op::Set).is_some() {
        browser.set(auth, &key, "1").await?;
    }
    Ok(())
}

/// Fails if a successful answer had no effect. Where sessions are not in the database, success is possible.
async fn is_effective(world: &World, op: Op, client: &Browser, key: &str) -> Check {
    let auth = world.auth(0);
    let effective = match op {
        Op::Login => client.whoami(auth).await?.is_member(),
        _ => client.get(auth, key).await? == "1",
    };
    expect(
        effective,
        "what is answered with success was done",
        format!("{op} was not"),
    )
}
