//! Attempts to prove a password: how many are free, and how long to wait for the next one (ASVS 5.0 6.3.1).
//!
//! They are counted per account and per address, in PostgreSQL, so for all copies together. A device on which the account's
//! owner has logged in before is counted by itself: nobody else can lock the owner out there.
//!
//! An attempt is counted before the password is looked at if anything speaks against it, and otherwise before anybody is told that the
//! password was wrong: a right one leaves nothing to write down.

mod beside;

use super::{
    Auth,
    store::{self, Candidate, Opened},
};
use app_forms::server::Wants;
use app_kernel::MemberId;
use axum::{
    Json,
    http::{StatusCode, header::RETRY_AFTER},
    response::{IntoResponse, Response},
};
use beside::Place;
pub(super) use beside::{Turns, Uncounted};
use serde_json::json;
use sqlx::PgPool;
use std::{
    net::{IpAddr, Ipv6Addr},
    time::Duration,
};
use tokio::{runtime::Handle, sync::OwnedMutexGuard, time::sleep};

/// Attempts without a pause for one account, and for one device or session of its owner.
const FREE_PER_ACCOUNT: i32 = 5;
/// Attempts without a pause from one address, behind which a whole company may be.
const FREE_PER_ADDRESS: i32 = 100;
/// The time after which one failure from an address is forgotten.
const FORGET_PER_ADDRESS: Duration = Duration::from_mins(1);

/// What is free for one account, and from one address.
const FREE: [i32; 2] = [FREE_PER_ACCOUNT, FREE_PER_ADDRESS];
/// The time after which one failure is forgotten: about an account none is before a day is over.
const FORGET: [Option<Duration>; 2] = [None, Some(FORGET_PER_ADDRESS)];
/// Attempts from one address that a process lets wait for their passwords uncounted. So many more than the free ones may be judged.
const UNCOUNTED_PER_ADDRESS: u8 = 10;

/// A login as it is looked up and counted.
pub(super) struct Login {
    /// What was typed, if an account can be named so.
    pub(super) account: Option<String>,
    /// What is counted where there is no such account, whether there can be one or not.
    pub(super) typed: String,
    /// What was typed as a phone number (E.164), if it is one.
    pub(super) phone: Option<String>,
    /// What was typed as an e-mail address, if it is one.
    pub(super) email: Option<String>,
    /// The token of a device on which somebody has logged in before.
    pub(super) device: Option<String>,
    /// Where it comes from ([`network`]).
    pub(super) network: Option<String>,
}

/// Whom an attempt is about, and where it comes from.
pub(super) struct Attempt {
    /// Begins anew with the right password.
    about: String,
    /// Gets one attempt back with the right password.
    from: Option<String>,
}

impl Attempt {
    /// A member who is logged in and proves the password again.
    pub(super) fn confirmation(member: MemberId) -> Self {
        Self {
            about: format!("confirmation {member}"),
            from: None,
        }
    }

    /// From what it is counted about.
    fn counted(subjects: Vec<String>) -> Option<Self> {
        let mut subjects = subjects.into_iter();
        Some(Self {
            about: subjects.next()?,
            from: subjects.next(),
        })
    }

    /// What it is counted about.
    fn subjects(&self) -> Vec<String> {
        [Some(&self.about), self.from.as_ref()]
            .into_iter()
            .flatten()
            .cloned()
            .collect()
    }
}

/// The answer to an attempt too many: 429 with the time after which to try again (RFC 6585 §4).
pub(super) struct TooManyAttempts(pub(super) Duration);

impl TooManyAttempts {
    /// For a script in JSON; a browser gets the host's page for this status.
    pub(super) fn answer(&self, wants: Wants) -> Response {
        let seconds = self.0.as_secs() + 1;
        let retry = [(RETRY_AFTER, seconds.to_string())];
        match wants {
            Wants::Json => {
                let body = Json(json!({ "error": "too-many-attempts", "retry_after": seconds }));
                (StatusCode::TOO_MANY_REQUESTS, retry, body).into_response()
            }
            Wants::Page => (StatusCode::TOO_MANY_REQUESTS, retry).into_response(),
        }
    }
}

/// An attempt that was not judged yet. One that was counted and is dropped before somebody has looked at the password is given back: whoever
/// hangs up has learned nothing, and a member who clicks twice has sent the first request for nothing.
pub(super) struct Charged {
    pool: PgPool,
    attempt: Option<Attempt>,
    /// The places of an attempt that is not counted yet.
    uncounted: Option<Vec<Place>>,
    /// Kept until the attempt is settled.
    turn: Option<OwnedMutexGuard<()>>,
}

