//! Plans that were made when there were few sessions, or in the belief that there are few, and are used when there are many.

use crate::world::{AUTH, Browser, World, config, is};
use sqlx::{ConnectOptions, Connection, PgConnection};
use std::iter;
use tower_sessions::session::Id;

/// A statement's plan is kept for good after this many times (`plan_cache_mode`).
const UNTIL_KEPT: usize = 8;
const FLOOD: i64 = 5_000;

/// What PostgreSQL may believe of a table that has just grown, in pages and rows: that it is as it was, that it is empty, that it
/// has nothing but room, that it has next to nothing.
const BELIEFS: [(u32, u32); 4] = [(1, 1), (0, 0), (100, 0), (100, 3)];

/// Every verb, about ids that do not matter, `$1` that is new, and a member whose sessions nobody needs.
const VERBS: [&str; 14] = [
    "select session.clean_up(1000)",
    "select session.touch(array['one', 'two'], '1 minute')",
    "select session.reap(array['one', 'two'])",
    "select session.refused(array['one', 'two'])",
    "select session.discard('one', '\\x80')",
    "select session.sign_out('one')",
    "select session.rotate('one', 'two', null)",
    "select session.list(1, 'one')",
    "select session.revoke(2, 'one')",
    "select session.revoke_all(2, 'one', 'logged-out')",
    "insert into session.record values ($1, '\\x90', 'infinity')",
    "select session.sign_in($1 || 'new', '\\x90', null, 2, false, '1 hour', '1 hour', '1 hour', 'password', 1, null, null, 1)",
    "select session.sign_in($1, null, 2, false, '1 hour', '1 hour', '1 hour', 'password', 1, null, null, 1)",
    "update auth.member set disabled_at = case when disabled_at is null then now() end where id = 3",
];

#[tokio::test]
async fn no_verb_and_no_look_up_reads_a_whole_table_that_grew_since_its_plan_was_made() {
    let world = World::new().await;
    let member = world.member("张三").await;
    world.member("李四").await;
    world.member("王五").await;
    world.member("赵六").await;
    let [shop] = world.shops().await;
    let mut browser = Browser::of(&member, &shop).await;
    world
        .run(
            "analyze session.member; analyze session.record; analyze session.login; analyze session.tombstone;
             analyze session.event",
        )
        .await;
    let watched = world.way_in(AUTH).application_name("watched");
    let shop = World::shop_at(&config(), &watched);
    shop.until_connected().await;
    let mut connection = watched.connect().await.expect("a connection");
    for _ in 0..UNTIL_KEPT {
        all_verbs(&mut connection).await;
        assert_eq!(browser.viewer(&shop).await, is(&member));
    }

    world
        .run(&format!(
            "set local session_replication_role = replica;
             insert into session.record select 'over' || n, '\\x80', now() - n * interval '1 second'
                 from generate_series(1, {FLOOD}) n;
             insert into session.login (id, member_id, signed_in_at, last_seen_at, idle_limit, remembered, method)
                 select 'over' || n, 4, now() - interval '1 day', now() - interval '1 day', '30 minutes', false, 'password'
                 from generate_series(1, {FLOOD}) n;
             insert into session.tombstone select 'dead' || n, now() + interval '1 hour' from generate_series(1, {FLOOD}) n;
             insert into session.event (kind, at) select 'created', now() from generate_series(1, {FLOOD}) n;"
        ))
        .await;
    // First with the plans that were kept, then with new ones that are made in error.
    for belief in iter::once(None).chain(BELIEFS.map(Some)) {
        if let Some((pages, rows)) = belief {
            world
                .run(&format!(
                    "update pg_class set relpages = {pages}, reltuples = {rows}
                     where relnamespace = 'session'::regnamespace and relname in ('record', 'login', 'tombstone', 'event')"
                ))
                .await;
        }
        all_verbs(&mut connection).await;
        for _ in 0..UNTIL_KEPT {
            assert_eq!(browser.viewer(&shop).await, is(&member));
        }
    }

    // What a connection has counted is written down for others at the latest when it closes.
    connection.close().await.expect("closed");
    drop(shop);
    world
        .until("not exists (select from pg_stat_activity where application_name = 'watched')")
        .await;
    for table in ["record", "login", "tombstone", "event"] {
        let read: i64 = world
            .value(&format!(
                "(select (seq_tup_read + idx_tup_fetch)::bigint from pg_stat_user_tables
                  where schemaname = 'session' and relname = '{table}')"
            ))
            .await;
        // Every round deletes a batch of a thousand.
        assert!(read < 5 * FLOOD, "of session.{table} {read} rows were read");
    }
}

async fn all_verbs(connection: &mut PgConnection) {
    let new = Id::default().to_string();
    for verb in VERBS {
        let mut statement = sqlx::query(verb);
        if verb.contains("$1") {
            statement = statement.bind(&new);
        }
        statement
            .execute(&mut *connection)
            .await
            .unwrap_or_else(|error| panic!("{verb}: {error}"));
    }
}
