//! A database address that leads to a server which only follows: after a fail-over, or when a balancer has not noticed one.

use std::time::{Duration, Instant};

use super::recovers;
use crate::{
    adapter::Op,
    case::{Case, Need},
    deployment::World,
    verdict::{Check, expect, succeeded},
};

/// How long the copy that is led astray is asked.
const ASKED_FOR: Duration = Duration::from_secs(3);

pub static F14: Case = Case {
    id: "F14",
    title: "one copy's database address leads to a server that follows and lags, and a session ends at another copy",
    expects: "the copy never lets the ended session in, and is itself again when the address is right",
    sources: &[
        "juspay/hyperswitch#13631: reads and writes at a demoted server",
        "PostgreSQL: hot standby, target_session_attrs",
        "ASVS 5.0 7.4.1",
    ],
    needs: &[
        Need::Copies(2),
        Need::Verb("astray"),
        Need::Verb("mend"),
        Need::Op(Op::Logout),
    ],
    run: |world| Box::pin(f14(world)),
};

async fn f14(world: World) -> Check {
    let auth = world.auth(0);
    let Some(astray) = world
        .everywhere()
        .into_iter()
        .rev()
        .find(|copy| copy.name != auth.name)
    else {
        return Ok(());
    };
    let leaves = world.logged_in(0).await?;
    let ended = leaves.must_have_token(auth)?;
    let stays = world.logged_in(1).await?;
    let good = stays.must_have_token(auth)?;
    world.known_everywhere(&leaves).await?;
    world.known_everywhere(&stays).await?;
    world
        .break_with("astray", "mend", Some(&world.control_name(astray)?))
        .await?;
    succeeded(leaves.call(auth, Op::Logout, &[]).await?, "a logout")?;
    let begun = Instant::now();
    while begun.elapsed() < ASKED_FOR {
        let who = world.bearer(&ended).whoami(astray).await?;
        expect(
            !who.is_member(),
            "an old copy of the data lets nobody in",
            format!("{} says {who}", astray.name),
        )?;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let who = world.bearer(&good).whoami(auth).await?;
    expect(
        who.is_member(),
        "copies at the right address go on",
        format!("{} says {who}", auth.name),
    )?;
    world.clean_up().await?;
    recovers(&world, &good).await?;
    world
        .dead_everywhere(&ended, "a session that was ended meanwhile")
        .await
}
