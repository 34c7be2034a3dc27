//! Activity: which requests keep a session from being idle.

use super::limits::MARGIN;
use crate::{
    adapter::Op,
    case::{Case, Need},
    cases::{C_SLOW, Held},
    deployment::{Token, World},
    verdict::{Check, expect, failed, succeeded},
};

/// Uses the session until `end` (seconds from now), often enough for activity that is recorded late.
pub async fn stays_active(world: &World, token: &Token, idle: i64, end: i64) -> Check {
    let step = idle / 2 - MARGIN;
    let mut moment = 0;
    let mut index = 0;
    while moment < end {
        moment = (moment + step).min(end);
        index += 1;
        world.clock(moment).await?;
        let copy = world.copy(index);
        let who = world.bearer(token).whoami(copy).await?;
        let hours = |seconds: i64| format!("{}:{:02} h", seconds / 3600, seconds / 60 % 60);
        expect(
            who.is_member(),
            "a session in use stays alive",
            format!("after {} {} says {who}", hours(moment), copy.name),
        )?;
    }
    Ok(())
}

pub static E03: Case = Case {
    id: "E03",
    title: "a session that is only read, for several idle limits",
    expects: "it stays alive: reading is use",
    sources: &["maxcountryman/tower-sessions#74", "ASVS 5.0 7.3.1"],
    needs: &[Need::Verb("clock")],
    run: |world| Box::pin(e03(world)),
};

async fn e03(world: World) -> Check {
    let idle = world.promised(world.policy().idle, "idle limit")?;
    let token = world.logged_in(0).await?.must_have_token(world.auth(0))?;
    stays_active(&world, &token, idle, 3 * idle).await
}

pub static E04: Case = Case {
    id: "E04",
    title: "a slow request that ends long after others have used the session",
    expects: "the moment of last use does not go back",
    sources: &["spring-projects/spring-session#1280"],
    needs: &[
        C_SLOW[0],
        C_SLOW[1],
        C_SLOW[2],
        Need::Verb("clock"),
        Need::Op(Op::Set),
    ],
    run: |world| Box::pin(e04(world)),
};

async fn e04(world: World) -> Check {
    let idle = world.promised(world.policy().idle, "idle limit")?;
    let (one, other) = world.apart();
    let browser = world.logged_in(0).await?;
    let token = browser.must_have_token(one)?;
    let used = idle - 2 * MARGIN;
    let meanwhile = async {
        world.clock(used).await?;
        for copy in world.everywhere() {
            world.bearer(&token).whoami(copy).await?;
        }
        // Not before this use is written down: then two thirds of the idle limit are past, and it is still alive.
        world.clock(used + idle * 2 / 3).await?;
        alive(&world, &token, "after a use that was written down").await
    };
    let (answer, ()) = Held::at(&world, other)
        .while_it_waits(&browser.copied(), "touch", ("", ""), meanwhile)
        .await?;
    succeeded(answer, "the slow request")?;
    world.clock(used + idle * 2 / 3 + idle - 2 * MARGIN).await?;
    alive(&world, &token, "after the slow request has ended").await
}

async fn alive(world: &World, token: &Token, when: &str) -> Check {
    for copy in world.everywhere() {
        let who = world.bearer(token).whoami(copy).await?;
        if !who.is_member() {
            return Err(failed(
                format!("{when} the session is alive"),
                format!("{} says {who}", copy.name),
            ));
        }
    }
    Ok(())
}
