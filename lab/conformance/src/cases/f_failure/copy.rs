//! One copy dies, or loses its connection to the database.

use std::time::Duration;

use futures::future::join;

use super::{is_proper_outage_answer, recovers, somebody};
use crate::{
    adapter::{Op, Who},
    case::{Case, Need},
    deployment::World,
    verdict::{Check, expect},
};

/// The moments at which the copy is killed, in milliseconds after the request: checking a password takes about as long.
const MOMENTS: [u64; 6] = [0, 10, 25, 40, 60, 90];

pub static F06: Case = Case {
    id: "F06",
    title: "a copy is killed while it gives a session a new id",
    expects: "the session is there, under the old id or under the new one: never neither and never both",
    sources: &["maxcountryman/tower-sessions#260", "ASVS 5.0 15.4.2"],
    needs: &[
        Need::Op(Op::Confirm),
        Need::Op(Op::List),
        Need::Op(Op::RevokeOthers),
        Need::Verb("kill"),
        Need::Verb("start"),
    ],
    run: |world| Box::pin(f06(world)),
};

async fn f06(world: World) -> Check {
    let auth = world.auth(0);
    let name = world.control_name(auth)?;
    for moment in MOMENTS {
        let owner = world.logged_in(0).await?;
        // Of the member's sessions there are two: the one that looks, and the one that is rotated.
        owner.call(auth, Op::RevokeOthers, &[]).await?;
        let victim = world.logged_in(0).await?;
        let old = victim.must_have_token(auth)?;
        let password = &world.user(0).password;
        let kill = async {
            tokio::time::sleep(Duration::from_millis(moment)).await;
            world.break_with("kill", "start", Some(&name)).await
        };
        let (rotated, killed) = join(victim.call(auth, Op::Confirm, &[("password", password)]), kill).await;
        killed?;
        world.clean_up().await?;
        let who = owner.whoami(auth).await?;
        expect(
            who.is_member(),
            "sessions outlive a copy",
            format!("after its death {} says {who}", auth.name),
        )?;
        let list = crate::cases::list_of_sessions(&world, &owner, auth).await?;
        expect(
            list.len() == 2,
            "the session is there, under one id",
            format!("{} sessions are there instead of two", list.len()),
        )?;
        let by_old = world.bearer(&old).whoami(auth).await?;
        let new = victim.must_have_token(auth)?;
        let answered = rotated.is_ok_and(|answer| answer.is_success());
        if answered {
            let by_new = world.bearer(&new).whoami(auth).await?;
            expect(
                by_new.is_member(),
                "a new id that was given out is good",
                format!("it is {by_new}"),
            )?;
            expect(
                by_old == Who::Guest,
                "the old id is dead then",
                format!("it is {by_old}"),
            )?;
        } else {
            expect(
                matches!(by_old, Who::Member(_) | Who::Guest),
                "the old id is good or dead",
                format!("it is {by_old}"),
            )?;
        }
        world.leave().await;
    }
    Ok(())
}

pub static F09: Case = Case {
    id: "F09",
    title: "one copy loses its way to the database",
    expects: "it says that it is not ready and answers 503, all others go on, and it heals by itself",
    sources: &["Keycloak: health endpoints", "ASVS 5.0 16.5.2"],
    needs: &[Need::Verb("cut"), Need::Verb("mend"), Need::Op(Op::Ready)],
    run: |world| Box::pin(f09(world)),
};

async fn f09(world: World) -> Check {
    let (_, token, bearer) = somebody(&world).await?;
    let lost = world.apart().1.clone();
    let name = world.control_name(&lost)?;
    world.break_with("cut", "mend", Some(&name)).await?;
    for _ in 0..3 {
        is_proper_outage_answer(&world, &lost, &bearer.ask_whoami(&lost).await?)?;
    }
    expect(
        !world.is_ready(&lost).await,
        "the copy is not ready",
        "it says it is",
    )?;
    for copy in world
        .everywhere()
        .into_iter()
        .filter(|copy| copy.address != lost.address)
    {
        let who = bearer.whoami(copy).await?;
        expect(
            who.is_member(),
            "all other copies go on",
            format!("{} says {who}", copy.name),
        )?;
        expect(
            world.is_ready(copy).await,
            "all other copies are ready",
            format!("{} is not", copy.name),
        )?;
    }
    world.clean_up().await?;
    recovers(&world, &token).await
}
