//! What an operator does to a member.

use super::{PASSWORD, noticed, said};
use crate::mall::{Mall, header, text};
use serde_json::json;

#[tokio::test]
async fn that_an_account_is_disabled_is_told_to_its_member_only() {
    let mall = Mall::open().await;
    let member = mall.member("lisi");
    app_auth::server::operate(mall.database.pool(), &["disable".into(), "LiSi".into()])
        .await
        .expect("disabled");
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

    app_auth::server::operate(mall.database.pool(), &["enable".into(), "lisi".into()])
        .await
        .expect("enabled");
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
    let operate = async |words: &[&str]| {
        let words: Vec<_> = words.iter().copied().map(String::from).collect();
        app_auth::server::operate(mall.database.pool(), &words).await
    };
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
