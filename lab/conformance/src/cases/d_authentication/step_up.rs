//! Step-up: confirming the password for what is sensitive.

use crate::{
    adapter::Op,
    case::{Case, Need},
    client::Answer,
    deployment::{Browser, World},
    verdict::{Check, expect, succeeded},
};

pub static D04: Case = Case {
    id: "D04",
    title: "a session that gains a right",
    expects: "it gets a new id, and the old one dies without it",
    sources: &[
        "OWASP Session Management Cheat Sheet: renew after any privilege change",
        "ASVS 5.0 7.2.4",
    ],
    needs: &[Need::Op(Op::Confirm)],
    run: |world| Box::pin(d04(world)),
};

async fn d04(world: World) -> Check {
    let auth = world.auth(0);
    let browser = world.logged_in(0).await?;
    let old = browser.must_have_token(auth)?;
    let wrong = browser
        .call(auth, Op::Confirm, &[("password", "not the password")])
        .await?;
    expect(
        !wrong.is_success(),
        "a wrong proof is refused",
        format!("it is answered with {}", wrong.status),
    )?;
    let who = browser.whoami(auth).await?;
    expect(
        who.is_member(),
        "a wrong proof does not end the session",
        format!("after it the browser is {who}"),
    )?;
    let before = browser.must_have_token(auth)?;
    expect(before == old, "a wrong proof changes no id", "it does")?;
    confirm(&world, &browser).await?;
    let new = browser.must_have_token(auth)?;
    expect(new != old, "the id changes", "it stays the same")?;
    world.dead_everywhere(&old, "the id from before").await
}

pub static D05: Case = Case {
    id: "D05",
    title: "a sensitive action, soon and long after the login",
    expects: "it is refused once the proof is old, allowed after a new one until that is old, and a proof counts for its own session only",
    sources: &[
        "ASVS 5.0 7.5.1, 7.5.3",
        "Ory Kratos: privileged sessions",
        "Better Auth: fresh sessions",
    ],
    needs: &[
        Need::Op(Op::Sensitive),
        Need::Op(Op::Confirm),
        Need::Verb("clock"),
    ],
    run: |world| Box::pin(d05(world)),
};

async fn d05(world: World) -> Check {
    let window = world.promised(world.policy().step_up, "time a proof is fresh")?;
    let browser = world.logged_in(0).await?;
    let other = world.logged_in(0).await?;
    allowed(&world, &browser, true, "right after the login").await?;
    world.clock(window - 30).await?;
    allowed(&world, &browser, true, "shortly before the proof is old").await?;
    world.clock(window + 30).await?;
    allowed(&world, &browser, false, "after the proof is old").await?;
    let auth = world.auth(0);
    if world.adapter().operation(Op::RevokeOthers).is_some() {
        let answer = browser.call(auth, Op::RevokeOthers, &[]).await?;
        expect(
            is_challenge(&answer),
            "ending other sessions needs a fresh proof",
            answer.brief(),
        )?;
    }
    confirm(&world, &browser).await?;
    allowed(&world, &browser, true, "after a new proof").await?;
    allowed(&world, &other, false, "in another session of the same member").await?;
    world.clock(2 * window + 90).await?;
    allowed(&world, &browser, false, "after the new proof is old").await?;
    let stranger = world.browser().call(auth, Op::Sensitive, &[]).await?;
    expect(
        stranger.status == 401 || stranger.is_redirect() || stranger.status == 403,
        "a guest is not let in",
        stranger.brief(),
    )
}

async fn allowed(world: &World, browser: &Browser, is_allowed: bool, when: &str) -> Check {
    for copy in world.everywhere() {
        let answer = browser.call(copy, Op::Sensitive, &[]).await?;
        let as_expected = if is_allowed {
            answer.is_success()
        } else {
            is_challenge(&answer)
        };
        let what = if is_allowed {
            "allowed"
        } else {
            "refused with a challenge"
        };
        expect(
            as_expected,
            format!("{when} a sensitive action is {what}"),
            format!("{} answers {}", copy.name, answer.brief()),
        )?;
    }
    Ok(())
}

/// Whether the answer asks for the password again.
const fn is_challenge(answer: &Answer) -> bool {
    answer.status == 403
}

async fn confirm(world: &World, browser: &Browser) -> Check {
    let password = &world.user(0).password;
    let answer = browser
        .call(world.auth(0), Op::Confirm, &[("password", password)])
        .await?;
    succeeded(answer, "proving again who one is").map(drop)
}
