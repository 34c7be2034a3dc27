//! Logins, clicks and copies at the same time.

use super::{KEEP, ask, ask_for_it, gone, is_offered, log_in, number, run};
use crate::{browser::Browser, mall::Mall};
use std::thread;

/// Whoever logs in while the account is asked to be deleted has a session that ends with it, or none: afterwards there is none.
#[tokio::test]
async fn a_login_beside_the_request_does_not_stay() {
    let mall = Mall::open().await;
    let copy = mall.beside(&[("INSTANCE", "monolith-2")]);
    let mut member = Browser::of(&mall, "lisi");
    let answers: Vec<_> = thread::scope(|scope| {
        let logins: Vec<_> = (0..6)
            .map(|number| {
                let mut browser = Browser::new(if number % 2 == 0 { &mall } else { &copy });
                scope.spawn(move || log_in(&mut browser, "lisi"))
            })
            .collect();
        ask_for_it(&mut member);
        logins
            .into_iter()
            .map(|one| one.join().expect("answered"))
            .collect()
    });
    for answer in &answers {
        // On a busy machine some may find no connection in time.
        assert!(matches!(answer.0, 200 | 503) || is_offered(answer), "{answers:?}");
    }
    assert_eq!(mall.sessions().await, 0, "{answers:?}");
}

/// Two hundred accounts, two copies: each is deleted once, with one event, and none that is not due.
#[tokio::test]
async fn copies_share_the_work_and_do_none_twice() {
    let mall = Mall::open().await;
    let copy = mall.beside(&[("INSTANCE", "monolith-2")]);
    run(
        &mall,
        "insert into auth.member (user_name, nickname, password_hash, phone, deletion_asked_at, deletion_due_at)
         select 'leaver-' || n, 'leaver', '', '+86139' || lpad(n::text, 8, '0'), now(),
                case when n <= 200 then now() else now() + interval '1 hour' end
         from generate_series(1, 201) n",
    )
    .await;
    crate::query::until(
        &mall,
        "select count(*) from auth.member where user_name like 'leaver-%'",
        "1",
    )
    .await;
    assert_eq!(
        ask(&mall, "select count(*) from outbox.member_deleted").await,
        "200"
    );
    crate::query::until(
        &mall,
        "select count(*) from outbox.member_deleted where mall_looked_at is null",
        "0",
    )
    .await;
    drop(copy);
}

/// The click at the very moment at which the account is due: it is kept and there, or it is gone and nobody is logged in.
#[tokio::test]
async fn an_account_is_kept_or_gone_and_nothing_between() {
    let mall = Mall::open().await;
    for user_name in ["lisi", "zhangsan"] {
        ask_for_it(&mut Browser::of(&mall, user_name));
        let id = number(&mall, user_name).await;
        let mut browser = Browser::new(&mall);
        assert!(is_offered(&log_in(&mut browser, user_name)));
        let soon = format!(
            "update auth.member set deletion_due_at = clock_timestamp() + interval '100 ms' where id = {id}"
        );
        run(&mall, &soon).await;
        let deleted = || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime");
            let url = mall.database.url().clone();
            runtime.block_on(async move {
                let pool = sqlx::PgPool::connect(&url).await.expect("connected");
                for _ in 0..40 {
                    sqlx::query("select auth.delete_due()")
                        .execute(&pool)
                        .await
                        .expect("done");
                }
                pool.close().await;
            });
        };
        let (status, _) = thread::scope(|scope| {
            let deleting = scope.spawn(deleted);
            let kept = browser.ask(KEEP, &[]);
            deleting.join().expect("done");
            kept
        });
        let there = ask(
            &mall,
            &format!("select count(*) from auth.member where id = {id}"),
        )
        .await;
        if status == 200 {
            assert_eq!(there, "1");
        } else {
            assert_eq!(status, 401);
            gone(&mall, &id).await;
        }
    }
}
