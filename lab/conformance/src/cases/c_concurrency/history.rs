//! A thousand operations at random, and the question whether they could have happened one after the other.

use std::time::Instant;

use futures::future::join_all;
use serde_json::Value;

use crate::{
    adapter::Op,
    case::{Case, Need},
    deployment::{Browser, World},
    linearizable::{Action, Event, is_linearizable},
    random::Random,
    verdict::{Check, expect},
};

const CLIENTS: usize = 8;
const OPERATIONS: usize = 125;
const KEYS: usize = 10;

pub static C11: Case = Case {
    id: "C11",
    title: "a thousand operations at random, by eight clients over all copies",
    expects: "for every value there is an order in which every answer is right (it is linearizable)",
    sources: &[
        "Herlihy and Wing, Linearizability (1990)",
        "Jepsen",
        "ASVS 5.0 15.4.1",
    ],
    needs: &[
        Need::Op(Op::Set),
        Need::Op(Op::Get),
        Need::Op(Op::Remove),
        Need::Op(Op::Increment),
    ],
    run: |world| Box::pin(c11(world)),
};

async fn c11(world: World) -> Check {
    let browser = world.logged_in(0).await?;
    let keys: Vec<String> = (0..KEYS).map(|_| world.unique("register")).collect();
    let clients = (0..CLIENTS).map(|client| run(&world, browser.copied(), client, &keys));
    let mut histories = vec![Vec::new(); KEYS];
    for seen in join_all(clients).await {
        for (key, event) in seen? {
            histories[key].push(event);
        }
    }
    let wrong = histories
        .iter()
        .filter(|history| !is_linearizable(history))
        .count();
    expect(
        wrong == 0,
        "every value's history could have happened one operation after the other",
        "some could not: an answer was wrong or a change was lost",
    )
}

/// Runs one client's operations: even keys are set, read and removed, odd keys are incremented and read.
async fn run(world: &World, browser: Browser, client: usize, keys: &[String]) -> Check<Vec<(usize, Event)>> {
    let mut random = Random::new(client as u64);
    let mut seen = Vec::new();
    for number in 0..OPERATIONS {
        let (index, copy) = (random.below(KEYS), world.copy(random.below(64)));
        let key = &keys[index];
        let value = format!("{client}/{number}");
        let (op, values): (Op, Vec<(&str, &str)>) = match (index % 2, random.below(5)) {
            (_, 0 | 1) => (Op::Get, vec![("key", key)]),
            (0, 2) => (Op::Remove, vec![("key", key)]),
            (0, _) => (Op::Set, vec![("key", key), ("value", &value)]),
            _ => (Op::Increment, vec![("key", key)]),
        };
        let began = Instant::now();
        let answer = browser.call(copy, op, &values).await?;
        let ended = Instant::now();
        expect(
            answer.is_success(),
            "every operation is done",
            format!("{op} is answered with {}", answer.brief()),
        )?;
        let pointer = world
            .adapter()
            .operation(op)
            .map_or("", |operation| &operation.answer);
        let answered = text(answer.json().pointer(pointer));
        let action = match op {
            Op::Get => Action::Get(answered),
            Op::Remove => Action::Remove,
            Op::Set => Action::Set(value.clone()),
            _ => Action::Increment(answered.unwrap_or_default()),
        };
        seen.push((index, Event { began, ended, action }));
    }
    Ok(seen)
}

fn text(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}
