//! Two at once, in an order that the test decides: statements queue for a row, and are let go.

use crate::world::{Answer, Browser, Shop, World, is};
use app_session::{Member, Viewer};
use sqlx::{Postgres, Transaction};
use tokio::task::JoinHandle;

/// Locks rows or tables, so that whoever wants to write there has to queue.
async fn hold(world: &World, statement: &str) -> Transaction<'static, Postgres> {
    let mut transaction = world.owner().begin().await.expect("a transaction");
    sqlx::raw_sql(statement)
        .execute(&mut *transaction)
        .await
        .unwrap_or_else(|error| panic!("{statement}: {error}"));
    transaction
}

async fn let_go(transaction: Transaction<'static, Postgres>) {
    transaction.rollback().await.expect("let go");
}

const ALL_RECORDS: &str = "select from session.record for update";

/// Sends a request; the browser with what it got.
fn post(
    browser: &Browser,
    shop: &Shop,
    target: &'static str,
    form: &'static [(&'static str, &'static str)],
) -> JoinHandle<(Browser, Answer)> {
    let (mut browser, shop) = (browser.clone(), shop.clone());
    tokio::spawn(async move {
        let answer = browser.post(&shop, target, form).await;
        (browser, answer)
    })
}

fn sign_in(member: &Member, shop: &Shop) -> JoinHandle<(Browser, Answer)> {
    let (member, shop) = (member.clone(), shop.clone());
    tokio::spawn(async move {
        let mut browser = Browser::default();
        let answer = browser.sign_in(&member, &shop).await;
        (browser, answer)
    })
}

#[tokio::test]
async fn i3_of_two_rotations_at_once_exactly_one_wins() {
    let world = World::new().await;
    let [a, b] = &world.shops().await;
    let member = world.member("张三").await;
    for targets in [
        ["/confirm", "/confirm"],
        ["/confirm", "/password"],
        ["/password", "/confirm"],
    ] {
        let browser = Browser::of(&member, a).await;
        let turn = hold(&world, ALL_RECORDS).await;
        let first = post(&browser, a, targets[0], &[]);
        world.until_waiting(1).await;
        let second = post(&browser, b, targets[1], &[]);
        world.until_waiting(2).await;
        let_go(turn).await;
        let all = [first.await.expect("answered"), second.await.expect("answered")];
        let mut won = 0;
        for (mut tab, answer) in all {
            if answer.status.is_success() {
                won += 1;
                assert_eq!(tab.viewer(b).await, is(&member));
            } else {
                assert_eq!((answer.status.as_u16(), answer.cookie().is_none()), (409, true));
                assert_eq!(tab.cookie, browser.cookie, "it waits for the answer of the other");
                assert_eq!(tab.viewer(b).await, Viewer::Guest);
            }
        }
        assert_eq!(won, 1, "{targets:?}");
        assert_eq!(world.count("session.login").await, 1);
        world.run("delete from session.record").await;
    }
}

#[tokio::test]
async fn a_write_that_waited_for_a_rotation_says_that_the_session_ended() {
    let world = World::new().await;
    let [a, b] = &world.shops().await;
    let member = world.member("张三").await;
    let browser = Browser::of(&member, a).await;
    let turn = hold(&world, ALL_RECORDS).await;
    let rotating = post(&browser, a, "/confirm", &[]);
    world.until_waiting(1).await;
    let writing = post(
        &browser,
        b,
        "/api/session/probe/set",
        &[("key", "k"), ("value", "v")],
    );
    world.until_waiting(2).await;
    let_go(turn).await;
    let (mut browser, rotated) = rotating.await.expect("answered");
    rotated.ok();
    let (_, written) = writing.await.expect("answered");
    assert_eq!((written.status.as_u16(), written.cookie().is_none()), (409, true));
    assert!(browser.value(b, "k").await.is_null(), "nothing was written");
}

#[tokio::test]
async fn a_rotation_that_waited_for_a_write_takes_the_value_along() {
    let world = World::new().await;
    let [a, b] = &world.shops().await;
    let member = world.member("张三").await;
    let browser = Browser::of(&member, a).await;
    let turn = hold(&world, ALL_RECORDS).await;
    let writing = post(
        &browser,
        b,
        "/api/session/probe/set",
        &[("key", "k"), ("value", "v")],
    );
    world.until_waiting(1).await;
    let rotating = post(&browser, a, "/confirm", &[]);
    world.until_waiting(2).await;
    let_go(turn).await;
    let (_, written) = writing.await.expect("answered");
    written.ok();
    let (mut browser, rotated) = rotating.await.expect("answered");
    rotated.ok();
    assert_eq!(browser.value(b, "k").await, "v");
}

