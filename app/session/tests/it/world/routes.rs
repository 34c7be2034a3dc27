//! What a shop does with sessions: one handler for each verb of [`CurrentSession`].

use app_session::{CurrentSession, ListedSession, Member, SessionError, Viewer, viewer_endpoint};
use axum::{
    Extension, Form, Json, Router,
    extract::State,
    routing::{get, post},
};
use serde::Deserialize;
use sqlx::PgPool;

pub(super) fn of_a_shop() -> Router<PgPool> {
    Router::new()
        .route("/viewer", get(viewer_endpoint))
        .route("/sign-in", post(sign_in))
        .route("/sign-out", post(sign_out))
        .route("/confirm", post(confirm))
        .route("/password", post(change_password))
        .route("/sessions", get(list))
        .route("/revoke", post(revoke))
        .route("/revoke-others", post(revoke_others))
        .route("/revoke-all", post(revoke_all))
}

#[derive(Deserialize)]
struct SignIn {
    member: i64,
    remember: Option<String>,
    proved_by: Option<i32>,
}

/// A real shop asks for a password first. If that takes time, it says which password that was.
async fn sign_in(
    Extension(session): Extension<CurrentSession>,
    Form(form): Form<SignIn>,
) -> Result<(), SessionError> {
    let member = Member {
        id: form.member,
        nickname: String::new(),
    };
    session
        .sign_in(&member, form.remember.is_some(), form.proved_by)
        .await
}

async fn sign_out(Extension(session): Extension<CurrentSession>) -> Result<(), SessionError> {
    session.sign_out().await
}

async fn confirm(Extension(session): Extension<CurrentSession>) -> Result<(), SessionError> {
    session.confirm().await
}

/// With the commit of the new password all other sessions end.
async fn change_password(
    State(pool): State<PgPool>,
    Extension(viewer): Extension<Viewer>,
    Extension(session): Extension<CurrentSession>,
) -> Result<Json<u64>, SessionError> {
    let member = match viewer {
        Viewer::Member(member) => member,
        Viewer::Guest => return Err(SessionError::NotSignedIn),
        Viewer::Unavailable => return Err(SessionError::Unavailable("who is asking is not known".into())),
    };
    let mut transaction = pool.begin().await?;
    sqlx::query("update auth.member set password_hash = 'new' where id = $1")
        .bind(member.id)
        .execute(&mut *transaction)
        .await?;
    session.password_changed(transaction).await.map(Json)
}

async fn list(
    Extension(session): Extension<CurrentSession>,
) -> Result<Json<Vec<ListedSession>>, SessionError> {
    session.list().await.map(Json)
}

#[derive(Deserialize)]
struct Revoke {
    session: String,
}

async fn revoke(
    Extension(session): Extension<CurrentSession>,
    Form(form): Form<Revoke>,
) -> Result<Json<bool>, SessionError> {
    session.revoke(&form.session).await.map(Json)
}

async fn revoke_others(Extension(session): Extension<CurrentSession>) -> Result<Json<u64>, SessionError> {
    session.revoke_others().await.map(Json)
}

async fn revoke_all(Extension(session): Extension<CurrentSession>) -> Result<Json<u64>, SessionError> {
    session.revoke_all().await.map(Json)
}
