//! Session fixation: a login begins a session with a new id.

use serde_json::Value;

use crate::{
    adapter::{Op, Who},
    case::Case,
    deployment::{Token, World, browser::session_cookie},
    verdict::{Check, expect},
};

pub static D01: Case = Case {
    id: "D01",
    title: "what a visitor had before the login",
    expects: "no cookie from before the login authenticates anybody afterwards, and the session has an id of its own",
    sources: &["CWE-384 (session fixation)", "ASVS 5.0 7.2.4", "ASVS 4.0.3 3.2.1"],
    needs: &[],
    run: |world| Box::pin(d01(world)),
};

async fn d01(world: World) -> Check {
    let auth = world.auth(0);
    let browser = world.browser();
    for page in &world.adapter().pages.public {
        browser.send(auth, page.outgoing("text/html")).await?;
    }
    browser.whoami(auth).await?;
    let before = browser.cookies(auth, "/").unwrap_or_default();
    let anonymous = browser.token(auth);
    let answer = browser.login(auth, world.user(0)).await?;
    let given = session_cookie(&world.deployment, &answer)?;
    if let Some(anonymous) = anonymous {
        expect(
            anonymous.value != given.value,
            "a login gives a new id",
            "it keeps the one from before",
        )?;
        world
            .dead_everywhere(&anonymous, "the id from before the login")
            .await?;
    }
    for pair in before.split("; ").filter_map(|pair| pair.split_once('=')) {
        let stolen = Token {
            name: given.name.clone(),
            value: pair.1.to_owned(),
        };
        world
            .dead_everywhere(&stolen, "a cookie from before the login")
            .await?;
    }
    let again = session_cookie(
        &world.deployment,
        &world.browser().login(auth, world.user(0)).await?,
    )?;
    expect(
        again.value != given.value,
        "two logins give two ids",
        "they give the same",
    )
}

pub static D02: Case = Case {
    id: "D02",
    title: "a login of a member, and of another one, in a session that is logged in",
    expects: "the id is a new one both times, the old one dies, and nothing of the former member is left",
    sources: &[
        "ASVS 5.0 7.2.4",
        "axum-login: login does not rotate an id that is logged in",
    ],
    needs: &[],
    run: |world| Box::pin(d02(world)),
};

async fn d02(world: World) -> Check {
    let auth = world.auth(0);
    let browser = world.logged_in(0).await?;
    let has_values =
        world.adapter().operation(Op::Set).is_some() && world.adapter().operation(Op::Get).is_some();
    let key = world.unique("private");
    for (user, who) in [
        (0, "the same member"),
        (1, "another member"),
        (0, "the first one again"),
    ] {
        if has_values {
            browser.set(auth, &key, "mine").await?;
        }
        let old = browser.must_have_token(auth)?;
        browser.login(auth, world.user(user)).await?;
        let new = browser.must_have_token(auth)?;
        expect(
            new != old,
            format!("a login of {who} gives a new id"),
            "it keeps the old one",
        )?;
        world
            .dead_everywhere(&old, &format!("the id from before the login of {who}"))
            .await?;
        let shown = Who::Member(world.shown(user).await?);
        let seen = browser.whoami(auth).await?;
        expect(
            seen == shown,
            format!("the browser is {shown}"),
            format!("{} says {seen}", auth.name),
        )?;
        if has_values && who != "the same member" {
            let value = browser.get(auth, &key).await?;
            expect(
                value == Value::Null,
                "nothing of the former member is left",
                "a value of theirs is",
            )?;
        }
    }
    Ok(())
}
