//! The runner: runs the cases one after the other, and cleans up after each.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use crate::{
    case::Case,
    deployment::{Deployment, World},
    quiet::Quiet,
    report::{Outcome, Record},
    verdict::{Check, Failure, NotPassed, failed},
};

/// The time after which a case has failed. It says that something hangs, and nothing of how fast the system is: unoptimised and on a machine
/// with other work, a thousand pages take more than a minute.
const CASE_TIMEOUT: Duration = Duration::from_mins(3);
/// How long the logouts after a case may take; they are a courtesy.
const LOGOUT_TIMEOUT: Duration = Duration::from_secs(10);

/// Runs `cases` in their order, with [`LAST`](crate::cases::LAST) at the end; `told` is called with each record. With `quiet`,
/// cases that measure time wait for other suites.
pub async fn run(
    deployment: &Arc<Deployment>,
    cases: &[&'static Case],
    quiet: Option<&Quiet>,
    mut told: impl AsyncFnMut(&Case, &Record),
) -> Vec<Record> {
    let mut order = cases.to_vec();
    order.sort_by_key(|case| case.id == crate::cases::LAST);
    let mut records = Vec::new();
    for case in order {
        let turn = match quiet {
            Some(quiet) => quiet.enter(case.measures_time()).await.ok(),
            None => None,
        };
        let begun = Instant::now();
        let outcome = outcome_of(deployment, case).await;
        drop(turn);
        let record = Record {
            id: case.id.to_owned(),
            outcome,
            milliseconds: u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
        };
        told(case, &record).await;
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
    let cleaned = if world.needs_cleanup() || check.is_err() {
        world.clean_up().await
    } else {
        Ok(())
    };
    if check.is_ok() || matches!((&check, &cleaned), (Err(NotPassed::Skipped(_)), Err(_))) {
        check = check.and(cleaned);
    }
    // Not in the way of the next case, and nobody waits for a copy that is gone.
    let _ = tokio::time::timeout(LOGOUT_TIMEOUT, world.leave()).await;
    match check {
        Ok(()) => Outcome::Passed,
        Err(NotPassed::Skipped(reason)) => Outcome::Skipped { reason },
        Err(NotPassed::Failed(failure)) => Outcome::Failed(failure),
    }
}

/// Runs the case on a task of its own, so that a panic is a failure of this case and of no other.
async fn within_limits(case: &'static Case, world: World) -> Check {
    let mut task = tokio::spawn((case.run)(world));
    match tokio::time::timeout(CASE_TIMEOUT, &mut task).await {
        Ok(Ok(check)) => check,
        Ok(Err(panic)) => Err(NotPassed::Failed(Failure {
            expected: "the case comes to an end".to_owned(),
            seen: "it panicked".to_owned(),
            detail: Some(panic.to_string()),
        })),
        Err(_) => {
            task.abort();
            let limit = CASE_TIMEOUT.as_secs();
            Err(failed(
                format!("the case is over within {limit} s"),
                "it was still going on",
            ))
        }
    }
}
