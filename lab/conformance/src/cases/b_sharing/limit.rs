//! How many sessions a member may have at once.

use futures::future::join_all;

use super::list::nobody_is_logged_in;
use crate::{
    adapter::{Op, policy::AtLimit},
    case::Case,
    deployment::{Token, World},
    verdict::{Check, Detailed, expect},
};

/// The number of logins: five times what most systems allow.
const LOGINS: usize = 50;
/// The user of these cases alone, so that other cases keep their sessions.
const USER: usize = 3;

pub static B07: Case = Case {
    id: "B07",
    title: "fifty logins of one member at the same time",
    expects: "exactly as many sessions live afterwards as the limit says, whichever copies they began at, and none of the logins breaks",
    sources: &[
        "ASVS 5.0 7.1.2",
        "payloadcms/payload#16027",
        "Spring Security concurrent sessions",
    ],
    needs: &[],
    run: |world| Box::pin(b07(world)),
};

async fn b07(world: World) -> Check {
    let limit = world.promised(world.policy().limit, "limit of sessions")?;
    make_room(&world).await?;
    let tokens = at_once(&world, LOGINS).await?;
    expect_live(&world, &tokens, limit, "after fifty parallel logins").await?;

    let last = at_once(&world, 1).await?;
    match world.policy().at_limit {
        AtLimit::OldestEnds => {
            let alive = live(&world, &last).await?;
            expect(alive == 1, "the newest login counts", "it is not alive")?;
        }
        AtLimit::Refused => expect(
            last.is_empty(),
            "a login beyond the limit is refused",
            "it is let in",
        )?,
    }
    let all: Vec<_> = tokens.into_iter().chain(last).collect();
    expect_live(&world, &all, limit, "after one more").await
}

/// Lets two logins at two copies race for the last place, `rounds` times.
pub async fn two_race(world: &World, rounds: usize) -> Check {
    let limit = world.promised(world.policy().limit, "limit of sessions")?;
    make_room(world).await?;
    let mut all = Vec::new();
    for _ in 1..limit {
        all.extend(at_once(world, 1).await?);
    }
    for _ in 0..rounds {
        let racing = at_once(world, 2).await?;
        if world.policy().at_limit == AtLimit::OldestEnds {
            let alive = live(world, &racing).await?;
            expect(
                alive == 2,
                "both logins that raced are good",
                "one of them is not",
            )?;
        }
        all.extend(racing);
        expect_live(world, &all, limit, "after two logins raced for the last place").await?;
    }
    Ok(())
}

/// Ends earlier sessions where a login beyond the limit is refused. Elsewhere they are the first to end.
async fn make_room(world: &World) -> Check {
    match world.policy().at_limit {
        AtLimit::OldestEnds => Ok(()),
        AtLimit::Refused => nobody_is_logged_in(world, USER).await,
    }
}

/// The session cookies of the logins that were let in.
async fn at_once(world: &World, count: usize) -> Check<Vec<Token>> {
    let user = world.user(USER);
    let browsers: Vec<_> = (0..count).map(|_| world.browser()).collect();
    let logins = browsers.iter().zip(0..).map(|(browser, index)| {
        let values = [
            ("account", user.account.as_str()),
            ("password", user.password.as_str()),
        ];
        async move { browser.call(world.auth(index), Op::Login, &values).await }
    });
    for answer in join_all(logins).await {
        let answer = answer?;
        expect(
            !answer.is_server_error(),
            "parallel logins break nothing",
            format!("one is answered with {}", answer.brief()),
        )?;
    }
    Ok(browsers
        .iter()
        .filter_map(|browser| browser.token(world.auth(0)))
        .collect())
}

async fn live(world: &World, tokens: &[Token]) -> Check<usize> {
    let mut count = 0;
    for (token, index) in tokens.iter().zip(0..) {
        count += usize::from(world.bearer(token).whoami(world.auth(index)).await?.is_member());
    }
    Ok(count)
}

async fn expect_live(world: &World, tokens: &[Token], limit: usize, when: &str) -> Check {
    let live = live(world, tokens).await?;
    let seen = match live {
        0 => "none is alive",
        live if live > limit => "more are alive",
        _ => "fewer are alive",
    };
    expect(live == limit, format!("{limit} sessions are alive {when}"), seen)
        .detail(format!("{live} of {}", tokens.len()))
}
