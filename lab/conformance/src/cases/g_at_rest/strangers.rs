//! What visitors leave in the database who never log in.

use futures::{StreamExt, stream};

use crate::{
    adapter::Who,
    case::{Case, Need},
    deployment::{Service, World},
    random::Random,
    verdict::{Check, Detailed, expect, skipped},
};

/// The number of different made-up ids.
const IDS: usize = 10_000;
/// The number of page views; fewer, because every page is rendered.
const VIEWS: usize = 1_000;
const AT_ONCE: usize = 16;
/// The number of readers at once; few, because a busy copy may answer 503.
const READERS: usize = 4;

pub static G06: Case = Case {
    id: "G06",
    title: "ten thousand well-formed ids that nobody was given",
    expects: "not one row is left by them",
    sources: &["tower-sessions: unknown ids leave rows", "ASVS 5.0 15.1.3"],
    needs: &[Need::Database("count")],
    run: |world| Box::pin(g06(world)),
};

async fn g06(world: World) -> Check {
    let token = world.logged_in(0).await?.must_have_token(world.auth(0))?;
    let before = rows(&world).await?;
    let mut random = Random::from_entropy();
    let asked = (0..IDS).map(|index| {
        let unknown = token.with(random.like(&token.value));
        let (bearer, copy) = (world.bearer(&unknown), world.copy(index));
        async move { bearer.whoami(copy).await }
    });
    let mut asked = stream::iter(asked).buffer_unordered(AT_ONCE);
    let mut guests = 0;
    while let Some(who) = asked.next().await {
        let who = who?;
        guests += usize::from(who == Who::Guest);
        expect(
            !who.is_member(),
            "an unknown id logs nobody in",
            format!("one is {who}"),
        )?;
    }
    expect(
        guests > IDS / 2,
        "the questions are answered",
        "most of them are not",
    )
    .detail(format!("{guests} of {IDS}"))?;
    let left = rows(&world).await? - before;
    expect(
        left <= 0,
        "not one row is left",
        "there are more rows than before",
    )
    .detail(format!("{left} more"))
}

pub static G08: Case = Case {
    id: "G08",
    title: "a thousand page views by bots that keep no cookies",
    expects: "no session begins: no row, no session cookie",
    sources: &["express-session: saveUninitialized", "ASVS 5.0 7.6.2"],
    needs: &[Need::Database("count")],
    run: |world| Box::pin(g08(world)),
};

async fn g08(world: World) -> Check {
    let pages = &world.adapter().pages.public;
    if pages.is_empty() {
        return Err(skipped(format!("{} names no public pages", world.adapter().name)));
    }
    let before = rows(&world).await?;
    let views = (0..VIEWS).map(|index| {
        let page = &pages[index % pages.len()];
        let copy = match page.service {
            Some(Service::Mall) => world.mall(index),
            _ => world.auth(index),
        };
        // Each a stranger of its own.
        let bot = world.with_cookies("seen=1");
        async move { bot.send(copy, page.outgoing("text/html")).await }
    });
    let mut views = stream::iter(views).buffer_unordered(READERS);
    let mut served = 0;
    while let Some(answer) = views.next().await {
        let answer = answer?;
        served += usize::from(answer.is_success());
        let begins = answer
            .set_cookies()
            .iter()
            .any(|cookie| world.deployment.is_session(cookie));
        expect(!begins, "a stranger gets no session cookie", "one does")?;
    }
    expect(served > VIEWS / 2, "the pages are served", "most of them are not")
        .detail(format!("{served} of {VIEWS}"))?;
    let left = rows(&world).await? - before;
    expect(
        left <= 0,
        "not one row is left",
        "there are more rows than before",
    )
    .detail(format!("{left} more"))
}

/// The number of sessions in the table; fewer than before is no finding, because a clean-up may come by.
async fn rows(world: &World) -> Check<i64> {
    let question = world.adapter().database.count.as_deref();
    let question = question.ok_or_else(|| skipped("there is no question for the number of sessions"))?;
    world.database()?.number(question).await
}
