//! What an operator does to a member.

use super::{PASSWORD, noticed, said};
use crate::mall::{Mall, header, text};
use serde_json::json;
use std::time::Duration;

/// Runs the command `member` with these words.
async fn operate(mall: &Mall, words: &[&str]) -> anyhow::Result<()> {
    let words: Vec<_> = words.iter().copied().map(String::from).collect();
    app_auth::server::operate(mall.database.pool(), &words, Duration::from_hours(1)).await
}

#[tokio::test]
async fn that_an_account_is_disabled_is_told_to_its_member_only() {
    let mall = Mall::open().await;
    let member = mall.member("lisi");
    operate(&mall, &["disable", "LiSi"]).await.expect("disabled");
    assert_eq!(member.viewer()["state"], "guest", "with the next request");
    let guest = mall.visitor().as_script();
    let log_in = |password| guest.post("/api/auth/login", &[("account", "lisi"), ("password", password)]);
    assert_eq!(
        said(log_in("wrong")),
        (401, json!({ "error": "invalid-credentials" }))
    );
    assert_eq!(said(log_in(PASSWORD)), (403, json!({ "error": "disabled" })));

    let response = mall.visitor().post(
        "/api/auth/login",
        &[("account", "lisi"), ("password", PASSWORD), ("remember", "1")],
    );
    assert_eq!(header(&response, "location"), "/login");
    let page = text(noticed(&mall.visitor(), &response).get("/login"));
    assert!(page.contains("这个账户已被停用"));
    assert!(page.contains("checked"), "what was ticked still is");
    assert_eq!(mall.sessions().await, 0);

    operate(&mall, &["enable", "lisi"]).await.expect("enabled");
    assert_eq!(
        member.viewer()["state"],
        "guest",
        "the old session has ended for good"
    );
    mall.member("lisi");
}

#[tokio::test]
async fn an_operator_ends_all_sessions_of_a_member() {
    let mall = Mall::open().await;
    let (member, other) = (mall.member("lisi"), mall.member("zhangsan"));
    let operate = async |words: &[&str]| operate(&mall, words).await;
    operate(&["sign-out", "lisi"]).await.expect("signed out");
    assert_eq!(member.viewer()["state"], "guest");
    assert_eq!(other.viewer()["state"], "member");
    let error = operate(&["disable", "nobody"])
        .await
        .expect_err("there is no such member");
    assert_eq!(
        error.to_string(),
        "there is no member with the user name \"nobody\""
    );
    for words in [
        &[][..],
        &["sign-out"],
        &["ban", "lisi"],
        &["disable", "lisi", "zhangsan"],
    ] {
        assert!(
            operate(words)
                .await
                .is_err_and(|error| error.to_string().starts_with("say: ")),
            "{words:?}"
        );
    }
}

#[tokio::test]
async fn an_operator_has_an_account_deleted_and_keeps_it() {
    let mall = Mall::open().await;
    let member = mall.member("lisi");
    operate(&mall, &["delete", "lisi"]).await.expect("to be deleted");
    assert_eq!(member.viewer()["state"], "guest");
    let guest = mall.visitor().as_script();
    let log_in = || guest.post("/api/auth/login", &[("account", "lisi"), ("password", PASSWORD)]);
    let (status, answer) = said(log_in());
    assert_eq!((status, &answer["error"]), (403, &json!("to-be-deleted")));
    operate(&mall, &["keep", "LISI"]).await.expect("kept");
    mall.member("lisi");
    let error = operate(&mall, &["keep", "lisi"])
        .await
        .expect_err("it is not to be deleted");
    assert_eq!(
        error.to_string(),
        "no member with the user name \"lisi\" is to be deleted"
    );
}
