//! The database comes back by itself.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use futures::future::join_all;

use super::{recovers, somebody};
use crate::{
    adapter::Who,
    case::{Case, Need},
    deployment::World,
    verdict::{Check, expect, failed},
};

pub static F07: Case = Case {
    id: "F07",
    title: "the database is restarted at once, under load; then all connections are ended",
    expects: "the same cookies are good again within five seconds, no copy has to be restarted, and nobody is ever taken for a guest",
    sources: &["launchbadge/sqlx#2276", "ASVS 5.0 16.5.2"],
    needs: &[Need::Verb("db-restart")],
    run: |world| Box::pin(f07(world)),
};

async fn f07(world: World) -> Check {
    let (_, token, _) = somebody(&world).await?;
    under_load(&world, &token, "db-restart").await?;
    if world.control()?.knows("db-terminate") {
        under_load(&world, &token, "db-terminate").await?;
    }
    Ok(())
}

async fn under_load(world: &World, token: &crate::deployment::Token, verb: &str) -> Check {
    let stop = Arc::new(AtomicBool::new(false));
    let clients = world.everywhere().into_iter().map(|copy| {
        let (bearer, copy, stop) = (world.bearer(token), copy.clone(), stop.clone());
        let whoami = world.adapter().whoami.clone();
        tokio::spawn(async move {
            let mut seen = BTreeSet::new();
            while !stop.load(Ordering::Relaxed) {
                match bearer.ask_whoami(&copy).await {
                    Ok(answer) if answer.set_cookies().is_empty() => {
                        seen.insert((copy.name.clone(), whoami.read(&answer)));
                    }
                    // A cookie that is touched, or no answer at all.
                    Ok(_) | Err(_) => {
                        seen.insert((copy.name.clone(), Who::Unclear(0)));
                    }
                }
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
            seen
        })
    });
    let clients: Vec<_> = clients.collect();
    let done = world.control()?.must(verb, &[]).await;
    let healed = match done {
        Ok(_) => recovers(world, token).await,
        Err(reason) => Err(reason),
    };
    stop.store(true, Ordering::Relaxed);
    let mut wrong = Vec::new();
    for client in join_all(clients).await {
        let seen = client.map_err(|error| failed("the clients ask on", error.to_string()))?;
        let bad = seen
            .into_iter()
            .filter(|(_, who)| !matches!(who, Who::Member(_) | Who::Unavailable));
        wrong.extend(bad.map(|(copy, who)| format!("{copy} says {who}")));
    }
    healed?;
    expect(
        wrong.is_empty(),
        format!("during {verb} every answer is the member's or 503"),
        wrong.join(", "),
    )
}
