//! The clean-up of many expired sessions at once.

use std::time::{Duration, Instant};

use crate::{
    case::{Case, Need},
    deployment::{Browser, World},
    verdict::{Check, Detailed, expect, skipped},
};

const ROWS: &str = "100000";
const SAMPLES: usize = 200;
/// The longest period between clean-ups, in seconds, that the case can wait for.
const LONGEST: u64 = 10;

pub static G07: Case = Case {
    id: "G07",
    title: "a hundred thousand expired sessions, and all copies sweep",
    expects: "they go, nothing waits for anything for ever, and members hardly notice",
    sources: &[
        "spring-projects/spring-session#838",
        "tower-sessions: unbatched clean-up",
    ],
    needs: &[Need::Verb("expired-rows"), Need::Database("count")],
    run: |world| Box::pin(g07(world)),
};

async fn g07(world: World) -> Check {
    let period = world.promised(world.policy().clean_up, "period of its clean-up")?;
    if period > LONGEST {
        return Err(skipped(format!(
            "a clean-up every {period} s is longer than a case may wait; needs one of {LONGEST} s at most"
        )));
    }
    let question = world.adapter().database.count.clone().unwrap_or_default();
    let browser = world.logged_in(0).await?;
    let database = world.database()?;
    let before = database.number(&question).await?;
    let calm = slow_end(&world, &browser).await?;
    world.control()?.must("expired-rows", &[ROWS]).await?;
    let begun = Instant::now();
    let mut swept = Duration::ZERO;
    while database.number(&question).await? > before {
        swept = swept.max(slow_end(&world, &browser).await?);
        expect(
            begun.elapsed() < Duration::from_secs(45),
            "all of them go",
            "some are still there",
        )?;
    }
    expect(
        swept < calm * 2 + Duration::from_millis(50),
        "while they go requests take no more than twice as long (99th of 100, and 50 ms)",
        "they take longer",
    )
    .detail(format!("{calm:?} and {swept:?}"))
}

/// The 99th percentile of the answers' times.
async fn slow_end(world: &World, browser: &Browser) -> Check<Duration> {
    let mut times = Vec::new();
    for index in 0..SAMPLES {
        let answer = browser.copied().ask_whoami(world.copy(index)).await?;
        expect(answer.status < 500, "every request is answered", answer.brief())?;
        times.push(answer.took());
    }
    times.sort_unstable();
    Ok(times[SAMPLES * 99 / 100])
}
