//! Another nickname.

use super::{noticed, said};
use crate::mall::{Mall, header, text};
use serde_json::json;

#[tokio::test]
async fn a_new_nickname_is_seen_with_the_next_request() {
    let mall = Mall::open().await;
    let elsewhere = mall.member("zhangsan");
    let member = mall.member("zhangsan");
    let response = member.post("/api/auth/profile", &[("nickname", "  <i>小张</i> 🐎 ")]);
    assert_eq!(
        (response.status().as_u16(), header(&response, "location")),
        (303, "/account#nickname-section")
    );
    for browser in [&member, &elsewhere] {
        assert_eq!(browser.viewer()["nickname"], "<i>小张</i> 🐎");
        assert!(text(browser.get("/")).contains("&lt;i&gt;小张&lt;/i&gt; 🐎"));
    }
    let (status, viewer) = said(
        member
            .as_script()
            .post("/api/auth/profile", &[("nickname", "张三")]),
    );
    assert_eq!((status, viewer), (200, elsewhere.viewer()));
}

#[tokio::test]
async fn a_nickname_that_is_none_is_refused_and_not_forgotten() {
    let mall = Mall::open().await;
    let member = mall.member("zhangsan");
    for (nickname, error) in [
        (" \u{3000}", "empty"),
        ("a\nb", "control-character"),
        ("a\0b", "control-character"),
        (&*"三".repeat(41), "too-long"),
    ] {
        let answer = member
            .as_script()
            .post("/api/auth/profile", &[("nickname", nickname)]);
        assert_eq!(said(answer), (422, json!({ "error": error })), "{nickname:?}");
    }
    assert_eq!(said(member.as_script().post("/api/auth/profile", &[])).0, 422);
    let typed = format!("\"{}", "三".repeat(41));
    let response = member.post("/api/auth/profile", &[("nickname", &typed)]);
    let page = text(noticed(&member, &response).get("/account"));
    assert!(page.contains("昵称最多 40 个字符"));
    assert!(
        page.contains(&typed.replace('"', "&quot;")),
        "what was typed is still there"
    );
    assert_eq!(member.viewer()["nickname"], "张三");
}
