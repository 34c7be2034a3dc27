//! Setting and removing one value at the same time.

use futures::future::join;
use serde_json::Value;

use super::slow::{Held, SLOW};
use crate::{
    adapter::Op,
    case::{Case, Need},
    deployment::{Browser, Replica, World},
    verdict::{Check, expect, succeeded},
};

const ROUNDS: usize = 30;

pub static C09: Case = Case {
    id: "C09",
    title: "one value is removed and set while it is set and removed",
    expects: "what is left could have come from one after the other, and nothing that was removed comes back",
    sources: &["spring-projects/spring-session#1070", "ASVS 5.0 15.4.2"],
    needs: &[
        SLOW[0],
        SLOW[1],
        SLOW[2],
        Need::Op(Op::Set),
        Need::Op(Op::Get),
        Need::Op(Op::Remove),
    ],
    run: |world| Box::pin(c09(world)),
};

async fn c09(world: World) -> Check {
    let (one, other) = world.apart();
    let browser = world.logged_in(0).await?;
    for _ in 0..ROUNDS {
        let key = world.unique("contested");
        let (here, there) = (browser.copied(), browser.copied());
        let first = async {
            remove(&here, one, &key).await?;
            here.set(one, &key, "first").await
        };
        let second = async {
            there.set(other, &key, "second").await?;
            remove(&there, other, &key).await
        };
        let (first, second) = join(first, second).await;
        first?;
        second?;
        // Either the first's set or the second's removal was last; the second's own value was removed by itself.
        let value = browser.get(one, &key).await?;
        expect(
            value == Value::Null || value == "first",
            "nothing or the first one's value is left",
            format!("what is left is {value}"),
        )?;
    }
    removed_for_good(&world, &browser).await
}

/// Fails if a slow request, which writes another key, brings back a value that was removed meanwhile.
async fn removed_for_good(world: &World, browser: &Browser) -> Check {
    let (one, other) = world.apart();
    let (key, beside) = (world.unique("removed"), world.unique("beside"));
    browser.set(one, &key, "old").await?;
    let meanwhile = remove(browser, one, &key);
    let (answer, ()) = Held::at(world, other)
        .while_it_waits(&browser.copied(), "set", (&beside, "1"), meanwhile)
        .await?;
    succeeded(answer, "the slow write")?;
    let value = browser.get(one, &key).await?;
    expect(
        value == Value::Null,
        "what was removed stays removed",
        format!("a slow request has brought {value} back"),
    )?;
    let value = browser.get(other, &beside).await?;
    expect(
        value == "1",
        "what the slow request set is there",
        format!("it is {value}"),
    )
}

async fn remove(browser: &Browser, replica: &Replica, key: &str) -> Check {
    let answer = browser.call(replica, Op::Remove, &[("key", key)]).await?;
    succeeded(answer, "removing a value").map(drop)
}
