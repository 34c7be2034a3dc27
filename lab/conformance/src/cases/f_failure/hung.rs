//! The database is there and does not answer, or has no room.

use std::time::Duration;

use futures::future::join_all;

use super::{TOLERANCE, recovers, somebody};
use crate::{
    adapter::Who,
    case::{Case, Need},
    client::Outgoing,
    deployment::World,
    verdict::{Check, Detailed, expect},
};

const CLIENTS: usize = 200;
/// Seconds that 200 requests at once may take on a small machine, besides the time that one may take.
const CROWD_SECONDS: f64 = 3.0;

pub static F03: Case = Case {
    id: "F03",
    title: "the database hangs, and two hundred clients come",
    expects: "each gets 503 in bounded time, the process stays alive and says that it is not ready, and all heals by itself",
    sources: &[
        "ASVS 5.0 13.1.2, 13.1.3",
        "hyperledger/aries-askar#479",
        "launchbadge/sqlx pool timeouts",
    ],
    needs: &[Need::Verb("db-pause"), Need::Verb("db-resume")],
    run: |world| Box::pin(f03(world)),
};

async fn f03(world: World) -> Check {
    let (_, token, bearer) = somebody(&world).await?;
    let name = Who::Member(world.shown(0).await?);
    let limit = world.policy().outage_answer.unwrap_or(10.0) * TOLERANCE + CROWD_SECONDS;
    world.break_with("db-pause", "db-resume", None).await?;
    let asked = (0..CLIENTS).map(|index| {
        let (copy, bearer) = (world.copy(index), &bearer);
        async move { (copy, bearer.ask_whoami(copy).await) }
    });
    let mut slowest = Duration::ZERO;
    for (copy, answer) in join_all(asked).await {
        let answer = answer?;
        let who = world.adapter().whoami.read(&answer);
        expect(
            who == name || who == Who::Unavailable || answer.status == 503,
            "a database that hangs is answered with 503",
            format!("{} says {who}", copy.name),
        )?;
        expect(
            answer.set_cookies().is_empty(),
            "no cookie is touched",
            format!("{} sends Set-Cookie", copy.name),
        )?;
        slowest = slowest.max(answer.took());
    }
    expect(
        slowest.as_secs_f64() < limit,
        format!("all two hundred are answered within {limit} s"),
        "some take longer",
    )
    .detail(format!("{slowest:?}"))?;
    for copy in world.everywhere() {
        expect(
            !world.is_ready(copy).await,
            "a copy without database is not ready",
            format!("{} says it is", copy.name),
        )?;
        let answer = world.browser().send(copy, Outgoing::get("/livez")).await?;
        expect(
            answer.status < 500,
            "the process is alive",
            format!("{} answers {}", copy.name, answer.status),
        )?;
    }
    world.clean_up().await?;
    recovers(&world, &token).await
}

pub static F04: Case = Case {
    id: "F04",
    title: "somebody else takes all connections the database has",
    expects: "requests are answered rightly or with 503, soon, and when there is room again all is well",
    sources: &["ASVS 5.0 13.1.2", "PostgreSQL: too many clients already"],
    needs: &[Need::Verb("db-exhaust"), Need::Verb("db-release")],
    run: |world| Box::pin(f04(world)),
};

async fn f04(world: World) -> Check {
    let (_, token, bearer) = somebody(&world).await?;
    let name = Who::Member(world.shown(0).await?);
    let limit = world.policy().outage_answer.unwrap_or(10.0) * TOLERANCE;
    world.break_with("db-exhaust", "db-release", None).await?;
    for turn in 0..3 {
        // More at once than a copy has connections.
        let asked = (0..40).map(|index| {
            let (copy, bearer) = (world.copy(index), &bearer);
            async move { (copy, bearer.ask_whoami(copy).await) }
        });
        for (copy, answer) in join_all(asked).await {
            let answer = answer?;
            let who = world.adapter().whoami.read(&answer);
            expect(
                who == name || who == Who::Unavailable || answer.status == 503,
                "without room in the database the answer is right or 503",
                format!("{} says {who}", copy.name),
            )?;
            let took = answer.took().as_secs_f64();
            expect(
                took < limit + CROWD_SECONDS,
                "the answer comes soon",
                format!("{} takes longer", copy.name),
            )
            .detail(format!("turn {turn}, {took:.1} s"))?;
        }
    }
    world.clean_up().await?;
    recovers(&world, &token).await
}
