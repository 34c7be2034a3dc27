//! A session that is in use at the moment it ends.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use futures::future::join_all;

use crate::{
    adapter::{Op, Who},
    case::{Case, Need},
    deployment::{Browser, Replica, World},
    verdict::{Check, Detailed, expect, failed, succeeded},
};

/// The number of clients, which together send 200 requests a second.
const CLIENTS: usize = 20;
const PAUSE: Duration = Duration::from_millis(100);
/// The number of answers before the session is ended.
const BEFORE: usize = 100;
const AFTER: usize = 200;

pub static B03: Case = Case {
    id: "B03",
    title: "a session in constant use at one copy, ended at another",
    expects: "no request that is sent after the end was acknowledged succeeds",
    sources: &[
        "ASVS 5.0 7.4.1",
        "tower-sessions CachingSessionStore",
        "RFC 9700 §4.14 (revocation)",
    ],
    needs: &[Need::Op(Op::Logout)],
    run: |world| Box::pin(b03(world)),
};

async fn b03(world: World) -> Check {
    let hot = world.apart().1.clone();
    ends_while_hot(&world, &[&hot]).await
}

/// Lets twenty clients ask `copies` in turns, 200 times a second, while the session is ended: by the member elsewhere
/// where the system has that, else by a logout.
pub async fn ends_while_hot(world: &World, copies: &[&Replica]) -> Check {
    let browser = world.logged_in(0).await?;
    let token = browser.must_have_token(world.auth(0))?;
    let traffic = Traffic::default();
    let clients = (0..CLIENTS).map(|client| {
        let bearer = world.bearer(&token);
        let copies: Vec<Replica> = copies.iter().map(|copy| (*copy).clone()).collect();
        tokio::spawn(traffic.clone().ask_on(bearer, copies, client))
    });
    let clients: Vec<_> = clients.collect();
    // Always stopped, also when something goes wrong in between.
    let ended = end(world, &browser, &traffic).await;
    traffic.stop.store(true, Ordering::Relaxed);
    let mut sent_and_seen = Vec::new();
    for client in join_all(clients).await {
        let seen = client.map_err(|error| failed("the clients ask on", error.to_string()))?;
        sent_and_seen.extend(seen?);
    }
    let ended = ended?;
    let (before, after): (Vec<_>, Vec<_>) = sent_and_seen.iter().partition(|(sent, _)| *sent <= ended);
    let was_good = before.iter().any(|(_, who)| who.is_member());
    expect(
        was_good,
        "the session is good before it ends",
        "nobody was ever a member",
    )?;
    let late = after.iter().filter(|(_, who)| who.is_member()).count();
    expect(
        late == 0,
        "no request sent after the end was acknowledged succeeds",
        "requests sent after it were answered as a member's",
    )
    .detail(format!("{late} of {}", after.len()))?;
    // A copy in a hurry may say 503, but not to most.
    let clear = after
        .iter()
        .filter(|(_, who)| *who == Who::Guest || matches!(who, Who::Unclear(401 | 403)));
    let clear = clear.count();
    expect(
        clear > AFTER / 2,
        "requests after the end are answered as a guest's",
        "most of them are not",
    )
    .detail(format!("{clear} of {}", after.len()))
}

/// Ends the session in the middle of the traffic; the result is the moment at which the end was acknowledged.
async fn end(world: &World, browser: &Browser, traffic: &Traffic) -> Check<Instant> {
    traffic.asked(BEFORE).await?;
    let elsewhere = world.auth(1);
    let owner = world.browser();
    owner.login(elsewhere, world.user(0)).await?;
    let ended = match owner.call(elsewhere, Op::RevokeOthers, &[]).await {
        Ok(answer) if answer.is_success() => answer.received,
        _ => {
            let answer = browser.copied().call(elsewhere, Op::Logout, &[]).await?;
            succeeded(answer, "ending the session")?.received
        }
    };
    let so_far = traffic.count.load(Ordering::Relaxed);
    traffic.asked(so_far + AFTER).await?;
    Ok(ended)
}

/// The state that the clients share.
#[derive(Clone, Default)]
struct Traffic {
    stop: Arc<AtomicBool>,
    count: Arc<AtomicUsize>,
}

impl Traffic {
    async fn ask_on(
        self,
        bearer: Browser,
        copies: Vec<Replica>,
        client: usize,
    ) -> Check<Vec<(Instant, Who)>> {
        let mut seen = Vec::new();
        let mut clock = tokio::time::interval(PAUSE);
        for copy in copies.iter().cycle().skip(client) {
            if self.stop.load(Ordering::Relaxed) {
                break;
            }
            clock.tick().await;
            let sent = Instant::now();
            seen.push((sent, bearer.whoami(copy).await?));
            self.count.fetch_add(1, Ordering::Relaxed);
        }
        Ok(seen)
    }

    /// Waits until `count` requests were answered.
    async fn asked(&self, count: usize) -> Check {
        let begun = Instant::now();
        while self.count.load(Ordering::Relaxed) < count {
            expect(
                begun.elapsed() < Duration::from_secs(20),
                "the copies keep up with 200 requests a second",
                "they do not",
            )?;
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(())
    }
}
