//! Which copy is asked, on which connection, and how often.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::RangeInclusive,
};

use anyhow::{Result, ensure};

use super::Stage;
use crate::{
    AUTH_HOST, MALL_HOST,
    entrance::{Answer, Request},
    witness::ONCE,
};

/// Visitors, and how often each asks on the connection they have.
const VISITORS: usize = 6;
const QUESTIONS: usize = 10;
/// Far fewer than one for each question.
const CONNECTIONS: usize = 20;
/// A fair coin thrown so often stays within 20 % of half but once in 15,000 times.
const THROWS: u32 = 400;
const SHARE: RangeInclusive<u32> = 160..=240;

pub fn kept(stage: &mut Stage<'_>) -> Result<()> {
    for _ in 0..VISITORS {
        let mut connection = stage.witnessed.connect(MALL_HOST)?;
        for _ in 0..QUESTIONS {
            let answer = connection.ask(&Request::get(MALL_HOST, "/kept"))?;
            ensure!(answer.status() == 200, "it is answered {}", answer.head.start);
        }
    }
    let seen = stage.witness.seen("/kept");
    let connections: BTreeSet<_> = seen.iter().map(|seen| seen.connection).collect();
    ensure!(
        connections.len() <= CONNECTIONS,
        "{} requests come on {} connections",
        seen.len(),
        connections.len()
    );
    Ok(())
}

// Each at a host of its own: a proxy may leave a copy that broke off in peace for a while.

pub fn post_once(stage: &mut Stage<'_>) -> Result<()> {
    let answer = stage.witnessed.ask(&Request::post(AUTH_HOST, ONCE, "order=1"))?;
    let sent = stage.witness.seen(ONCE).len();
    ensure!(sent == 1, "it is sent {sent} times");
    ensure!(answer.status() >= 500, "it is answered {}", answer.head.start);
    Ok(())
}

pub fn get_moves(stage: &mut Stage<'_>) -> Result<()> {
    let answer = stage.witnessed.get(MALL_HOST, ONCE)?;
    let sent = stage.witness.seen(ONCE).len();
    ensure!(
        answer.status() == 200,
        "it is answered {} and sent {sent} times",
        answer.head.start
    );
    Ok(())
}

pub fn balance(stage: &mut Stage<'_>) -> Result<()> {
    let (real, _) = stage.real()?;
    let mut answers: BTreeMap<String, u32> = BTreeMap::new();
    for _ in 0..THROWS {
        *answers
            .entry(instance(&real.get(MALL_HOST, "/version")?)?)
            .or_default() += 1;
    }
    ensure!(
        answers.len() == 2 && answers.values().all(|share| SHARE.contains(share)),
        "the copies answer {answers:?}"
    );
    // One visitor, with all that a proxy could know them by.
    let mut connection = real.connect(MALL_HOST)?;
    let mut met = BTreeSet::new();
    for _ in 0..2 * QUESTIONS {
        met.insert(instance(&connection.ask(&Request::get(MALL_HOST, "/version"))?)?);
    }
    ensure!(met.len() == 2, "one visitor meets {met:?} only");
    Ok(())
}

fn instance(answer: &Answer) -> Result<String> {
    ensure!(answer.status() == 200, "it is answered {}", answer.head.start);
    let cookie = answer.head.value("set-cookie");
    ensure!(cookie.is_none(), "a cookie is set: {cookie:?}");
    let text = answer.text();
    let name = text
        .split("\"instance\":\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next());
    Ok(name.unwrap_or_default().to_owned())
}
