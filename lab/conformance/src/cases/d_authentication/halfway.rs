//! Logins that stop half way, and pages that need a member.

use crate::{
    adapter::{Op, Target, Who},
    case::{Case, Need},
    client::Answer,
    deployment::{Browser, World},
    random::Random,
    verdict::{Check, expect, skipped},
};

pub static D06: Case = Case {
    id: "D06",
    title: "a login that stops half way: a wrong password, a form that is shown again",
    expects: "what the browser holds then authenticates nobody and reaches nothing that needs a member",
    sources: &["ASVS 4.0.3 3.7.1 (half-open sessions)", "ASVS 5.0 7.2.1"],
    needs: &[],
    run: |world| Box::pin(d06(world)),
};

async fn d06(world: World) -> Check {
    let auth = world.auth(0);
    let browser = world.browser();
    let name = world.logged_in(0).await?.must_have_token(auth)?;
    let wrong = [
        ("account", world.user(0).account.as_str()),
        ("password", "not the password"),
    ];
    for accept in ["text/html", "application/json"] {
        let login = browser
            .request(Op::Login, &wrong)?
            .without("accept")
            .with("accept", accept);
        let answer = browser.send(auth, login).await?;
        expect(
            answer.is_redirect() || matches!(answer.status, 400..=422),
            "a wrong password is refused",
            format!("it is answered with {}", answer.status),
        )?;
        expect(
            browser.token(auth).is_none(),
            "a wrong password gives no session cookie",
            "it gives one",
        )?;
    }
    // Whatever else was set on the way, wherever it is valid.
    let login_page = world
        .adapter()
        .pages
        .login
        .clone()
        .unwrap_or_else(|| "/".to_owned());
    let held = browser.cookies(auth, &login_page).unwrap_or_default();
    for value in held.split("; ").filter_map(|pair| Some(pair.split_once('=')?.1)) {
        world
            .dead_everywhere(&name.with(value), "a cookie of a login that failed")
            .await?;
    }
    for copy in world.everywhere() {
        let who = browser.whoami(copy).await?;
        expect(
            who == Who::Guest,
            "after a wrong password the visitor is a guest",
            format!("{} says {who}", copy.name),
        )?;
    }
    nothing_is_reached(&world, &browser, "after a wrong password").await
}

pub static D07: Case = Case {
    id: "D07",
    title: "everything that needs a member, without a session and with a dead one",
    expects: "it is refused or leads to the login, and shows nothing; and no route of the program is forgotten",
    sources: &["ASVS 5.0 7.2.1, 8.3.1"],
    needs: &[Need::Op(Op::Logout)],
    run: |world| Box::pin(d07(world)),
};

async fn d07(world: World) -> Check {
    if world.adapter().pages.protected.is_empty() {
        return Err(skipped(format!(
            "{} names nothing that needs a member",
            world.adapter().name
        )));
    }
    nothing_is_forgotten(&world).await?;
    let auth = world.auth(0);
    nothing_is_reached(&world, &world.browser(), "without a session").await?;
    let browser = world.logged_in(0).await?;
    let dead = browser.must_have_token(auth)?;
    browser.call(auth, Op::Logout, &[]).await?;
    nothing_is_reached(&world, &world.bearer(&dead), "with a session that has ended").await?;
    let unknown = dead.with(Random::new(7).like(&dead.value));
    nothing_is_reached(&world, &world.bearer(&unknown), "with an unknown session").await
}

/// Fails unless the adapter names every route of the copies as open or as protected. Where the routes cannot be listed,
/// the adapter's list is all there is.
async fn nothing_is_forgotten(world: &World) -> Check {
    let (pages, control) = (&world.adapter().pages, world.deployment.control.as_ref());
    let Some(control) = control.filter(|control| control.knows("routes")) else {
        return Ok(());
    };
    let routes = control.must("routes", &[]).await?;
    expect(
        !routes.trim().is_empty(),
        "the copies say what they answer",
        "they name no route",
    )?;
    for route in routes.lines() {
        let needs_a_member = |target: &Target| format!("{} {}", target.method, path(target)) == route;
        expect(
            pages.open.iter().any(|open| open == route) || pages.protected.iter().any(needs_a_member),
            "every route is known as open to everybody or as needing a member",
            format!("{route} is in neither list"),
        )?;
    }
    Ok(())
}

async fn nothing_is_reached(world: &World, browser: &Browser, when: &str) -> Check {
    let pages = &world.adapter().pages;
    for target in &pages.protected {
        for copy in world.everywhere() {
            if !world.serves(copy, target.service) {
                continue;
            }
            // What is read from an API is read by scripts; what is posted to it may be a plain form.
            let by_scripts_only = target.method.is_safe() && target.path.starts_with("/api/");
            let ways: &[&str] = if by_scripts_only {
                &["application/json"]
            } else {
                &["application/json", "text/html"]
            };
            for accept in ways {
                let answer = browser.send(copy, target.outgoing(accept)).await?;
                expect(
                    is_refused(&answer, pages.login.as_deref()),
                    format!("{when} what needs a member is refused or leads to the login"),
                    format!(
                        "{} answers {} {} with {}",
                        copy.name,
                        target.method,
                        path(target),
                        answer.status
                    ),
                )?;
            }
        }
    }
    Ok(())
}

fn path(target: &Target) -> &str {
    target.path.split('?').next().unwrap_or_default()
}

fn is_refused(answer: &Answer, login: Option<&str>) -> bool {
    let leads = || answer.header("location").unwrap_or_default();
    matches!(answer.status, 401 | 403)
        || (answer.is_redirect() && login.is_none_or(|login| leads().contains(login)))
}
