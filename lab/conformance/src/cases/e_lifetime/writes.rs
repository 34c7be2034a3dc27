//! The writes to the database that mere reading causes.

use futures::{StreamExt, stream};

use crate::{
    case::{Case, Need},
    deployment::World,
    verdict::{Check, Detailed, expect, skipped},
};

const BATCHES: usize = 20;
const READS: usize = 50;
const AT_ONCE: usize = 10;

pub static E06: Case = Case {
    id: "E06",
    title: "a thousand reads of one session in a moment",
    expects: "its row is written at most once, and not every answer sets a cookie",
    sources: &[
        "connect-mongo: touchAfter",
        "Ory Kratos: earliest_possible_extend",
    ],
    needs: &[Need::Database("versions")],
    run: |world| Box::pin(e06(world)),
};

async fn e06(world: World) -> Check {
    let database = world.database()?;
    let question = world.adapter().database.versions.as_deref();
    let question = question.ok_or_else(|| skipped("there is no question for versions"))?;
    let strangers = database.versions(question).await?;
    let token = world.logged_in(0).await?.must_have_token(world.auth(0))?;
    let mut before = database.versions(question).await?;
    before.retain(|key, _| !strangers.contains_key(key));
    if before.is_empty() {
        return Err(skipped("the session has no row in the database"));
    }
    let (mut writes, mut cookies) = (0, 0);
    for batch in 0..BATCHES {
        let reads = (0..READS).map(|index| {
            let (bearer, copy) = (world.bearer(&token), world.copy(batch + index));
            async move { bearer.ask_whoami(copy).await }
        });
        let answers: Vec<_> = stream::iter(reads).buffer_unordered(AT_ONCE).collect().await;
        for answer in answers {
            let answer = answer?;
            expect(answer.is_success(), "every read is answered", answer.brief())?;
            cookies += usize::from(!answer.set_cookies().is_empty());
        }
        let mut after = database.versions(question).await?;
        after.retain(|key, _| before.contains_key(key));
        writes += usize::from(after != before);
        before = after;
    }
    expect(
        writes <= 1,
        "the row is written at most once",
        "reads write it again and again",
    )
    .detail(format!("in {writes} of {BATCHES} batches"))?;
    expect(
        cookies <= 1,
        "not every answer sets a cookie",
        "reads set cookies again and again",
    )
    .detail(format!("{cookies} of {}", BATCHES * READS))
}
