//! Who may do what: members, and for some things only who has just proved to be one.

use super::{PASSWORD, after, key, list, said};
use crate::mall::{Mall, ORIGIN, header, session_cookie};
use serde_json::json;

#[tokio::test]
async fn what_is_for_members_is_for_members() {
    let mall = Mall::open().await;
    let guest = mall.visitor();
    for page in ["/account/sessions", "/account/activity", "/account/confirm"] {
        let response = guest.get(page);
        assert_eq!(response.status(), 302);
        assert!(
            header(&response, "location").starts_with("/login?next="),
            "{page}"
        );
    }
    for target in ["revoke", "revoke-others", "revoke-all"].map(|verb| format!("/api/auth/sessions/{verb}")) {
        assert_eq!(said(guest.as_script().post(&target, &[])).0, 401, "{target}");
        let response = guest.post(&target, &[]);
        assert_eq!(response.status(), 303);
        assert_eq!(
            header(&response, "location"),
            "/login?next=http%3A%2F%2Fcfmall.localhost%3A3000%2Faccount%2Fsessions"
        );
    }
    for target in ["confirm", "password", "profile"].map(|verb| format!("/api/auth/{verb}")) {
        let (status, said) = said(guest.as_script().post(&target, &[("password", PASSWORD)]));
        assert_eq!(
            (status, &said["error"]),
            (401, &json!("login-needed")),
            "{target}"
        );
    }
    assert_eq!(guest.get("/api/auth/sessions").status(), 401);
}

#[tokio::test]
async fn a_proof_gets_old_and_is_asked_for_again() {
    let mall = Mall::open().await;
    let other = mall.member("zhangsan");
    let member = mall.member("zhangsan");
    mall.proofs_get_old().await;

    for verb in ["revoke", "revoke-others", "revoke-all"] {
        let target = format!("/api/auth/sessions/{verb}");
        let form = [("session", key(&list(&member)[1]))];
        let form = form.each_ref().map(|(name, value)| (*name, value.as_str()));
        assert_eq!(
            said(member.as_script().post(&target, &form)),
            (403, json!({ "error": "confirm-needed" }))
        );
        let response = member.post(&target, &form);
        assert_eq!(response.status(), 303);
        assert_eq!(
            header(&response, "location"),
            "/account/confirm?next=http%3A%2F%2Fcfmall.localhost%3A3000%2Faccount%2Fsessions"
        );
    }
    assert_eq!(other.viewer()["state"], "member", "nothing has happened");

    let wrong = member
        .as_script()
        .post("/api/auth/confirm", &[("password", "wrong")]);
    assert_eq!(said(wrong), (401, json!({ "error": "invalid-credentials" })));
    let wrong = member.post(
        "/api/auth/confirm",
        &[("password", ""), ("next", "https://evil.example/")],
    );
    assert_eq!(header(&wrong, "location"), "/account/confirm");
    assert!(session_cookie(&wrong).is_none());

    let next = format!("{ORIGIN}/account/sessions");
    let response = member.post("/api/auth/confirm", &[("password", PASSWORD), ("next", &next)]);
    assert_eq!(
        (response.status().as_u16(), header(&response, "location")),
        (303, next.as_str())
    );
    let renewed = after(&member, &response);
    assert_eq!(member.viewer()["state"], "guest", "the old id is dead");
    let answer = renewed.as_script().post("/api/auth/sessions/revoke-others", &[]);
    assert_eq!(said(answer), (200, json!({ "ended": 1 })));
}
