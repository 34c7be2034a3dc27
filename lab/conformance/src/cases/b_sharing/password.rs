//! A new password ends what the old one has begun.

use crate::{
    adapter::Op,
    case::{Case, Need},
    deployment::World,
    verdict::{Check, expect, succeeded},
};

/// The user whose password no other case changes.
const USER: usize = 2;
const OTHER_PASSWORD: &str = "cfmall-conformance-2";

pub static B06: Case = Case {
    id: "B06",
    title: "a new password",
    expects: "all other sessions of the member end on every copy, and the one that changed it goes on with a new id",
    sources: &["ASVS 5.0 7.4.3, 7.2.4", "ASVS 4.0.3 3.3.3"],
    needs: &[Need::Op(Op::ChangePassword)],
    run: |world| Box::pin(b06(world)),
};

async fn b06(world: World) -> Check {
    let auth = world.auth(0);
    let (here, there) = (world.logged_in(USER).await?, world.logged_in(USER).await?);
    let bystander = world.logged_in(0).await?;
    let (old, others) = (here.must_have_token(auth)?, there.must_have_token(auth)?);
    world.afterwards("password", |world| Box::pin(old_password(world)));
    let password = &world.user(USER).password;
    let change = here
        .call(
            auth,
            Op::ChangePassword,
            &[("password", password), ("new", OTHER_PASSWORD)],
        )
        .await?;
    succeeded(change, "a change of the password")?;
    world
        .dead_everywhere(&others, "a session from before the new password")
        .await?;
    let new = here.must_have_token(auth)?;
    expect(
        new != old,
        "the session that changed the password gets a new id",
        "it keeps the old one",
    )?;
    world
        .dead_everywhere(&old, "the id from before the new password")
        .await?;
    for copy in world.everywhere() {
        let who = world.bearer(&new).whoami(copy).await?;
        expect(
            who.is_member(),
            "the session that changed the password goes on",
            format!("{} says {who}", copy.name),
        )?;
    }
    let other = bystander.whoami(auth).await?;
    expect(
        other.is_member(),
        "other members notice nothing",
        format!("one of them is {other}"),
    )
}

/// Restores the old password, if another one holds now.
async fn old_password(world: World) -> Check {
    let (auth, user) = (world.auth(0), world.user(USER));
    let mut changed = user.clone();
    OTHER_PASSWORD.clone_into(&mut changed.password);
    let browser = world.browser();
    if browser.login(auth, &changed).await.is_err() {
        return Ok(());
    }
    let back = browser
        .call(
            auth,
            Op::ChangePassword,
            &[("password", OTHER_PASSWORD), ("new", &user.password)],
        )
        .await?;
    succeeded(back, "changing the password back").map(drop)
}
