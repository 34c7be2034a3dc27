//! The idle and the absolute limit, which both hold.

use super::activity::stays_active;
use crate::{
    case::{Case, Need},
    deployment::World,
    verdict::{Check, expect},
};

/// The distance from a limit on either side, in seconds: a case takes some itself.
pub const MARGIN: i64 = 90;

pub static E01: Case = Case {
    id: "E01",
    title: "a session nobody uses for longer than the idle limit",
    expects: "it is over on every copy, whether or not anybody has cleaned up, and not before",
    sources: &["ASVS 5.0 7.3.1", "ASVS 4.0.3 3.3.2", "Authelia suites"],
    needs: &[Need::Verb("clock")],
    run: |world| Box::pin(e01(world)),
};

async fn e01(world: World) -> Check {
    let idle = world.promised(world.policy().idle, "idle limit")?;
    let auth = world.auth(0);
    // One for each question: asking counts as use.
    let shortly_before = world.logged_in(0).await?.must_have_token(auth)?;
    let after = world.logged_in(0).await?.must_have_token(auth)?;
    world.clock(idle - MARGIN).await?;
    let who = world.bearer(&shortly_before).whoami(world.copy(1)).await?;
    expect(
        who.is_member(),
        "before the idle limit it is alive",
        format!("{} says {who}", world.copy(1).name),
    )?;
    world.clock(idle + MARGIN).await?;
    world
        .dead_everywhere(&after, "a session beyond the idle limit")
        .await
}

pub static E02: Case = Case {
    id: "E02",
    title: "a session in steady use until the absolute limit",
    expects: "it is over at that limit on every copy, however much it was used, and not before",
    sources: &["ASVS 5.0 7.3.2", "NIST SP 800-63B", "Keycloak: SSO session max"],
    needs: &[Need::Verb("clock")],
    run: |world| Box::pin(e02(world)),
};

async fn e02(world: World) -> Check {
    let idle = world.promised(world.policy().idle, "idle limit")?;
    let absolute = world.promised(world.policy().absolute, "absolute limit")?;
    let token = world.logged_in(0).await?.must_have_token(world.auth(0))?;
    stays_active(&world, &token, idle, absolute - MARGIN).await?;
    world.clock(absolute + MARGIN).await?;
    world
        .dead_everywhere(&token, "a session beyond the absolute limit")
        .await
}
