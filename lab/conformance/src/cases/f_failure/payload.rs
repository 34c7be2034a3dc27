//! A stored payload that cannot be read.

use crate::{
    adapter::{Op, Who},
    case::{Case, Need},
    deployment::World,
    verdict::{Check, expect},
};

/// The number of requests to each copy: copies keep nothing, so every answer must be as good as the last.
const TURNS: usize = 3;

pub static F10: Case = Case {
    id: "F10",
    title: "a session whose stored payload is garbage",
    expects: "that visitor is logged out once and can log in again, nothing is answered with 500, and nobody else notices",
    sources: &[
        "connect-pg-simple",
        "Django: corrupted session data",
        "ASVS 5.0 16.5.3",
    ],
    needs: &[Need::Verb("corrupt-user")],
    run: |world| Box::pin(f10(world)),
};

async fn f10(world: World) -> Check {
    let auth = world.auth(0);
    let (victim, other) = (world.logged_in(1).await?, world.logged_in(0).await?);
    let token = victim.must_have_token(auth)?;
    let has_values = world.adapter().operation(Op::Get).is_some();
    world
        .control()?
        .must("corrupt-user", &[&world.user(1).account])
        .await?;
    let mut last = Vec::new();
    for _ in 0..TURNS {
        last.clear();
        for copy in world.everywhere() {
            if has_values {
                let answer = world.bearer(&token).call(copy, Op::Get, &[("key", "a")]).await?;
                expect(
                    matches!(answer.status, 401 | 403 | 409),
                    "a payload that cannot be read is a session that is over",
                    format!("{} answers {}", copy.name, answer.brief()),
                )?;
            }
            let who = world.bearer(&token).whoami(copy).await?;
            expect(
                who == Who::Guest || who.is_member(),
                "garbage breaks nothing",
                format!("{} says {who}", copy.name),
            )?;
            last.push((copy.name.clone(), who));
        }
    }
    for (copy, who) in last {
        expect(
            who == Who::Guest,
            "the visitor is logged out",
            format!("{copy} says {who}"),
        )?;
    }
    for copy in world.everywhere() {
        let who = other.copied().whoami(copy).await?;
        expect(
            who.is_member() || copy.address != auth.address,
            "nobody else notices",
            format!("{} says {who}", copy.name),
        )?;
    }
    victim.login(auth, world.user(1)).await?;
    let who = victim.whoami(auth).await?;
    expect(
        who.is_member(),
        "the visitor can log in again",
        format!("after it they are {who}"),
    )
}
