//! Runs the cases one after the other, and mends after each what it broke.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use crate::{
    case::Case,
    deployment::{Deployment, World},
    report::{Outcome, Record},
    verdict::{Check, Failure, Trouble, failed},
};

/// A case that takes longer has failed.
const LIMIT: Duration = Duration::from_secs(60);
/// Saying goodbye is a courtesy.
const GOODBYE: Duration = Duration::from_secs(10);

/// Runs `cases` in their order, but that for which all others must be over; `told` hears of each as it ends.
pub async fn run(
    deployment: &Arc<Deployment>,
    cases: &[&'static Case],
    mut told: impl FnMut(&Case, &Record),
) -> Vec<Record> {
    let mut order = cases.to_vec();
    order.sort_by_key(|case| case.id == crate::cases::LAST);
    let mut records = Vec::new();
    for case in order {
        let begun = Instant::now();
        let outcome = outcome_of(deployment, case).await;
        let record = Record {
            id: case.id.to_owned(),
            outcome,
            milliseconds: u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
        };
        told(case, &record);
        records.push(record);
    }
    records.sort_by(|one, other| one.id.cmp(&other.id));
    records
}

async fn outcome_of(deployment: &Arc<Deployment>, case: &'static Case) -> Outcome {
    let world = World::new(deployment.clone());
    if let Some(reason) = case.needs.iter().find_map(|need| need.lacking(&world)) {
        return Outcome::Skipped { reason };
    }
    let mut check = within_limits(case, world.clone()).await;
    let mended = if world.is_broken() || check.is_err() {
        world.mend().await
    } else {
        Ok(())
    };
    if check.is_ok() || matches!((&check, &mended), (Err(Trouble::Skipped(_)), Err(_))) {
        check = check.and(mended);
    }
    // Not in the way of the next case, and nobody waits for a copy that is gone.
    let _ = tokio::time::timeout(GOODBYE, world.leave()).await;
    match check {
        Ok(()) => Outcome::Passed,
        Err(Trouble::Skipped(reason)) => Outcome::Skipped { reason },
        Err(Trouble::Failed(failure)) => Outcome::Failed(failure),
    }
}

/// On a task of its own, so that a panic is a failure of this case and of no other.
async fn within_limits(case: &'static Case, world: World) -> Check {
    let mut task = tokio::spawn((case.run)(world));
    match tokio::time::timeout(LIMIT, &mut task).await {
        Ok(Ok(check)) => check,
        Ok(Err(panic)) => Err(Trouble::Failed(Failure {
            expected: "the case comes to an end".to_owned(),
            seen: "it panicked".to_owned(),
            detail: Some(panic.to_string()),
        })),
        Err(_) => {
            task.abort();
            let limit = LIMIT.as_secs();
            Err(failed(
                format!("the case is over within {limit} s"),
                "it was still going on",
            ))
        }
    }
}
