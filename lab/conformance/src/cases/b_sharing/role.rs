//! What a member may do that others may not.

use crate::{
    adapter::Op,
    case::{Case, Need},
    deployment::{Browser, World},
    verdict::{Check, expect, succeeded},
};

pub static B13: Case = Case {
    id: "B13",
    title: "a role that is given to a member who is logged in, and taken away",
    expects: "with the next request it holds, or holds no more, on every copy; the session lives on, and other members have no role",
    sources: &["ASVS 5.0 8.2.1, 8.3.2"],
    needs: &[
        Need::Op(Op::Privileged),
        Need::Op(Op::Confirm),
        Need::Verb("grant-role"),
        Need::Verb("revoke-role"),
    ],
    run: |world| Box::pin(b13(world)),
};

async fn b13(world: World) -> Check {
    let auth = world.auth(0);
    let (member, other) = (world.logged_in(1).await?, world.logged_in(0).await?);
    // A system may ask for a fresh proof before it lets anybody use a role.
    for (browser, user) in [(&member, world.user(1)), (&other, world.user(0))] {
        let proof = browser
            .call(auth, Op::Confirm, &[("password", &user.password)])
            .await?;
        succeeded(proof, "proving again who one is")?;
    }
    let account = &world.user(1).account;
    may(&world, &member, false, "before it is given").await?;
    world
        .break_with("grant-role", "revoke-role", Some(account))
        .await?;
    may(&world, &member, true, "once it is given").await?;
    may(&world, &other, false, "to somebody else").await?;
    may(&world, &world.browser(), false, "to nobody").await?;
    world.control()?.must("revoke-role", &[account]).await?;
    may(&world, &member, false, "once it is taken away").await?;
    world.known_everywhere(&member).await
}

/// Whether the browser may do on every copy what takes the role.
async fn may(world: &World, browser: &Browser, is_allowed: bool, when: &str) -> Check {
    for copy in world.answering(Op::Privileged) {
        let answer = browser.call(copy, Op::Privileged, &[]).await?;
        let (as_expected, what) = if is_allowed {
            (answer.is_success(), "allowed")
        } else {
            (
                answer.is_redirect() || matches!(answer.status, 401 | 403 | 404),
                "refused",
            )
        };
        expect(
            as_expected,
            format!("{when}, what takes the role is {what}"),
            format!("{} answers {}", copy.name, answer.brief()),
        )?;
    }
    Ok(())
}
