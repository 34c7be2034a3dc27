//! What must hold in every history of a scene, whatever the topology, with the shortest story in which it did not.
//!
//! Of the nine invariants of the lesson these can be read from what the gateway has seen. I7 (the cart of a guest) is a scenario,
//! S18: what is in a cart, the gateway does not write down.

use std::collections::{BTreeMap, BTreeSet};

use diagnosis::{
    Text, Words,
    evidence::{Found, Shown},
};
use lab_model::{Mark, Seen};
use serde::Serialize;

/// An invariant and what the history says of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Invariant {
    /// Its name: `I1`.
    pub id: &'static str,
    /// What must hold.
    pub means: Text,
    /// Whether it did.
    pub holds: Holds,
    /// The numbers of the requests that show that it did not: as few as can be.
    pub counterexample: Vec<u64>,
}

/// Whether an invariant held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Holds {
    /// It did.
    Yes,
    /// It did not.
    No,
    /// Nothing happened that it speaks of.
    Unknown,
}

/// A rule that reads a history: how many requests it speaks of, and the first story against it.
type Rule = fn(&[Seen]) -> (usize, Option<Vec<u64>>);

const RULES: [(&str, Words, Rule); 7] = [
    (
        "I1",
        Words {
            zh: "登录之后的请求都认得出访问者",
            en: "every request after the login knows the visitor",
        },
        read_your_login,
    ),
    (
        "I2",
        Words {
            zh: "没有退出，就不会丢失登录的 Cookie",
            en: "nobody loses the login's cookie without logging out",
        },
        no_spontaneous_logout,
    ),
    (
        "I3",
        Words {
            zh: "退出之后，这个会话不再有效",
            en: "after the logout the session is worth nothing",
        },
        logout_is_final,
    ),
    (
        "I4",
        Words {
            zh: "一个会话只属于一个人",
            en: "a session is one person's",
        },
        one_member_each,
    ),
    (
        "I5",
        Words {
            zh: "登录时换一个新的 id",
            en: "a login is given an id that is new",
        },
        login_renews,
    ),
    (
        "I6",
        Words {
            zh: "没有登录的请求得不到会话",
            en: "a request of nobody in particular is given no session",
        },
        no_session_for_guests,
    ),
    (
        "I9",
        Words {
            zh: "从另一台设备结束之后，处处失效",
            en: "what another device has ended is over everywhere",
        },
        revocation_is_seen,
    ),
];

/// All invariants over a history.
pub fn check(seen: &[Seen]) -> Vec<Invariant> {
    let judge = |(id, means, rule): (&'static str, Words, Rule)| {
        let (subjects, counterexample) = rule(seen);
        let holds = match (&counterexample, subjects) {
            (Some(_), _) => Holds::No,
            (None, 0) => Holds::Unknown,
            (None, _) => Holds::Yes,
        };
        Invariant {
            id,
            means: means.into(),
            holds,
            counterexample: counterexample.unwrap_or_default(),
        }
    };
    RULES.map(judge).into()
}

/// The session that a request brought.
fn brought(seen: &Seen) -> Option<&Mark> {
    seen.cookies
        .iter()
        .find(|cookie| cookie.session)
        .map(|cookie| &cookie.mark)
}

/// The session that an answer gives, and whether it takes one back instead.
fn given(seen: &Seen) -> (Option<&Mark>, bool) {
    match seen.set_cookies.iter().rfind(|line| line.session) {
        Some(line) => (line.mark.as_ref(), line.mark.is_none()),
        None => (None, false),
    }
}

fn is_login(seen: &Seen) -> bool {
    seen.method == "POST" && seen.path == "/api/auth/login"
}

/// Whether a request ends its own session, or is a change of it that its visitor asked for.
fn is_logout(seen: &Seen) -> bool {
    seen.method == "POST" && seen.path == "/api/auth/logout"
}

fn found(seen: &Seen) -> Option<Found> {
    seen.look_up.as_ref().map(|look_up| look_up.found)
}

/// The sessions that logins gave, with the number of each login and that of its logout.
fn logins(history: &[Seen]) -> BTreeMap<&Mark, (u64, Option<u64>)> {
    let mut logins: BTreeMap<&Mark, (u64, Option<u64>)> = BTreeMap::new();
    for seen in history {
        if let (true, (Some(mark), _)) = (is_login(seen), given(seen)) {
            logins.entry(mark).or_insert((seen.number, None));
        }
        if let Some(login) = brought(seen)
            .filter(|_| is_logout(seen))
            .and_then(|mark| logins.get_mut(mark))
        {
            login.1.get_or_insert(seen.number);
        }
    }
    logins
}

