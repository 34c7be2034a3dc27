//! What is left of what operators did.

use super::{DISABLE, ENABLE, FIND, number, operate, operator, trail};
use crate::{
    browser::Browser,
    mall::Mall,
    query::{ask, run},
};

#[tokio::test]
async fn the_service_cannot_change_what_is_written_down() {
    let mall = Mall::open().await;
    operate(&mall, &["disable", "lisi", "--reason", "spam"]).await;
    for statement in [
        "update auth.operator_action set reason = 'another'",
        "delete from auth.operator_action",
        "truncate auth.operator_action",
        "insert into auth.operator_action (at, kind) values (now(), 'viewed')",
        "insert into auth.operator (member_id) select id from auth.member where user_name = 'lisi'",
        "delete from auth.operator",
    ] {
        for role in ["cfmall_auth", "cfmall_mall"] {
            let mut transaction = mall.database.pool().begin().await.expect("a transaction");
            sqlx::raw_sql(&format!("set local role {role}"))
                .execute(&mut *transaction)
                .await
                .expect("the role");
            let error = sqlx::raw_sql(statement)
                .execute(&mut *transaction)
                .await
                .expect_err(statement);
            let code = error
                .as_database_error()
                .and_then(|error| error.code().map(std::borrow::Cow::into_owned));
            assert_eq!(code.as_deref(), Some("42501"), "{role}: {statement}: {error}");
        }
    }
    assert_eq!(trail(&mall).await, "command disabled lisi spam");
}

#[tokio::test]
async fn commands_leave_entries_too() {
    let mall = Mall::open().await;
    let _sessions = (mall.member("lisi"), mall.member("lisi"));
    operate(&mall, &["sign-out", "lisi"]).await;
    operate(&mall, &["disable", "lisi", "--reason", "spam"]).await;
    operate(&mall, &["disable", "lisi"]).await;
    operate(&mall, &["enable", "lisi"]).await;
    operate(&mall, &["delete", "lisi"]).await;
    operate(&mall, &["keep", "lisi"]).await;
    operate(&mall, &["revoke-operator", "operator"]).await;
    assert_eq!(
        trail(&mall).await,
        "command sessions-ended lisi 2, command disabled lisi spam, command enabled lisi, command deletion-asked lisi, \
         command deletion-withdrawn lisi, command operator-unmade operator"
    );
    let kinds =
        "select string_agg(kind, ', ' order by id) from auth.activity where kind not in ('login', 'ended')";
    assert_eq!(
        ask(&mall, kinds).await,
        "disabled, enabled, deletion-asked, deletion-withdrawn"
    );
}

#[tokio::test]
async fn with_the_account_goes_what_was_said_of_it() {
    let mall = Mall::open().await;
    operate(&mall, &["grant-operator", "zhangsan"]).await;
    let lisi = number(&mall, "lisi").await;
    let mut former = Browser::of(&mall, "zhangsan");
    let form = [("member", &*lisi), ("reason", "鲸鱼")];
    assert_eq!(former.ask(DISABLE, &form).0, 200);
    assert_eq!(former.ask(ENABLE, &form).0, 200);
    run(
        &mall,
        "delete from auth.member where user_name in ('lisi', 'zhangsan')",
    )
    .await;
    let left =
        "select string_agg(concat_ws(' ', kind, reason, ip), ', ' order by id) from auth.operator_action
                where operator_id is not null";
    assert_eq!(ask(&mall, left).await, "disabled, enabled");
    let mut operator = operator(&mall);
    let page = operator.page("/admin");
    assert!(
        page.contains("已注销的客服") && page.contains(&format!("已注销的会员（{lisi}）")),
        "{page}"
    );
    assert!(!page.contains("鲸鱼") && !page.contains("zhangsan"), "{page}");
    assert_eq!(operator.ask(FIND, &[("q", "lisi")]).0, 404);
}

#[tokio::test]
async fn entries_are_kept_for_two_years() {
    let mall = Mall::open().await;
    operate(&mall, &["disable", "lisi"]).await;
    run(
        &mall,
        "update auth.operator_action set at = at - interval '2 years'",
    )
    .await;
    operate(&mall, &["enable", "lisi"]).await;
    assert_eq!(trail(&mall).await, "command enabled lisi");
}
