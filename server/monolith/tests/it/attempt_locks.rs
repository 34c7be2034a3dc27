//! Attempts are locked in one order, whoever counts or settles them: none waits for one that waits for it.

use crate::{
    codes::run,
    mall::Mall,
    query::{ask, until},
};

/// The statements that wait for a lock.
const WAITING: &str = "select count(*) from pg_stat_activity
                       where datname = current_database() and wait_event_type = 'Lock'";

/// Two logins of one member from one address, at two copies: one is settled while the other is counted.
#[tokio::test]
async fn an_attempt_is_settled_in_the_order_in_which_it_was_counted() {
    let mall = Mall::open().await;
    let subjects = "unnest(array['account zhangsan', 'address 203.0.113.7']) s";
    let sorted = ask(
        &mall,
        &format!("select string_agg(s, '|' order by auth.hashed(s)) from {subjects}"),
    )
    .await;
    let (first, second) = sorted.split_once('|').expect("two subjects");
    for (cleared, given_back) in [(first, second), (second, first)] {
        run(
            &mall,
            &format!(
                "insert into auth.attempt (subject, failures, last_at)
                 select auth.hashed(s), 1, clock_timestamp() from {subjects}
                 on conflict (subject) do update set failures = 1"
            ),
        )
        .await;
        let mut counting = mall.database.pool().begin().await.expect("a transaction");
        lock(&mut counting, first).await.expect("nobody has it");
        let settle = format!("select auth.settle(array['{cleared}'], array['{given_back}'], null, null)");
        let pool = mall.database.pool().clone();
        let settling = tokio::spawn(async move { sqlx::raw_sql(&settle).execute(&pool).await });
        until(&mall, WAITING, "1").await;
        lock(&mut counting, second)
            .await
            .unwrap_or_else(|error| panic!("{cleared} is cleared: {error}"));
        counting.rollback().await.expect("let go");
        settling.await.expect("no panic").expect("settled");
        let left = ask(&mall, "select string_agg(failures::text, ' ') from auth.attempt").await;
        assert_eq!(left, "0", "one has gone, the other one has no failure");
    }
}

async fn lock(counting: &mut sqlx::PgTransaction<'_>, subject: &str) -> sqlx::Result<()> {
    sqlx::query("select from auth.attempt where subject = auth.hashed($1) for update nowait")
        .bind(subject)
        .execute(&mut **counting)
        .await
        .map(|locked| assert_eq!(locked.rows_affected(), 1, "{subject}"))
}
