//! A slow request has read the session, and something happens before it ends.

use futures::future::join;

use crate::{
    adapter::Op,
    case::{Case, Need},
    client::Answer,
    deployment::{Browser, Replica, World},
    verdict::{Check, expect, failed, succeeded},
};

/// The needs of every case with a slow request.
pub const SLOW: [Need; 3] = [Need::Op(Op::Hold), Need::Op(Op::Arrived), Need::Op(Op::Release)];

/// A slow request that is held at a copy.
pub struct Held<'a> {
    world: &'a World,
    replica: &'a Replica,
    name: String,
}

impl<'a> Held<'a> {
    /// A slow request with a name of its own, to be held at `replica`.
    pub fn at(world: &'a World, replica: &'a Replica) -> Self {
        let name = world.unique("hold");
        Self { world, replica, name }
    }

    /// Sends the request, waits for its arrival, runs `meanwhile`, releases it. The browser never sees the answer.
    pub async fn while_it_waits<T>(
        &self,
        browser: &Browser,
        action: &str,
        pair: (&str, &str),
        meanwhile: impl Future<Output = Check<T>>,
    ) -> Check<(Answer, T)> {
        let values = [
            ("name", self.name.as_str()),
            ("action", action),
            ("key", pair.0),
            ("value", pair.1),
        ];
        let held = browser.call_apart(self.replica, Op::Hold, &values);
        let other = async {
            self.world.arrived(self.replica, &self.name, 1).await?;
            let done = meanwhile.await;
            // Let go in any case, or the copy waits for twenty seconds.
            self.world.release(self.replica, &self.name).await?;
            done
        };
        let (answer, done) = join(held, other).await;
        let done = done?;
        let answer = answer?;
        if answer.status == 408 {
            return Err(failed(
                "the slow request is released",
                "it waited until it gave up",
            ));
        }
        Ok((answer, done))
    }
}

pub static C03: Case = Case {
    id: "C03",
    title: "two slow requests that overlap, each sets another value",
    expects: "both values are there",
    sources: &["aspnet/Session#60", "Spring Session gh-1070"],
    needs: &[SLOW[0], SLOW[1], SLOW[2], Need::Op(Op::Get)],
    run: |world| Box::pin(c03(world)),
};

async fn c03(world: World) -> Check {
    let (one, other) = world.apart();
    let browser = world.logged_in(0).await?;
    let (first, second) = (browser.copied(), browser.copied());
    let (x, y) = (world.unique("x"), world.unique("y"));
    let outer = Held::at(&world, one);
    let inner = Held::at(&world, other);
    // Both have read the session before either writes.
    let within = inner.while_it_waits(&second, "set", (&y, "2"), async { Ok(()) });
    let inner_hold = async { succeeded(within.await?.0, "the inner slow write") };
    let outer_hold = outer.while_it_waits(&first, "set", (&x, "1"), inner_hold);
    let (answer, _) = Box::pin(outer_hold).await?;
    succeeded(answer, "the outer slow write")?;
    let (x, y) = (browser.get(one, &x).await?, browser.get(other, &y).await?);
    let lost = match (x == "1", y == "2") {
        (true, true) => return Ok(()),
        (false, true) => "the first is lost",
        (true, false) => "the second is lost",
        (false, false) => "both are lost",
    };
    Err(failed("both values are there", lost))
}

pub static C04: Case = Case {
    id: "C04",
    title: "a slow request that changes nothing, while another one sets a value",
    expects: "the value stays: who only reads writes no data",
    sources: &["express-session: resave", "connect-pg-simple"],
    needs: &[SLOW[0], SLOW[1], SLOW[2], Need::Op(Op::Get), Need::Op(Op::Set)],
    run: |world| Box::pin(c04(world)),
};

async fn c04(world: World) -> Check {
    let (one, other) = world.apart();
    let browser = world.logged_in(0).await?;
    for action in ["none", "touch"] {
        let key = world.unique("kept");
        browser.set(one, &key, "old").await?;
        let meanwhile = browser.set(one, &key, "new");
        let (answer, _) = Held::at(&world, other)
            .while_it_waits(&browser.copied(), action, ("", ""), meanwhile)
            .await?;
        succeeded(answer, "the slow request")?;
        let value = browser.get(one, &key).await?;
        expect(
            value == "new",
            "a request that only reads writes nothing back",
            format!("after a slow request ({action}) the value is {value}"),
        )?;
    }
    Ok(())
}

pub static C05: Case = Case {
    id: "C05",
    title: "a logout while a slow write is under way",
    expects: "the session stays dead: the slow request is refused or comes without a cookie, and no row is there again",
    sources: &[
        "spring-projects/spring-session#1031",
        "tj/connect-redis#328",
        "ASVS 5.0 7.4.1",
    ],
    needs: &[SLOW[0], SLOW[1], SLOW[2], Need::Op(Op::Logout)],
    run: |world| Box::pin(async move { logout_during(&world, "set", world.apart()).await }),
};

pub static C06: Case = Case {
    id: "C06",
    title: "a logout while a request that prolongs the session is under way",
    expects: "the session stays dead",
    sources: &["auth0/nextjs-auth0#2335", "ASVS 5.0 7.4.1"],
    needs: &[SLOW[0], SLOW[1], SLOW[2], Need::Op(Op::Logout)],
    run: |world| Box::pin(async move { logout_during(&world, "touch", world.apart()).await }),
};

/// Logs out at the first copy while a slow request is held at the second.
pub async fn logout_during(world: &World, action: &str, (auth, slow): (&Replica, &Replica)) -> Check {
    let before = sessions(world).await?;
    let browser = world.logged_in(0).await?;
    let token = browser.must_have_token(auth)?;
    let straggler = browser.copied();
    let key = world.unique("late");
    let logout = async { succeeded(browser.call(auth, Op::Logout, &[]).await?, "a logout") };
    let (answer, _) = Held::at(world, slow)
        .while_it_waits(&straggler, action, (&key, "1"), logout)
        .await?;
    let gives_a_cookie = answer
        .set_cookies()
        .iter()
        .any(|cookie| world.deployment.is_session(cookie) && !cookie.value.is_empty());
    expect(
        !gives_a_cookie,
        "a slow request gives no cookie for a session that has ended",
        format!("it answers {} with a cookie", answer.status),
    )?;
    expect(
        !answer.is_server_error(),
        "a slow request whose session has ended is told so",
        format!("it answers {}", answer.brief()),
    )?;
    world
        .dead_everywhere(&token, "a session that ended while a slow request was under way")
        .await?;
    let after = sessions(world).await?;
    expect(
        after <= before,
        "the row of the session is gone",
        "there are more rows than before the login",
    )
}

/// The number of sessions in the table; 0 without access to the database.
async fn sessions(world: &World) -> Check<i64> {
    match (&world.deployment.database, &world.adapter().database.count) {
        (Some(database), Some(question)) => database.number(question).await,
        _ => Ok(0),
    }
}
