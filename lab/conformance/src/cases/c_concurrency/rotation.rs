//! The id changes while requests with the old one are under way.

use futures::future::{join, join_all};

use super::slow::{Held, SLOW};
use crate::{
    adapter::Op,
    case::{Case, Need},
    deployment::{Browser, World},
    verdict::{Check, NotPassed, expect, succeeded},
};

/// The number of requests with the old id at the moment of the change.
const PARALLEL: usize = 20;

pub static C07: Case = Case {
    id: "C07",
    title: "a new id while twenty requests with the old one are under way",
    expects: "none of them breaks, afterwards exactly the new id lives, and no value is lost",
    sources: &[
        "PHP manual: session_regenerate_id",
        "tower-sessions#260",
        "ASVS 5.0 7.2.4",
    ],
    needs: &[Need::Op(Op::Set), Need::Op(Op::Get)],
    run: |world| Box::pin(c07(world)),
};

async fn c07(world: World) -> Check {
    let auth = world.auth(0);
    let browser = world.logged_in(0).await?;
    let key = world.unique("kept");
    browser.set(auth, &key, "before").await?;
    let old = browser.must_have_token(auth)?;
    let bearer = world.bearer(&old);
    let late = world.unique("late");
    let requests = (0..PARALLEL).map(|index| {
        let (bearer, copy, late) = (&bearer, world.copy(index), &late);
        async move {
            if index % 2 == 0 {
                bearer.ask_whoami(copy).await
            } else {
                bearer.call(copy, Op::Set, &[("key", late), ("value", "1")]).await
            }
        }
    });
    let (rotated, answers) = join(rotate(&world, &browser), join_all(requests)).await;
    let rotated = rotated?;
    for answer in answers {
        let answer = answer?;
        expect(
            !answer.is_server_error(),
            "requests with the old id are answered",
            format!("one is answered with {}", answer.brief()),
        )?;
    }
    let new = browser.must_have_token(auth)?;
    expect(new != old, "the id changes", "it stays the same")?;
    world.dead_everywhere(&old, "the old id").await?;
    for copy in world.everywhere() {
        let who = world.bearer(&new).whoami(copy).await?;
        expect(
            who.is_member(),
            "the new id is good",
            format!("{} says {who}", copy.name),
        )?;
    }
    if rotated == By::Login {
        // A login may begin with nothing.
        return Ok(());
    }
    let value = world.bearer(&new).get(world.apart().1, &key).await?;
    expect(value == "before", "no value is lost", format!("it is {value}"))
}

/// The operation that has changed the id.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Proof,
    Login,
}

/// Changes the id by confirming the password; where the system cannot do that, by another login.
async fn rotate(world: &World, browser: &Browser) -> Check<By> {
    let (auth, user) = (world.auth(0), world.user(0));
    match browser
        .call(auth, Op::Confirm, &[("password", &user.password)])
        .await
    {
        Err(NotPassed::Skipped(_)) => {
            browser.login(auth, user).await?;
            Ok(By::Login)
        }
        answer => succeeded(answer?, "proving again who one is").map(|_| By::Proof),
    }
}

pub static C08: Case = Case {
    id: "C08",
    title: "an answer to the old id that comes after the new id was given out",
    expects: "the browser keeps the new cookie and stays logged in",
    sources: &[
        "tower-sessions: a straggler deletes the new cookie",
        "RFC 6265bis §4.1.2",
        "ASVS 5.0 7.2.4",
    ],
    needs: &[SLOW[0], SLOW[1], SLOW[2]],
    run: |world| Box::pin(c08(world)),
};

async fn c08(world: World) -> Check {
    let auth = world.auth(0);
    let slow = world.apart().1;
    for action in ["none", "set", "touch"] {
        let browser = world.logged_in(0).await?;
        let old = browser.must_have_token(auth)?;
        let key = world.unique("late");
        let (answer, _) = Held::at(&world, slow)
            .while_it_waits(&browser, action, (&key, "1"), rotate(&world, &browser))
            .await?;
        let new = browser.must_have_token(auth)?;
        expect(new != old, "the id changes", "it stays the same")?;
        browser.receive(slow, "/", &answer);
        still_there(
            &world,
            &browser,
            &format!("the answer to a slow request ({action})"),
        )
        .await?;
        // Sent with the old id only now: a tab that had it in hand.
        for copy in world.everywhere() {
            let straggler = world.bearer(&old).ask_whoami(copy).await?;
            browser.receive(copy, "/", &straggler);
            still_there(&world, &browser, "the answer to a late request").await?;
        }
    }
    Ok(())
}

async fn still_there(world: &World, browser: &Browser, after: &str) -> Check {
    let auth = world.auth(0);
    expect(
        browser.token(auth).is_some(),
        format!("{after} leaves the new cookie where it is"),
        "it takes it away",
    )?;
    let who = browser.copied().whoami(auth).await?;
    expect(
        who.is_member(),
        format!("after {after} the visitor is logged in"),
        format!("{} says {who}", auth.name),
    )
}
