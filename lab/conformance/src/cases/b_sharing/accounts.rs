//! Changes that an operator makes to an account.

use crate::{
    adapter::Op,
    case::{Case, Need},
    deployment::World,
    verdict::{Check, expect},
};

pub static B08: Case = Case {
    id: "B08",
    title: "a member who is disabled while logged in",
    expects: "with the next request the session is good for nothing, on every copy, and nobody logs in to that account",
    sources: &["ASVS 5.0 7.4.2, 8.3.2"],
    needs: &[Need::Verb("disable-user"), Need::Verb("enable-user")],
    run: |world| Box::pin(b08(world)),
};

async fn b08(world: World) -> Check {
    let auth = world.auth(0);
    let (disabled, other) = (world.logged_in(1).await?, world.logged_in(0).await?);
    let token = disabled.must_have_token(auth)?;
    let user = world.user(1);
    world.known_everywhere(&world.bearer(&token)).await?;
    world
        .break_with("disable-user", "enable-user", Some(&user.account))
        .await?;
    world
        .dead_everywhere(&token, "a disabled member's session")
        .await?;
    if world.adapter().operation(Op::Get).is_some() {
        for copy in world.everywhere() {
            let answer = world.bearer(&token).call(copy, Op::Get, &[("key", "a")]).await?;
            expect(
                matches!(answer.status, 401 | 403),
                "a disabled member reads nothing",
                format!("{} answers {}", copy.name, answer.brief()),
            )?;
        }
    }
    let login = [
        ("account", user.account.as_str()),
        ("password", user.password.as_str()),
    ];
    let answer = world.browser().call(auth, Op::Login, &login).await?;
    expect(
        matches!(answer.status, 401 | 403),
        "nobody logs in to a disabled account",
        format!("it is answered with {}", answer.brief()),
    )?;
    let who = other.whoami(auth).await?;
    expect(
        who.is_member(),
        "other members notice nothing",
        format!("one of them is {who}"),
    )?;
    world.clean_up().await?;
    let again = world.logged_in(1).await?.whoami(auth).await?;
    expect(
        again.is_member(),
        "an enabled account can be logged in to",
        format!("it is {again}"),
    )
}

pub static B09: Case = Case {
    id: "B09",
    title: "an operator ends all sessions of a member",
    expects: "all of them are over on every copy, the number is right, and no other member's are",
    sources: &[
        "ASVS 5.0 7.4.5",
        "Ory Kratos: DELETE /admin/identities/{id}/sessions",
    ],
    needs: &[Need::Verb("sign-out-user")],
    run: |world| Box::pin(b09(world)),
};

async fn b09(world: World) -> Check {
    const SESSIONS: usize = 3;
    let auth = world.auth(0);
    let user = world.user(1);
    let control = world.control()?;
    // Whoever was logged in before is not counted.
    control.must("sign-out-user", &[&user.account]).await?;
    let mut tokens = Vec::new();
    for index in 0..SESSIONS {
        let browser = world.browser();
        browser.login(world.auth(index), user).await?;
        tokens.push(browser.must_have_token(auth)?);
    }
    let other = world.logged_in(0).await?;
    let said = control.must("sign-out-user", &[&user.account]).await?;
    for token in &tokens {
        world
            .dead_everywhere(token, "a session the operator has ended")
            .await?;
    }
    let number = said
        .split(|c: char| !c.is_ascii_digit())
        .find_map(|word| word.parse().ok());
    expect(
        number == Some(SESSIONS),
        format!("the operator is told that {SESSIONS} sessions were ended"),
        format!("it says {}", said.trim()),
    )?;
    let who = other.whoami(auth).await?;
    expect(
        who.is_member(),
        "other members notice nothing",
        format!("one of them is {who}"),
    )?;
    let again = world.logged_in(1).await?.whoami(auth).await?;
    expect(
        again.is_member(),
        "the member can log in again at once",
        format!("it is {again}"),
    )
}
