//! Attempts as the database counts them: all subjects of one or none, locked in one order, whoever counts or settles them, and for a day.

use crate::{
    mall::Mall,
    query::{ask, run, until},
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

#[tokio::test]
async fn where_one_subject_has_to_wait_none_is_counted() {
    let mall = Mall::open().await;
    run(
        &mall,
        "insert into auth.attempt (subject, failures, last_at, blocked_until) values
             (auth.hashed('a'), 2, clock_timestamp(), null),
             (auth.hashed('b'), 7, clock_timestamp(), clock_timestamp() + interval '5 minutes')",
    )
    .await;
    let charge = |subjects: &str| {
        format!(
            "select auth.charge(array[{subjects}], array[5, 5, 5], array[null, null, null]::interval[]) > interval '4 minutes'"
        )
    };
    let failures = "select string_agg(failures::text, ' ' order by failures) from auth.attempt";
    for subjects in ["'a', 'b', 'c'", "'c', 'b', 'a'"] {
        assert_eq!(ask(&mall, &charge(subjects)).await, "true", "{subjects}");
        assert_eq!(ask(&mall, failures).await, "0 2 7", "{subjects}");
    }
    assert_eq!(ask(&mall, &charge("'c', 'a'")).await, "", "nobody has to wait");
    assert_eq!(ask(&mall, failures).await, "1 3 7");
}

/// A wrong password that was not counted before, while others about the same account are, which are given back since their senders hang up.
#[tokio::test]
async fn a_failure_counts_whatever_is_given_back() {
    let mall = Mall::open().await;
    let open = "select counted from auth.open_login('zhangsan', null, null, null, 'zhangsan', '203.0.113.7', array[5, 100], array[null, 60.0], true)";
    let subjects = "array['member ' || (select id from auth.member where user_name = 'zhangsan'), 'address 203.0.113.7']";
    let limits = "array[5, 100], array[null, interval '1 minute']";
    for failures in 1..4 {
        let is_counted = ask(&mall, open).await == "true";
        assert_eq!(is_counted, failures > 1, "nothing speaks against the first one");
        let mut charged = i32::from(is_counted);
        let charge = format!("select auth.charge({subjects}, {limits}) is null");
        while ask(&mall, &charge).await == "true" {
            charged += 1;
        }
        assert_eq!(charged, 6 - failures, "until there is a pause");
        run(
            &mall,
            "update auth.attempt set blocked_until = blocked_until + interval '1 minute'",
        )
        .await;
        let told = format!("select auth.count_failure({subjects}, {limits}) > interval '30 seconds'");
        assert_eq!(ask(&mall, &told).await, "true");
        for _ in 0..charged {
            run(
                &mall,
                &format!("select auth.settle('{{}}', {subjects}, null, null)"),
            )
            .await;
        }
        let left = "select string_agg(round(failures)::text, ' ') from auth.attempt";
        assert_eq!(ask(&mall, left).await, format!("{failures} {failures}"));
    }
}

/// A change of the phone forgets the member's devices, and locks the member then; a login, on one of them or on a new one that takes the place of the
/// oldest, must not wait for a device while it has the member.
#[tokio::test]
async fn a_login_has_its_device_before_the_member() {
    let mall = Mall::open().await;
    let login = |number: usize, device: usize| {
        format!(
            "select session.sign_in('id{number}', '\\x80', null, m.id, false, '1 hour', '1 hour', '1 hour', 'password', null, '127.0.0.1', 'browser', 10)
             from auth.member m cross join set_config('session.context', 'device{device}', true) where m.user_name = 'zhangsan'"
        )
    };
    for number in 0..20 {
        run(&mall, &login(number, number)).await;
    }
    let mut changing = mall.database.pool().begin().await.expect("a transaction");
    let forgotten = sqlx::query("delete from auth.known_device")
        .execute(&mut *changing)
        .await
        .expect("nobody has them");
    assert_eq!(forgotten.rows_affected(), 20, "devices of the member");
    run(&mall, &login(20, 20)).await;
    let (pool, known) = (mall.database.pool().clone(), login(21, 7));
    let logging_in = tokio::spawn(async move { sqlx::raw_sql(&known).execute(&pool).await });
    until(&mall, WAITING, "1").await;
    sqlx::query("select from auth.member where user_name = 'zhangsan' for update nowait")
        .execute(&mut *changing)
        .await
        .expect("no login has the member while it waits");
    changing.rollback().await.expect("let go");
    logging_in.await.expect("no panic").expect("logged in");
    let devices = "select count(*) from auth.known_device";
    assert_eq!(
        ask(&mall, devices).await,
        "21",
        "those that somebody had are left for later"
    );
    run(&mall, &login(22, 22)).await;
    assert_eq!(ask(&mall, devices).await, "20");
}

#[tokio::test]
async fn what_nobody_has_tried_for_a_day_is_deleted() {
    let mall = Mall::open().await;
    run(
        &mall,
        "insert into auth.attempt (subject, last_at)
         select s, clock_timestamp() - make_interval(hours => s::integer) from unnest(array['23', '25', '26']) s",
    )
    .await;
    until(&mall, "select string_agg(subject, ' ') from auth.attempt", "23").await;
}
