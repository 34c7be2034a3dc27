//! What a member can change about their account, and where they are logged in.

mod activity;
mod appearance;
mod devices;
mod disabled;
mod export;
mod nickname;
mod password;
mod password_cost;
mod proof;

use crate::mall::{Mall, Response, Visitor, header, session_cookie, text};
use serde_json::Value;

const PASSWORD: &str = "cfmall-demo";

/// The status and the JSON of an answer to a script.
fn said(response: Response) -> (u16, Value) {
    let status = response.status().as_u16();
    let said = serde_json::from_str(&text(response)).expect("a script is answered with JSON");
    (status, said)
}

/// The same browser after an answer that gave it another session cookie.
fn after(visitor: &Visitor, response: &Response) -> Visitor {
    let cookie = session_cookie(response);
    assert!(cookie.is_some() && cookie != visitor.cookie, "the id has changed");
    visitor.with_cookie(cookie)
}

/// The same browser on its way to the page behind the redirect, with the notice for it.
fn noticed(visitor: &Visitor, response: &Response) -> Visitor {
    let notice = header(response, "set-cookie")
        .split(';')
        .next()
        .unwrap_or_default();
    let session = visitor.cookie.as_deref().unwrap_or_default();
    visitor.with_cookie(Some(format!("{session}; {notice}")))
}

fn list(member: &Visitor) -> Vec<Value> {
    let (status, list) = said(member.get("/api/auth/sessions"));
    assert_eq!(status, 200);
    list.as_array().expect("a list").clone()
}

fn key(session: &Value) -> String {
    session["key"].as_str().expect("a key").to_owned()
}

impl Mall {
    /// Ten minutes later, as far as proofs of identity are concerned.
    async fn proofs_get_old(&self) {
        sqlx::query("update session.login set elevated_until = session.now() - interval '1 second'")
            .execute(self.database.pool())
            .await
            .expect("updated");
    }
}
