//! The key with which ids are hashed or cookies signed, and its replacement.

use crate::{
    case::{Case, Need},
    deployment::{Token, World},
    verdict::{Check, expect},
};

pub static G04: Case = Case {
    id: "G04",
    title: "the key that ids are hashed or cookies are signed with is replaced",
    expects: "sessions survive while both keys are there, and end when the old one goes",
    sources: &["express-session: list of secrets", "ASVS 5.0 11.2.2"],
    needs: &[
        Need::Feature("key-rotation"),
        Need::Verb("key-add"),
        Need::Verb("key-drop"),
        Need::Verb("key-reset"),
    ],
    run: |world| Box::pin(g04(world)),
};

async fn g04(world: World) -> Check {
    let auth = world.auth(0);
    let used = world.logged_in(0).await?.must_have_token(auth)?;
    // Nobody uses this one while both keys are there: a system may give whatever is used to the new key.
    let unused = world.logged_in(1).await?.must_have_token(auth)?;
    // Whoever remembers what was good remembers these now.
    is_good(&world, &used, "with the first key a session is good").await?;
    is_good(&world, &unused, "with the first key a session is good").await?;

    world.break_with("key-add", "key-reset", None).await?;
    world.ready().await?;
    let newer = world.logged_in(0).await?.must_have_token(auth)?;
    is_good(
        &world,
        &used,
        "while both keys are there a session of the old one is good",
    )
    .await?;
    is_good(
        &world,
        &newer,
        "while both keys are there a session of the new one is good",
    )
    .await?;

    world.control()?.must("key-drop", &[]).await?;
    world.ready().await?;
    world
        .dead_everywhere(&unused, "a session of a key that is gone")
        .await?;
    is_good(
        &world,
        &newer,
        "when the old key is gone a session of the new one is good",
    )
    .await
}

async fn is_good(world: &World, token: &Token, expected: &str) -> Check {
    for copy in world.everywhere() {
        let who = world.bearer(token).whoami(copy).await?;
        expect(who.is_member(), expected, format!("{} says {who}", copy.name))?;
    }
    Ok(())
}
