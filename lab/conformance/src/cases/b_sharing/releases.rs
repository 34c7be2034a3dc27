//! Two releases at once, as during every update that nobody shall notice.

use crate::{
    adapter::Op,
    case::{Case, Need},
    deployment::{Replica, World},
    verdict::{Check, expect},
};

pub static B12: Case = Case {
    id: "B12",
    title: "an old and a new release side by side on one table",
    expects: "each knows the sessions and reads the values of the other, and what one has ended is over at both",
    sources: &["ASVS 5.0 7.1.3", "Keycloak rolling upgrades"],
    needs: &[
        Need::Verb("old-release"),
        Need::Copies(2),
        Need::Op(Op::Get),
        Need::Op(Op::Set),
        Need::Op(Op::Logout),
    ],
    run: |world| Box::pin(b12(world)),
};

async fn b12(world: World) -> Check {
    let before = world.logged_in(0).await?;
    // Of each service one copy stays new.
    for copy in world.everywhere().into_iter().step_by(2) {
        let name = world.control_name(copy)?;
        world
            .break_with("old-release", "new-release", Some(&name))
            .await?;
    }
    world.ready().await?;
    world.known_everywhere(&before.copied()).await?;
    for index in 0..world.deployment.auth.len() {
        let auth = world.auth(index);
        let browser = world.browser();
        browser.login(auth, world.user(1)).await?;
        let token = browser.must_have_token(auth)?;
        world.known_everywhere(&world.bearer(&token)).await?;
        for writer in world.everywhere() {
            what_one_writes_all_read(&world, &token, writer).await?;
        }
        // The other release ends what this one has begun.
        browser.call(world.auth(index + 1), Op::Logout, &[]).await?;
        world
            .dead_everywhere(&token, "a session that the other release has ended")
            .await?;
    }
    // And all of it outlives the end of the update.
    world.clean_up().await?;
    world.known_everywhere(&before).await
}

async fn what_one_writes_all_read(
    world: &World,
    token: &crate::deployment::Token,
    writer: &Replica,
) -> Check {
    let (bearer, key) = (world.bearer(token), world.unique("written"));
    bearer.set(writer, &key, "by one").await?;
    for reader in world.everywhere() {
        let value = bearer.get(reader, &key).await?;
        expect(
            value == "by one",
            "what one release has written the other one reads",
            format!("{} has written it, and {} has {value}", writer.name, reader.name),
        )?;
    }
    Ok(())
}
