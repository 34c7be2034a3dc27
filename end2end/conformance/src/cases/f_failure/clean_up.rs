//! Who sweeps after an outage.

use std::time::{Duration, Instant};

use crate::{
    case::{Case, Need},
    deployment::World,
    verdict::{Check, expect, skipped},
};

/// A case is over in a minute.
const LONGEST: u64 = 20;
const ROWS: &str = "100";

pub static F08: Case = Case {
    id: "F08",
    title: "the database is restarted, and two clean-up periods later",
    expects: "the clean-up still runs",
    sources: &["tower-sessions: continuously_delete_expired ends at the first error"],
    needs: &[
        Need::Verb("db-restart"),
        Need::Verb("expired-rows"),
        Need::Database("count"),
    ],
    run: |world| Box::pin(f08(world)),
};

async fn f08(world: World) -> Check {
    let period = world.promised(world.policy().clean_up, "period of its clean-up")?;
    if period > LONGEST {
        return Err(skipped(format!(
            "a clean-up every {period} s is longer than a case may wait; needs one of {LONGEST} s at most"
        )));
    }
    let (control, database) = (world.control()?, world.database()?);
    let question = world.adapter().database.count.as_deref().unwrap_or_default();
    control.must("db-restart", &[]).await?;
    world.ready().await?;
    let before = database.number(question).await?;
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
