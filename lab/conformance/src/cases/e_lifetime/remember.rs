//! The limits of sessions with "remember me".

use super::{activity::stays_active, limits::MARGIN};
use crate::{
    adapter::Op,
    case::{Case, Need},
    deployment::{World, browser::session_cookie},
    verdict::{Check, expect},
};

pub static E05: Case = Case {
    id: "E05",
    title: "a remembered login, and values that are set later",
    expects: "the longer limits stay, whatever is written, and both still end it",
    sources: &["maxcountryman/tower-sessions#206", "ASVS 5.0 7.1.1"],
    needs: &[Need::Verb("clock"), Need::Op(Op::Set)],
    run: |world| Box::pin(e05(world)),
};

async fn e05(world: World) -> Check {
    let idle = world.promised(world.policy().remember_idle, "limits for remembered logins")?;
    let absolute = world.promised(world.policy().remember_absolute, "limits for remembered logins")?;
    let shorter = world.promised(world.policy().absolute, "absolute limit")?;
    let auth = world.auth(0);
    let browser = world.browser();
    let answer = browser
        .login_with(auth, world.user(0), &[("remember", "1")])
        .await?;
    let cookie = session_cookie(&world.deployment, &answer)?;
    expect(
        cookie.max_age.is_some() || cookie.expires.is_some(),
        "a remembered cookie outlives the browser",
        "it has neither Max-Age nor Expires",
    )?;
    let token = browser.must_have_token(auth)?;
    let key = world.unique("kept");
    for moment in [shorter + MARGIN, shorter + idle - MARGIN] {
        world.clock(moment).await?;
        let who = world.bearer(&token).whoami(world.copy(1)).await?;
        expect(
            who.is_member(),
            "a remembered login outlives the limits of others",
            format!("{} says {who}", world.copy(1).name),
        )?;
        let written = world.bearer(&token).set(auth, &key, "1").await?;
        let shortened = written
            .set_cookies()
            .into_iter()
            .filter(|cookie| world.deployment.is_session(cookie))
            .any(|cookie| cookie.max_age.is_none_or(|age| age < shorter));
        expect(
            !shortened,
            "setting a value does not shorten the cookie's life",
            "it does",
        )?;
    }
    let second = world.browser();
    second
        .login_with(auth, world.user(0), &[("remember", "1")])
        .await?;
    // That one began just now, by the clock that was moved.
    world.clock(shorter + idle - MARGIN + idle + MARGIN).await?;
    world
        .dead_everywhere(
            &second.must_have_token(auth)?,
            "a remembered login beyond its idle limit",
        )
        .await?;
    world.clock(0).await?;
    let third = world.browser();
    third
        .login_with(auth, world.user(0), &[("remember", "1")])
        .await?;
    let token = third.must_have_token(auth)?;
    stays_active(&world, &token, idle, absolute - MARGIN).await?;
    world.clock(absolute + MARGIN).await?;
    world
        .dead_everywhere(&token, "a remembered login beyond its absolute limit")
        .await
}
