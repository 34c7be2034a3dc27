//! Copies come and go.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use crate::{
    adapter::{Op, Who},
    case::{Case, Need},
    deployment::World,
    verdict::{Check, expect, failed},
};

pub static B11: Case = Case {
    id: "B11",
    title: "all copies are restarted one after the other, under traffic",
    expects: "nobody is logged out and no value is lost; a copy that is going or coming answers not at all or rightly",
    sources: &["Keycloak rolling upgrades", "ASVS 5.0 7.1.3"],
    needs: &[
        Need::Verb("stop"),
        Need::Verb("start"),
        Need::Op(Op::Get),
        Need::Op(Op::Set),
    ],
    run: |world| Box::pin(b11(world)),
};

async fn b11(world: World) -> Check {
    let auth = world.auth(0);
    let browser = world.logged_in(0).await?;
    let key = world.unique("kept");
    browser.set(auth, &key, "before").await?;
    let token = browser.must_have_token(auth)?;
    let stop = Arc::new(AtomicBool::new(false));
    let traffic = tokio::spawn(ask_on(world.clone(), token.clone(), stop.clone()));
    let restarted = restart_all(&world).await;
    stop.store(true, Ordering::Relaxed);
    let seen = traffic
        .await
        .map_err(|error| failed("the traffic goes on", error.to_string()))?;
    restarted?;
    expect(
        seen.is_empty(),
        "whatever a copy answers while copies come and go, it is not that nobody is logged in",
        seen.join(", "),
    )?;
    for copy in world.everywhere() {
        let who = world.bearer(&token).whoami(copy).await?;
        expect(
            who.is_member(),
            "nobody is logged out by a restart",
            format!("{} says {who}", copy.name),
        )?;
        let value = world.bearer(&token).get(copy, &key).await?;
        expect(
            value == "before",
            "no value is lost by a restart",
            format!("{} has {value}", copy.name),
        )?;
    }
    Ok(())
}

async fn restart_all(world: &World) -> Check {
    for copy in world.everywhere() {
        let name = world.control_name(copy)?;
        world.break_with("stop", "start", Some(&name)).await?;
        world.clean_up().await?;
    }
    Ok(())
}

/// Asks every copy in turn until `stop`; the result is all answers that were wrong.
async fn ask_on(world: World, token: crate::deployment::Token, stop: Arc<AtomicBool>) -> Vec<String> {
    let bearer = world.bearer(&token);
    let mut wrong = std::collections::BTreeSet::new();
    while !stop.load(Ordering::Relaxed) {
        for copy in world.everywhere() {
            // No answer: the copy is down, and whoever is before it would ask another one.
            if let Ok(who) = bearer.whoami(copy).await
                && !matches!(who, Who::Member(_) | Who::Unavailable)
            {
                wrong.insert(format!("{} says {who}", copy.name));
            }
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    wrong.into_iter().collect()
}
