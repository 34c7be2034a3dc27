//! What is kept about a member, as a file.

use super::{PASSWORD, said};
use crate::{
    mall::{Mall, header, text},
    query::run,
};
use serde_json::json;

const EXPORT: &str = "/api/auth/export";

#[tokio::test]
async fn a_member_takes_along_what_is_kept_about_the_account_and_no_secret() {
    let mall = Mall::open().await;
    let other = mall.member("lisi");
    let code = [("phone", "138 0000 0001")];
    let sent = mall.visitor().as_script().post("/api/auth/reset/code", &code);
    assert_eq!(sent.status(), 200);
    let member = mall.member("zhangsan");
    assert!(text(member.get("/account")).contains(&format!("action=\"{EXPORT}\"")));

    let response = member.post(EXPORT, &[]);
    assert_eq!(response.status(), 200);
    assert_eq!(header(&response, "content-type"), "application/json");
    let file = header(&response, "content-disposition").to_owned();
    assert_eq!(header(&response, "cache-control"), "no-store");
    let written = text(response);
    let exported: serde_json::Value = serde_json::from_str(&written).expect("JSON");
    let account = &exported["account"];
    assert_eq!(
        file,
        format!(
            "attachment; filename=\"cfmall-account-{}.json\"",
            account["number"]
        )
    );
    assert_eq!(exported["format"], 1);
    assert_eq!(account["user_name"], "zhangsan");
    assert_eq!(account["nickname"], "张三");
    assert_eq!(account["phone"], "+8613800000001");
    assert_eq!(account["email"], json!(null));
    assert!(account["latest_login_at"].is_string(), "{written}");
    let logins = exported["logins"].as_array().expect("a list");
    assert_eq!(logins.len(), 1, "{written}");
    assert_eq!(
        (&logins[0]["method"], &logins[0]["address"]),
        (&json!("password"), &json!("127.0.0.1"))
    );
    assert_eq!(exported["known_devices"].as_array().map(Vec::len), Some(1));
    let activity = exported["activity"].as_array().expect("a list");
    assert_eq!(activity.len(), 1, "one’s own only: {written}");
    assert_eq!(activity[0]["kind"], "login");
    let codes = exported["codes"].as_array().expect("a list");
    assert_eq!((&codes[0]["purpose"], codes.len()), (&json!("reset"), 1));
    let secrets: Vec<String> = sqlx::query_scalar(
        "select password_hash from auth.member union select token_hash from auth.known_device
         union select code_hash from auth.code union select browser from auth.code union select id from session.login
         union select handle::text from session.login",
    )
    .fetch_all(mall.database.pool())
    .await
    .expect("read");
    assert!(secrets.len() > 5, "{}", secrets.len());
    for secret in secrets {
        assert!(!written.contains(&secret), "{secret} in {written}");
    }
    drop(other);
}

#[tokio::test]
async fn it_takes_a_fresh_proof_of_identity_and_is_all_or_nothing() {
    let mall = Mall::open().await;
    let guest = mall.visitor().as_script().post(EXPORT, &[]);
    assert_eq!(said(guest), (401, json!({ "error": "login-needed" })));
    let member = mall.member("zhangsan");
    assert_eq!(member.get(EXPORT).status(), 405);
    run(&mall, "alter table auth.activity rename to away").await;
    let answer = said(member.as_script().post(EXPORT, &[]));
    assert_eq!(answer, (503, json!({ "error": "unavailable" })));
    run(&mall, "alter table auth.away rename to activity").await;
    mall.proofs_get_old().await;
    let answer = said(member.as_script().post(EXPORT, &[]));
    assert_eq!(answer, (403, json!({ "error": "confirm-needed" })));
    let response = member.post(EXPORT, &[]);
    assert_eq!(response.status(), 303);
    assert!(header(&response, "location").starts_with("/account/confirm?next="));
    let confirmed = member.post("/api/auth/confirm", &[("password", PASSWORD)]);
    let member = super::after(&member, &confirmed);
    assert_eq!(member.post(EXPORT, &[]).status(), 200);
}
