//! Copies whose clocks disagree.

use super::limits::MARGIN;
use crate::{
    case::{Case, Need},
    deployment::World,
    verdict::{Check, expect},
};

/// The difference of the clocks in seconds, either way.
const SKEW: i64 = 300;

pub static E08: Case = Case {
    id: "E08",
    title: "copies whose clocks are five minutes ahead and behind",
    expects: "all decide alike, by one clock, and a login at one is good at the other at once",
    sources: &["RFC 7519 §4.1.4 (leeway)", "Keycloak: clock synchronisation"],
    needs: &[Need::Verb("skew"), Need::Verb("clock"), Need::Copies(2)],
    run: |world| Box::pin(e08(world)),
};

async fn e08(world: World) -> Check {
    let idle = world.promised(world.policy().idle, "idle limit")?;
    let auth = world.auth(0).clone();
    for (copy, sign) in world.everywhere().into_iter().zip([1, -1].into_iter().cycle()) {
        let name = world.control_name(copy)?;
        let control = world.control()?;
        let back = name.clone();
        world.afterwards("skew", |world| {
            Box::pin(async move { world.control()?.must("skew", &[&back, "0"]).await.map(drop) })
        });
        control.must("skew", &[&name, &(sign * SKEW).to_string()]).await?;
    }
    world.ready().await?;
    for copy in world.everywhere() {
        if !world.deployment.auth.contains(copy) {
            continue;
        }
        let browser = world.browser();
        browser.login(copy, world.user(0)).await?;
        let token = browser.must_have_token(copy)?;
        world.known_everywhere(&world.bearer(&token)).await?;
    }
    // A session for every question, because asking counts as use; all of them of the same age.
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for _ in world.everywhere() {
        before.push(world.logged_in(0).await?.must_have_token(&auth)?);
        after.push(world.logged_in(1).await?.must_have_token(&auth)?);
    }
    world.clock(idle - 2 * MARGIN).await?;
    for (copy, token) in world.everywhere().into_iter().zip(&before) {
        let who = world.bearer(token).whoami(copy).await?;
        expect(
            who.is_member(),
            "before the limit every copy says member",
            format!("{} says {who}", copy.name),
        )?;
    }
    world.clock(idle + MARGIN).await?;
    for (copy, token) in world.everywhere().into_iter().zip(&after) {
        let who = world.bearer(token).whoami(copy).await?;
        expect(
            !who.is_member(),
            "after the limit no copy says member",
            format!("{} says {who}", copy.name),
        )?;
    }
    Ok(())
}