/// The account is being disabled while somebody signs in: the login waits and is refused.
#[tokio::test]
async fn i1_a_login_that_waited_while_the_account_was_disabled_is_refused() {
    let world = World::new().await;
    let [a, b] = &world.shops().await;
    let member = world.member("张三").await;
    let disabling = hold(&world, "update auth.member set disabled_at = now()").await;
    let login = sign_in(&member, a);
    world.until_waiting(1).await;
    disabling.commit().await.expect("disabled");
    let (mut browser, answer) = login.await.expect("answered");
    assert_eq!((answer.status.as_u16(), &browser.cookie), (403, &None));
    assert_eq!(browser.viewer(b).await, Viewer::Guest);
    assert_eq!(world.count("session.record").await, 0);
}

/// The other way round: the login was first, and is over as soon as the account is disabled.
#[tokio::test]
async fn i1_a_login_that_was_under_way_ends_with_the_account() {
    for statement in [
        "update auth.member set disabled_at = now()",
        "select session.revoke_all(id, null, 'operator') from session.member",
    ] {
        let world = World::new().await;
        let [a, b] = &world.shops().await;
        let member = world.member("张三").await;
        // The login has its row already, and waits to write down its event.
        let in_the_middle = hold(&world, "lock table session.event in share mode").await;
        let login = sign_in(&member, a);
        world.until_waiting(1).await;
        let pool = world.owner().clone();
        let ending = tokio::spawn(async move { sqlx::raw_sql(statement).execute(&pool).await });
        world.until_waiting(2).await;
        let_go(in_the_middle).await;
        ending.await.expect("no panic").expect("ended");
        let (mut browser, answer) = login.await.expect("answered");
        answer.ok();
        assert_eq!(browser.viewer(b).await, Viewer::Guest, "after {statement}");
        assert_eq!(world.count("session.login").await, 0, "after {statement}");
    }
}

/// Both end all others; whichever is first, somebody is left who knows it, and nobody waits for ever.
#[tokio::test]
async fn two_who_end_each_others_sessions_do_not_wait_for_each_other() {
    let world = World::new().await;
    let [a, b] = &world.shops().await;
    let member = world.member("张三").await;
    for _ in 0..10 {
        let (one, two) = (Browser::of(&member, a).await, Browser::of(&member, b).await);
        for _ in 0..5 {
            Browser::of(&member, b).await;
        }
        let (one, two) = tokio::join!(
            post(&one, a, "/revoke-others", &[]),
            post(&two, b, "/revoke-others", &[])
        );
        for (_, answer) in [one.expect("answered"), two.expect("answered")] {
            assert!(matches!(answer.status.as_u16(), 200 | 401 | 409), "{answer:?}");
        }
        assert!(world.count("session.login").await < 2);
    }
}

/// Somebody has the session this browser came with and wants its member, as another login does that swaps accounts with
/// this one: PostgreSQL lets one of both go. It comes to that a second time, with what the login was about to do again.
#[tokio::test]
async fn a_login_that_is_let_go_from_two_deadlocks_is_done_again() {
    let world = World::new().await;
    // Who waits looks for a deadlock once, so long after it began: both have to wait by then, on a busy machine as well. A statement of a
    // login may take 3 s, and has something to do before it waits: as much time is left for that.
    let database: String = world.value("current_database()::text").await;
    let patient = format!("alter database {database} set deadlock_timeout = '1500ms'");
    world.run(&patient).await;
    let [shop] = &world.shops().await;
    let (before, after) = (world.member("张三").await, world.member("李四").await);
    let mut browser = Browser::of(&before, shop).await;
    let mut other = hold(&world, ALL_RECORDS).await;
    let (member, place) = (after.clone(), shop.clone());
    let login = tokio::spawn(async move {
        let answer = browser.sign_in(&member, &place).await;
        (browser, answer)
    });
    // The login has waited for longer, so it is the one that notices; should it not, the other one does, and fails.
    let wanted = format!(
        "set local deadlock_timeout = '10s';
         savepoint without_member;
         select from session.member where id = {} for update;
         rollback to without_member",
        after.id
    );
    let transaction: String = sqlx::query_scalar("select pg_current_xact_id()::xid::text")
        .fetch_one(&mut *other)
        .await
        .expect("its number");
    let has_member_and_waits =
        format!("exists (select from pg_locks where transactionid = '{transaction}' and not granted)");
    for _ in 0..2 {
        world.until(&has_member_and_waits).await;
        sqlx::raw_sql(&wanted)
            .execute(&mut *other)
            .await
            .expect("the login is let go");
    }
    let_go(other).await;
    let (mut browser, answer) = login.await.expect("no panic");
    answer.ok();
    assert_eq!(browser.viewer(shop).await, is(&after));
    assert_eq!(
        world.count("session.login").await,
        1,
        "the old session ended with it"
    );
}