fn read_your_login(history: &[Seen]) -> (usize, Option<Vec<u64>>) {
    let (mut subjects, mut against) = (0, None);
    let ended = revoked(history);
    for (mark, (login, logout)) in logins(history) {
        let of_login = history.iter().filter(|seen| {
            let before_logout = logout.is_none_or(|logout| seen.number < logout);
            seen.number > login && before_logout && brought(seen) == Some(mark) && found(seen).is_some()
        });
        let until = ended.get(mark).copied().unwrap_or(u64::MAX);
        for seen in of_login.filter(|seen| seen.number < until && found(seen) != Some(Found::Unavailable)) {
            subjects += 1;
            if found(seen) != Some(Found::Hit) {
                against.get_or_insert(vec![login, seen.number]);
            }
        }
    }
    (subjects, against)
}

fn no_spontaneous_logout(history: &[Seen]) -> (usize, Option<Vec<u64>>) {
    let (mut subjects, mut against) = (0, None);
    let (logins, ended) = (logins(history), revoked(history));
    for seen in history {
        let Some((mark, (login, logout))) = brought(seen).and_then(|mark| logins.get_key_value(mark)) else {
            continue;
        };
        let was_wanted = logout.is_some_and(|logout| seen.number >= logout)
            || ended.get(mark).is_some_and(|ended| seen.number >= *ended);
        if was_wanted {
            continue;
        }
        subjects += 1;
        if given(seen).1 {
            against.get_or_insert(vec![*login, seen.number]);
        }
    }
    (subjects, against)
}

fn logout_is_final(history: &[Seen]) -> (usize, Option<Vec<u64>>) {
    let (mut subjects, mut against) = (0, None);
    for (mark, (login, logout)) in logins(history) {
        let Some(logout) = logout else { continue };
        for seen in history
            .iter()
            .filter(|seen| seen.number > logout && brought(seen) == Some(mark))
        {
            subjects += 1;
            if matches!(seen.shown, Shown::Member(_)) {
                against.get_or_insert(vec![login, logout, seen.number]);
            }
        }
    }
    (subjects, against)
}

fn one_member_each(history: &[Seen]) -> (usize, Option<Vec<u64>>) {
    let mut owners: BTreeMap<&Mark, (&String, u64)> = BTreeMap::new();
    let (mut subjects, mut against) = (0, None);
    for seen in history {
        let (Some(mark), Shown::Member(name)) = (brought(seen), &seen.shown) else {
            continue;
        };
        subjects += 1;
        let owner = *owners.entry(mark).or_insert((name, seen.number));
        if owner.0 != name {
            against.get_or_insert(vec![owner.1, seen.number]);
        }
    }
    (subjects, against)
}

fn login_renews(history: &[Seen]) -> (usize, Option<Vec<u64>>) {
    let mut known: BTreeSet<&Mark> = BTreeSet::new();
    let (mut subjects, mut against) = (0, None);
    for seen in history {
        known.extend(brought(seen));
        if let (true, (Some(mark), _)) = (is_login(seen), given(seen)) {
            subjects += 1;
            if !known.insert(mark) {
                against.get_or_insert(vec![seen.number]);
            }
        }
    }
    (subjects, against)
}

fn no_session_for_guests(history: &[Seen]) -> (usize, Option<Vec<u64>>) {
    let mut guests = history
        .iter()
        .filter(|seen| brought(seen).is_none() && seen.method != "POST")
        .peekable();
    let subjects = usize::from(guests.peek().is_some());
    let against = guests.find(|seen| given(seen).0.is_some());
    (subjects, against.map(|seen| vec![seen.number]))
}

/// The sessions that another device has ended, with the number of the request that did it.
fn revoked(history: &[Seen]) -> BTreeMap<&Mark, u64> {
    let mut ended = BTreeMap::new();
    let revocations = history.iter().filter(|seen| {
        seen.method == "POST" && seen.path.starts_with("/api/auth/sessions/revoke") && seen.status < 400
    });
    for revocation in revocations {
        let before: BTreeSet<_> = logins(history)
            .into_iter()
            .filter(|(_, (login, _))| *login < revocation.number)
            .map(|(mark, _)| mark)
            .filter(|mark| Some(*mark) != brought(revocation))
            .collect();
        for mark in before {
            ended.entry(mark).or_insert(revocation.number);
        }
    }
    ended
}

fn revocation_is_seen(history: &[Seen]) -> (usize, Option<Vec<u64>>) {
    let (mut subjects, mut against) = (0, None);
    for (mark, end) in revoked(history) {
        for seen in history
            .iter()
            .filter(|seen| seen.number > end && brought(seen) == Some(mark))
        {
            subjects += 1;
            if matches!(seen.shown, Shown::Member(_)) {
                against.get_or_insert(vec![end, seen.number]);
            }
        }
    }
    (subjects, against)
}

#[cfg(test)]
mod tests;
