//! The hand-off: a login at one site becomes a session at another one, by a code that travels through the browser.

use futures::future::join_all;

use super::sites::Site;
use crate::{
    adapter::{Op, Promise},
    case::{Case, Need},
    deployment::World,
    random::Random,
    verdict::{Check, expect, failed, skipped},
};

/// The number of redemptions at the same moment, and of rounds in which that is tried.
const PARALLEL: usize = 8;
const ROUNDS: usize = 3;

pub static H05: Case = Case {
    id: "H05",
    title: "a login that is handed over to another site",
    expects: "only the first redemption, at the right place, in time and with the right state, works",
    sources: &[
        "Ory Kratos: session token exchange",
        "RFC 6749 §4.1.2, §10.12",
        "RFC 9700 §2.1, §4.7",
        "ASVS 5.0 10.4.1-10.4.3",
    ],
    needs: &[
        Need::Op(Op::HandOff),
        Need::Op(Op::Redeem),
        Need::Promise(Promise::HandOffLives),
        Need::Verb("clock"),
    ],
    run: |world| Box::pin(h05(world)),
};

async fn h05(world: World) -> Check {
    let lives = world.promised(world.policy().hand_off_lives, "end of hand-off codes")?;
    let redeem = world.adapter().operation(Op::Redeem);
    if !redeem.is_some_and(|redeem| redeem.sends("state")) {
        let system = &world.adapter().name;
        return Err(skipped(format!(
            "the operation redeem of {system} sends no {{state}}"
        )));
    }
    let site = Site::of(&world).await?;
    only_the_first(&site).await?;
    only_for_its_target(&site).await?;
    only_with_its_state(&site).await?;
    only_one_of_many(&site).await?;
    only_in_time(&site, lives).await
}

async fn only_the_first(site: &Site<'_>) -> Check {
    for index in 0..site.world.deployment.mall.len() {
        let handed = site.hand_off().await?;
        let before = handed.visitor.copied();
        let made_up = Random::new(5).like(&handed.code);
        site.refuses(&before, &made_up, &handed.state, "a code that was made up")
            .await?;
        // Another one: a system may well take a code back when somebody guesses.
        let handed = site.hand_off().await?;
        let before = handed.visitor.copied();
        let who = before.whoami(site.world.mall(index)).await?;
        expect(
            !who.is_member(),
            "before the redemption the visitor is nobody",
            format!("{} says {who}", site.world.mall(index).name),
        )?;
        site.takes(&handed, site.world.mall(index), "the first time")
            .await?;
        site.refuses(&before, &handed.code, &handed.state, "a code that was redeemed")
            .await?;
    }
    Ok(())
}

async fn only_for_its_target(site: &Site<'_>) -> Check {
    let operation = site.world.adapter().operation(Op::HandOff);
    // Where the target is not said there is only one.
    if !operation.is_some_and(|operation| operation.sends("target")) {
        return Ok(());
    }
    let looks_like_ours = format!("http://{}.evil.example", site.world.mall(0).origin.host);
    for target in ["https://evil.example", &looks_like_ours] {
        let (visitor, state) = site.begin().await?;
        if let Ok(code) = site.code(target, &state).await? {
            site.refuses(&visitor, &code, &state, "a code for another place")
                .await?;
        }
    }
    Ok(())
}

async fn only_with_its_state(site: &Site<'_>) -> Check {
    let handed = site.hand_off().await?;
    let (other, others) = site.begin().await?;
    let what = "a code with another state";
    site.refuses(&handed.visitor, &handed.code, &others, what).await?;
    if site.world.adapter().operation(Op::BeginHandOff).is_some() {
        // An attacker's code and state, planted in a browser that has a state of its own or none.
        for victim in [other, site.world.browser()] {
            let handed = site.hand_off().await?;
            let what = "a code with the state of another browser";
            site.refuses(&victim, &handed.code, &handed.state, what).await?;
        }
    }
    Ok(())
}

async fn only_one_of_many(site: &Site<'_>) -> Check {
    for _ in 0..ROUNDS {
        let handed = site.hand_off().await?;
        let redemptions = (0..PARALLEL).map(|index| {
            let (visitor, mall) = (handed.visitor.copied(), site.world.mall(index));
            let (code, state) = (&handed.code, &handed.state);
            async move { site.redeem(&visitor, mall, code, state).await }
        });
        let mut members = 0;
        for who in join_all(redemptions).await {
            members += usize::from(who?.is_member());
        }
        let seen = match members {
            0 => "none does",
            1 => continue,
            _ => "more than one does",
        };
        return Err(failed("exactly one of many redemptions at once works", seen));
    }
    Ok(())
}

async fn only_in_time(site: &Site<'_>, lives: i64) -> Check {
    let (in_time, late) = (site.hand_off().await?, site.hand_off().await?);
    site.world.clock(lives / 2).await?;
    site.takes(&in_time, site.world.mall(1), "in time").await?;
    // The case itself has taken some time, too.
    site.world.clock(lives + 1).await?;
    site.refuses(&late.visitor, &late.code, &late.state, "a code that is too old")
        .await
}
