//! The clean-up of expired sessions after an outage.

use std::time::{Duration, Instant};

use crate::{
    case::{Case, Need},
    deployment::World,
    verdict::{Check, expect, skipped},
};

/// The longest period between clean-ups, in seconds, that the case can test: it waits for four in a minute.
const LONGEST: u64 = 10;
const ROWS: &str = "100";

pub static F08: Case = Case {
    id: "F08",
    title: "the database is away for longer than a clean-up period, and two periods later",
    expects: "the clean-up still runs",
    sources: &["tower-sessions: continuously_delete_expired ends at the first error"],
    needs: &[
        Need::Verb("db-stop"),
        Need::Verb("db-start"),
        Need::Verb("expired-rows"),
        Need::Database("count"),
    ],
    run: |world| Box::pin(f08(world)),
};

async fn f08(world: World) -> Check {
    let period = world.promised(world.policy().clean_up, "period of its clean-up")?;
    if period > LONGEST {
        return Err(skipped(format!(
            "a clean-up every {period} s is longer than a case may wait: needs one of {LONGEST} s at most"
        )));
    }
    let (control, database) = (world.control()?, world.database()?);
    let question = world.adapter().database.count.as_deref().unwrap_or_default();
    let before = database.number(question).await?;
    world.break_with("db-stop", "db-start", None).await?;
    // Time itself is the fault: in this time every copy wants to sweep, and cannot.
    tokio::time::sleep(Duration::from_secs(period + 1)).await;
    world.clean_up().await?;
    control.must("expired-rows", &[ROWS]).await?;
    let begun = Instant::now();
    while database.number(question).await? > before {
        expect(
            begun.elapsed() < Duration::from_secs(2 * period + 5),
            "expired rows are gone after two periods",
            "they are still there",
        )?;
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    Ok(())
}
