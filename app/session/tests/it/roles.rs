//! Each service may do what it needs, and a broken mall can log nobody in.

use crate::world::{Browser, MALL, World, is};
use app_session::Viewer;
use sqlx::{ConnectOptions, postgres::PgConnection};
use std::time::Duration;

async fn mall(world: &World) -> PgConnection {
    world.way_in(MALL).connect().await.expect("a connection")
}

#[tokio::test]
async fn whatever_a_broken_mall_tries_it_is_refused() {
    let world = World::new().await;
    let [shop] = &world.shops().await;
    let member = world.member("张三").await;
    let browser = Browser::of(&member, shop).await;
    world.run("create table auth.secret (x int)").await;
    let id = browser.id();
    let mut mall = mall(&world).await;
    for statement in [
        // Logging somebody in.
        "select session.sign_in('new', '\\x90', null, 1, false, '1 hour', '1 hour', '1 hour', 'password', null, null, null, 10)",
        "select session.sign_in('new', null, 1, false, '1 hour', '1 hour', '1 hour', 'password', null, null, null, 10)",
        "insert into session.record values ('new', '\\x90', now() + interval '1 day')",
        "insert into session.login (id, member_id, signed_in_at, last_seen_at, idle_limit, remembered, method)
             values ('x', 1, now(), now(), '1 hour', true, 'none')",
        "update session.login set member_id = 2",
        "update session.login set elevated_until = 'infinity'",
        "update session.login set idle_limit = '100 years'",
        "select session.rotate('{id}', 'new', '1 hour')",
        "update session.record set id = 'new'",
        "update session.record set expiry_date = 'infinity'",
        // Logging others out, or bringing them back.
        "delete from session.record",
        "delete from session.login",
        "delete from session.tombstone",
        "insert into session.tombstone values ('x', now())",
        "select session.sign_out('{id}')",
        "select session.revoke(1, 'x')",
        "select session.revoke_all(1, null, 'x')",
        "truncate session.record cascade",
        // Who a member is.
        "update session.member set nickname = 'x'",
        "update session.member set disabled_at = null",
        "update session.member set sessions_valid_after = null",
        "insert into session.member (id, nickname) values (9, 'x')",
        "select * from auth.member",
        "select password_hash from auth.member",
        "update auth.member set password_hash = 'x'",
        "select * from auth.secret",
        // Where they are and with which device.
        "select * from session.login",
        "select ip from session.login",
        "select user_agent from session.login",
        "select handle from session.login",
        "select * from session.event",
        "insert into session.event (kind) values ('created')",
        "delete from session.event",
        // The clock, and the defences.
        "insert into session.clock (shift) values ('-1 year')",
        "delete from session.clock",
        "alter table session.record disable trigger all",
        "drop trigger record_stays_dead on session.record",
        "set session_replication_role = replica",
        "create or replace function session.now() returns timestamptz language sql as 'select now()'",
        "create table session.mine (x int)",
        "create table public.mine (x int)",
        "create function session.mine() returns int language sql as 'select 1'",
        "grant cfmall_auth to cfmall_mall",
        "create role mine",
    ] {
        let statement = statement.replace("{id}", &id);
        let outcome = sqlx::raw_sql(&statement).execute(&mut mall).await;
        let error = outcome.expect_err(&statement);
        let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
        assert_eq!(code.as_deref(), Some("42501"), "{statement}: {error}");
    }
    assert_eq!(browser.clone().viewer(shop).await, is(&member));
    assert_eq!(world.count("session.login").await, 1);
}

#[tokio::test]
async fn a_mall_can_look_up_touch_and_write_values_but_sign_nobody_in() {
    let world = World::new().await;
    let [auth] = &world.shops().await;
    let mall = &world.shop_as(MALL).await;
    let member = world.member("张三").await;
    let mut browser = Browser::of(&member, auth).await;
    assert_eq!(browser.viewer(mall).await, is(&member));
    browser.set(mall, "k", "v").await.ok();
    browser.increment(mall, "n").await.ok();
    let slow = browser
        .hold(mall, "set", &[("key", "slow"), ("value", "yes")])
        .await;
    browser.increment(auth, "n").await.ok();
    slow.go().await.ok();
    assert_eq!(browser.value(auth, "n").await, 2);
    assert_eq!(browser.value(auth, "slow").await, "yes");

    let touched = mall.statistics.touches();
    world.clock("5 minutes").await;
    assert_eq!(browser.viewer(mall).await, is(&member));
    world
        .until("(select min(last_seen_at) > session.now() - interval '1 minute' from session.login)")
        .await;
    // Counted just after it was written.
    let counted = async {
        while mall.statistics.touches() <= touched && auth.statistics.touches() == 0 {
            tokio::task::yield_now().await;
        }
    };
    let counted = tokio::time::timeout(Duration::from_secs(10), counted).await;
    counted.expect("whoever touched it counts it");

    for (target, form) in [
        ("/sign-in", &[("member", "1")][..]),
        ("/sign-out", &[]),
        ("/confirm", &[]),
        ("/revoke-others", &[]),
        ("/revoke-all", &[]),
        ("/revoke", &[("session", "x")]),
    ] {
        let answer = browser.post(mall, target, form).await;
        assert_eq!(
            (answer.status.as_u16(), answer.cookie().is_none()),
            (503, true),
            "{target}"
        );
    }
    assert_eq!(browser.viewer(mall).await, is(&member));
    assert_eq!(world.count("session.record").await, 1);
}

/// What reading leaves to be done, a mall does too: expired, refused and damaged sessions.
#[tokio::test]
async fn a_mall_tidies_up_what_it_finds() {
    let world = World::new().await;
    let [auth] = &world.shops().await;
    let mall = &world.shop_as(MALL).await;
    let member = world.member("张三").await;

    let mut damaged = Browser::of(&member, auth).await;
    world.run("update session.record set data = '\\xc1'").await;
    assert_eq!(damaged.viewer(mall).await, Viewer::Guest);
    assert_eq!(world.events(&damaged.id()).await[1], "damaged");

    let mut ended = Browser::of(&member, auth).await;
    ended.clone().post(auth, "/sign-out", &[]).await.ok();
    assert_eq!(ended.viewer(mall).await, Viewer::Guest);
    let refused = format!("session_id = '{}' and kind = 'refused'", ended.id());
    world
        .until(&format!("exists (select from session.event where {refused})"))
        .await;

    let mut idle = Browser::of(&member, auth).await;
    world.clock("31 minutes").await;
    assert_eq!(idle.viewer(mall).await, Viewer::Guest);
    world.until("not exists (select from session.record)").await;
    assert_eq!(world.events(&idle.id()).await[1], "expired");

    let pool = sqlx::PgPool::connect_lazy_with(world.way_in(MALL));
    app_session::sweep(&pool).await.expect("it may sweep");
}

/// A test's database is a copy, and rights on a database are not copied; so the migration runs here once more.
#[tokio::test]
async fn only_the_services_may_connect_and_they_get_no_temporary_tables() {
    let world = World::new().await;
    world
        .run(include_str!("../../../../migrations/0014_database_rights.sql"))
        .await;
    for (role, right, has_it) in [
        ("cfmall_auth", "connect", true),
        ("cfmall_mall", "connect", true),
        ("cfmall_mall", "temporary", false),
        // Every role has what everybody has, and nothing else.
        ("pg_monitor", "connect", false),
        ("pg_monitor", "temporary", false),
    ] {
        let has: bool = world
            .value(&format!(
                "has_database_privilege('{role}', current_database(), '{right}')"
            ))
            .await;
        assert_eq!(has, has_it, "{role} {right}");
    }
}