impl Auth {
    /// Finds the account that somebody wants to log in to, and counts the attempt when its turn has come, or leaves that to
    /// [`failed`](Charged::failed). The inner error says that there were too many: the time until the next one, and nothing is counted.
    pub(super) async fn open_login(
        &self,
        login: Login,
    ) -> sqlx::Result<(Option<Candidate>, Result<Charged, Duration>)> {
        // By what is known before the account is: the owner on a device of theirs waits for nobody else.
        let device = login.device.as_deref().unwrap_or_default();
        let turn = self.turns.take(format!("login {} {device}", login.typed)).await;
        let (pool, uncounted) = (self.pool.clone(), self.uncounted.clone());
        counting(async move {
            let address = login
                .network
                .as_ref()
                .map(|network| uncounted.take(format!("address {network}"), UNCOUNTED_PER_ADDRESS));
            let is_lenient = !matches!(address, Some(None));
            let opened = store::open_login(&pool, &login, &FREE, &FORGET, is_lenient).await?;
            let Opened {
                candidate,
                subjects,
                mut wait,
                is_counted,
            } = opened;
            // Two about one account at the same time would both find nothing against them, whatever was typed.
            let account = subjects.first().filter(|_| !is_counted);
            let places = account
                .and_then(|account| uncounted.take(account.clone(), 1))
                .map(|place| address.flatten().into_iter().chain([place]).collect());
            if !is_counted && places.is_none() {
                wait = store::charge(&pool, &subjects, &FREE, &FORGET).await?;
            }
            let charged = wait.map_or_else(
                || {
                    Ok(Charged {
                        pool,
                        attempt: Attempt::counted(subjects),
                        uncounted: places,
                        turn: Some(turn),
                    })
                },
                Err,
            );
            Ok((candidate, charged))
        })
        .await
    }

    /// Counts the attempt of a member who is logged in when its turn has come. The inner error is that of [`open_login`](Self::open_login).
    pub(super) async fn charge(&self, attempt: Attempt) -> sqlx::Result<Result<Charged, Duration>> {
        let turn = self.turns.take(attempt.about.clone()).await;
        let pool = self.pool.clone();
        counting(async move {
            let wait = store::charge(&pool, &attempt.subjects(), &FREE, &FORGET).await?;
            Ok(wait.map_or_else(
                || {
                    Ok(Charged {
                        pool,
                        attempt: Some(attempt),
                        uncounted: None,
                        turn: Some(turn),
                    })
                },
                Err,
            ))
        })
        .await
    }
}

/// Does not end with the request: what is counted must be known to be.
async fn counting<T: Send + 'static>(
    counting: impl Future<Output = sqlx::Result<T>> + Send + 'static,
) -> sqlx::Result<T> {
    tokio::spawn(counting)
        .await
        .map_err(|_| sqlx::Error::WorkerCrashed)?
}

impl Charged {
    /// The password was wrong: the attempt counts, and nobody is told before it does. `Some` if there have been too many in the meantime: how
    /// long to wait. If it cannot be counted now it is as soon as it can be; until then this process counts others about the account before they are judged.
    pub(super) async fn failed(mut self) -> sqlx::Result<Option<Duration>> {
        let (attempt, places) = (self.attempt.take(), self.uncounted.take());
        let (Some(attempt), Some(places)) = (attempt, places) else {
            return Ok(None);
        };
        counting(async move {
            let subjects = attempt.subjects();
            let counted = store::count_failure(&self.pool, &subjects, &FREE, &FORGET).await;
            if counted.is_err() {
                tokio::spawn(count_later(self.pool.clone(), subjects, places));
            }
            counted
        })
        .await
    }

    /// The password was right: the attempt did not count.
    pub(super) async fn succeeded(mut self) -> sqlx::Result<()> {
        if let Some(Attempt { about, from }) = &self.attempt
            && self.uncounted.is_none()
        {
            store::settle(&self.pool, std::slice::from_ref(about), from.as_slice()).await?;
        }
        self.attempt = None;
        Ok(())
    }
}

/// The longest time until it is tried once more to count a failure.
const COUNT_AGAIN: Duration = Duration::from_secs(30);

/// Counts a failure as soon as that can be done. There are never more of these than places.
async fn count_later(pool: PgPool, subjects: Vec<String>, places: Vec<Place>) {
    let mut pause = Duration::from_secs(1);
    loop {
        sleep(pause).await;
        match store::count_failure(&pool, &subjects, &FREE, &FORGET).await {
            Ok(_) => return drop(places),
            Err(error) => tracing::warn!(%error, "a wrong password is not counted yet"),
        }
        pause = COUNT_AGAIN.min(pause * 2);
    }
}

impl Drop for Charged {
    fn drop(&mut self) {
        let Some(attempt) = self.attempt.take().filter(|_| self.uncounted.is_none()) else {
            return;
        };
        let (pool, turn) = (self.pool.clone(), self.turn.take());
        // A process that ends drops its requests, too, and nothing is left then to run this.
        let Ok(runtime) = Handle::try_current() else {
            return;
        };
        runtime.spawn(async move {
            if let Err(error) = store::settle(&pool, &[], &attempt.subjects()).await {
                tracing::warn!(%error, "an attempt that nobody judged stays counted");
            }
            drop(turn);
        });
    }
}

/// The part of an address that one customer of a provider has: an IPv4 address, or a network of 64 bits (RFC 6177).
pub(super) fn network(ip: IpAddr) -> IpAddr {
    match ip {
        IpAddr::V4(_) => ip,
        IpAddr::V6(ip) => Ipv6Addr::from_bits(ip.to_bits() & (u128::MAX << 64)).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_one_sender() {
        let network = |text: &str| network(text.parse().expect("an address")).to_string();
        assert_eq!(network("203.0.113.7"), "203.0.113.7");
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
    }
}
