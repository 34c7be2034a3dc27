//! Many writes at once.

use std::collections::BTreeSet;

use futures::{StreamExt, future::join_all, stream};
use serde_json::Value;

use crate::{
    adapter::Op,
    case::{Case, Need},
    deployment::World,
    verdict::{Check, Detailed, expect, failed},
};

const KEYS: usize = 100;
const INCREMENTS: usize = 500;
/// The number of writes at the same time: more than there are connections to the database.
const AT_ONCE: usize = 50;

pub static C01: Case = Case {
    id: "C01",
    title: "a hundred parallel writes of a hundred different values, over all copies",
    expects: "all hundred are there",
    sources: &[
        "aspnet/Session#60",
        "Keycloak concurrency tests",
        "ASVS 5.0 15.4.1",
    ],
    needs: &[Need::Op(Op::Set), Need::Op(Op::Get)],
    run: |world| Box::pin(c01(world)),
};

async fn c01(world: World) -> Check {
    let browser = world.logged_in(0).await?;
    let keys: Vec<String> = (0..KEYS).map(|_| world.unique("value")).collect();
    let writes = keys.iter().zip(0..).map(|(key, index)| {
        let (browser, copy) = (browser.copied(), world.copy(index));
        async move { browser.set(copy, key, key).await }
    });
    for write in join_all(writes).await {
        write?;
    }
    let mut there = 0;
    for (key, index) in keys.iter().zip(0..) {
        there += usize::from(browser.get(world.copy(index), key).await? == key.as_str());
    }
    expect(there == KEYS, "all hundred values are there", "some are lost")
        .detail(format!("{there} are there"))
}

pub static C02: Case = Case {
    id: "C02",
    title: "five hundred parallel increments of one counter, over all copies",
    expects: "every one counts, and no two are told the same number",
    sources: &["AzzMTZ/session-handler#48", "ASVS 5.0 15.4.2"],
    needs: &[Need::Op(Op::Increment), Need::Op(Op::Get)],
    run: |world| Box::pin(c02(world)),
};

async fn c02(world: World) -> Check {
    let browser = world.logged_in(0).await?;
    let key = world.unique("counter");
    let increments = (0..INCREMENTS).map(|index| {
        let (browser, copy, key) = (browser.copied(), world.copy(index), &key);
        async move { browser.call(copy, Op::Increment, &[("key", key)]).await }
    });
    let answers: Vec<_> = stream::iter(increments).buffer_unordered(AT_ONCE).collect().await;
    let pointer = world
        .adapter()
        .operation(Op::Increment)
        .map_or("", |op| &op.answer);
    let mut numbers = BTreeSet::new();
    for answer in answers {
        let answer = answer?;
        if !answer.is_success() {
            return Err(failed(
                "every increment is done",
                format!("one is answered with {}", answer.brief()),
            ));
        }
        numbers.extend(answer.json().pointer(pointer).and_then(Value::as_u64));
    }
    let total = browser.get(world.copy(1), &key).await?;
    expect(
        number(&total) == Some(INCREMENTS as u64),
        format!("the counter is {INCREMENTS}"),
        "some increments are lost",
    )
    .detail(format!("it is {total}"))?;
    expect(
        numbers.len() == INCREMENTS,
        "every increment is told a number of its own",
        "some are told the same",
    )
    .detail(format!("{} numbers", numbers.len()))
}

/// The number in a value, which some systems keep as text.
fn number(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}
