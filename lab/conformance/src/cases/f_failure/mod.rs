//! Group F: failures. Whatever fails is really broken, and repaired when the case is over.

mod astray;
mod clean_up;
mod commit;
mod copy;
mod hung;
mod outage;
mod payload;
mod read_only;
mod restart;
mod shutdown;
mod unfinished;

use std::time::{Duration, Instant};

use tokio::time::sleep;

use crate::{
    adapter::{Target, Who},
    case::Case,
    client::Answer,
    deployment::{Browser, Replica, Token, World},
    verdict::{Check, Detailed, expect},
};

/// The cases of this group in the order in which they run.
pub static CASES: &[&Case] = &[
    &outage::F01,
    &outage::F02,
    &hung::F03,
    &hung::F04,
    &commit::F05,
    &copy::F06,
    &restart::F07,
    &clean_up::F08,
    &copy::F09,
    &payload::F10,
    // Before a case that restarts a copy: what does not survive this one shall not be missing in later ones.
    &astray::F14,
    &shutdown::F11,
    &read_only::F12,
    &unfinished::F13,
];

/// The factor by which a promised time may be exceeded: the machine has other things to do.
const TOLERANCE: f64 = 1.5;

/// The pause between two questions whether a copy has recovered.
const PAUSE: Duration = Duration::from_millis(50);

/// Fails unless the answer during an outage is 503 with `Retry-After`, in time and without touching a cookie. Where the
/// session is kept without the database, the member's own answer is as good.
fn is_proper_outage_answer(world: &World, copy: &Replica, answer: &Answer) -> Check {
    let who = world.adapter().whoami.read(answer);
    if !who.is_member() {
        expect(
            who == Who::Unavailable || answer.status == 503,
            "an outage is answered with 503, never as if nobody were logged in",
            format!("{} says {who}", copy.name),
        )?;
        is_proper_503(copy, answer)?;
    }
    if let Some(promised) = world.policy().outage_answer {
        let took = answer.took();
        expect(
            took <= Duration::from_secs_f64(promised * TOLERANCE),
            format!(
                "the answer comes within {promised} s (measured with room: {} s)",
                promised * TOLERANCE
            ),
            format!("{} takes longer", copy.name),
        )
        .detail(format!("{took:?}"))?;
    }
    Ok(())
}

/// Fails unless a 503 has `Retry-After` and no `Set-Cookie`.
fn is_proper_503(copy: &Replica, answer: &Answer) -> Check {
    expect(
        answer.header("retry-after").is_some(),
        "503 says when to come again",
        format!("{} sends no Retry-After", copy.name),
    )?;
    expect(
        answer.set_cookies().is_empty(),
        "an outage touches no cookie",
        format!("{} sends Set-Cookie", copy.name),
    )
}

/// Seconds in which a copy is promised to be itself again after an outage, and the time that it is given (measured with room).
fn recovery(world: &World) -> (f64, Duration) {
    let promised = world.policy().recovery.unwrap_or(30.0);
    (promised, Duration::from_secs_f64(promised * TOLERANCE))
}

/// Fails unless the copy shows a guest this page, in the time that it has to recover from the case before.
async fn is_shown(world: &World, copy: &Replica, page: &Target) -> Check {
    let (begun, (promised, limit)) = (Instant::now(), recovery(world));
    loop {
        let answer = world.browser().send(copy, page.outgoing("text/html")).await?;
        if answer.status < 500 {
            return Ok(());
        }
        expect(
            answer.status == 503 && begun.elapsed() < limit,
            format!("after an outage pages are shown again within {promised} s"),
            format!("{} answers {} with {}", copy.name, page.path, answer.status),
        )?;
        sleep(PAUSE).await;
    }
}

/// Fails unless every copy knows this session again, in the time that was promised.
async fn recovers(world: &World, token: &Token) -> Check {
    let (begun, (promised, limit)) = (Instant::now(), recovery(world));
    for copy in world.everywhere() {
        loop {
            let who = world.bearer(token).whoami(copy).await?;
            if who.is_member() {
                break;
            }
            expect(
                who == Who::Unavailable && begun.elapsed() < limit,
                format!("after an outage the same cookie is good again within {promised} s"),
                format!("{} says {who}", copy.name),
            )?;
            sleep(PAUSE).await;
        }
        while world.deployment.auth.contains(copy) && !world.takes_logins(copy).await {
            expect(
                begun.elapsed() < limit,
                format!("after an outage members can log in again within {promised} s"),
                format!("{} does not let them", copy.name),
            )?;
            sleep(PAUSE).await;
        }
    }
    Ok(())
}

/// A member's browser, its session token, and a client that sends this token everywhere.
async fn somebody(world: &World) -> Check<(Browser, Token, Browser)> {
    let browser = world.logged_in(0).await?;
    let token = browser.must_have_token(world.auth(0))?;
    let bearer = world.bearer(&token);
    for copy in world.everywhere() {
        bearer.whoami(copy).await?;
    }
    Ok((browser, token, bearer))
}
