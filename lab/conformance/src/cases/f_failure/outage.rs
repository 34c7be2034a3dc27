//! The database is gone.

use super::{is_proper_503, is_proper_outage_answer, is_shown, recovers, somebody};
use crate::{
    adapter::{Op, Target},
    case::{Case, Need},
    deployment::{Service, World},
    verdict::{Check, expect, skipped},
};

/// The number of requests to each copy: the first one after the stop may meet a connection that has just died.
const TURNS: usize = 3;

pub static F01: Case = Case {
    id: "F01",
    title: "the database stops, and a member comes with a good cookie",
    expects: "503 with Retry-After within a second, no cookie touched, never a guest's page; and the session is there when the database is",
    sources: &[
        "ASVS 5.0 16.5.2, 16.5.3",
        "glowfic-constellation/glowfic#2883",
        "RFC 9110 §15.6.4",
    ],
    needs: &[Need::Verb("db-stop"), Need::Verb("db-start")],
    run: |world| Box::pin(f01(world)),
};

async fn f01(world: World) -> Check {
    let auth = world.auth(0);
    let (browser, token, bearer) = somebody(&world).await?;
    world.break_with("db-stop", "db-start", None).await?;
    for _ in 0..TURNS {
        for copy in world.everywhere() {
            is_proper_outage_answer(&world, copy, &bearer.ask_whoami(copy).await?)?;
        }
    }
    for page in &world.adapter().pages.private {
        let answer = bearer.send(auth, page.outgoing("text/html")).await?;
        expect(
            answer.is_success() || matches!(answer.status, 501 | 503),
            "a private page asks for patience, and neither for a login nor for nothing",
            format!("{} answers {}", page.path, answer.status),
        )?;
        if answer.status == 503 {
            is_proper_503(auth, &answer)?;
        }
    }
    let user = world.user(1);
    let login = [
        ("account", user.account.as_str()),
        ("password", user.password.as_str()),
    ];
    let answer = world.browser().call(auth, Op::Login, &login).await?;
    expect(
        answer.status == 503,
        "nobody can log in, and is told so",
        format!("it is answered with {}", answer.brief()),
    )?;
    is_proper_503(auth, &answer)?;
    expect(
        browser.token(auth).is_some(),
        "the browser keeps its cookie",
        "it has lost it",
    )?;
    world.clean_up().await?;
    recovers(&world, &token).await?;
    a_logout_is_one(&world).await
}

/// Fails if a logout during an outage succeeds and the session is still alive.
async fn a_logout_is_one(world: &World) -> Check {
    if world.adapter().operation(Op::Logout).is_none() {
        return Ok(());
    }
    let auth = world.auth(0);
    let (browser, token, _) = somebody(world).await?;
    world.break_with("db-stop", "db-start", None).await?;
    let answer = browser.call(auth, Op::Logout, &[]).await?;
    if !answer.is_success() {
        expect(
            answer.status == 503,
            "a logout that is not possible says so",
            format!("it is answered with {}", answer.brief()),
        )?;
        is_proper_503(auth, &answer)?;
    }
    world.clean_up().await?;
    if answer.is_success() {
        return world
            .dead_everywhere(&token, "a session that was logged out during an outage")
            .await;
    }
    recovers(world, &token).await
}

pub static F02: Case = Case {
    id: "F02",
    title: "the database stops, and somebody wants what needs no database or was shown before",
    expects: "it is served; what does need it says 503 with Retry-After, and no page takes a cookie away",
    sources: &["ASVS 5.0 16.5.2"],
    needs: &[Need::Verb("db-stop"), Need::Verb("db-start")],
    run: |world| Box::pin(f02(world)),
};

async fn f02(world: World) -> Check {
    let pages = &world.adapter().pages;
    if pages.steadfast.is_empty() {
        return Err(skipped(format!(
            "{} names nothing that needs no database",
            world.adapter().name
        )));
    }
    let steadfast = |copy| -> Vec<&Target> {
        let of_copy = |page: &&Target| world.serves(copy, page.service);
        pages.steadfast.iter().filter(of_copy).collect()
    };
    let (browser, _, _) = somebody(&world).await?;
    for copy in world.everywhere() {
        for page in steadfast(copy) {
            is_shown(&world, copy, page).await?;
        }
    }
    world.break_with("db-stop", "db-start", None).await?;
    for (client, who) in [(&world.browser(), "a guest"), (&browser, "a member")] {
        for copy in world.everywhere() {
            for page in steadfast(copy) {
                let answer = client.send(copy, page.outgoing("text/html")).await?;
                expect(
                    answer.status < 500,
                    format!("{who} is served what needs no database"),
                    format!("{} answers {} with {}", copy.name, page.path, answer.status),
                )?;
            }
        }
        for page in &pages.public {
            let copy = if page.service == Some(Service::Mall) {
                world.mall(0)
            } else {
                world.auth(0)
            };
            let answer = client.send(copy, page.outgoing("text/html")).await?;
            expect(
                answer.status < 500 || answer.status == 503,
                "a public page is served, or says that it cannot be now",
                format!("{} answers {} with {}", copy.name, page.path, answer.status),
            )?;
            if answer.status == 503 {
                is_proper_503(copy, &answer)?;
            }
        }
    }
    expect(
        browser.token(world.auth(0)).is_some(),
        "the browser keeps its cookie",
        "it has lost it",
    )
}
