//! Asking for the account to be deleted, which takes a fresh proof of identity (ASVS 5.0 7.5.1), and keeping it after all.

use super::{code_forms::Browser, form_pages::DeleteForm, login::welcome};
use crate::{
    deletion::notice::NotUnderstood,
    login::notice::LoginNotice,
    server::{Auth, attempt_counters::AttemptOutcome, deletion, sessions::moment},
};
use app_forms::server::{FORGET, SignedIn, Wants, refuse, see, see_with, with_next};
use app_kernel::{MemberId, Next, path};
use app_session::{Client, CurrentSession, Proof, SessionError};
use axum::{
    Extension, Form, Json,
    extract::State,
    http::{HeaderMap, StatusCode, header::SET_COOKIE},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
pub(super) struct DeletionForm {
    /// The box that says what happens.
    understood: Option<String>,
}

/// Asks for the account to be deleted, and ends all logins: what follows is a login.
pub(super) async fn ask(
    State(auth): State<Auth>,
    asker: SignedIn<DeleteForm>,
    browser: Browser,
    Form(form): Form<DeletionForm>,
) -> Response {
    if let Some(answer) = asker.must_confirm() {
        return answer;
    }
    if form.understood.as_deref() != Some("1") {
        return match asker.wants {
            Wants::Json => refuse(StatusCode::UNPROCESSABLE_ENTITY, "not-understood"),
            Wants::Page => see_with(path::ACCOUNT_DELETE, &NotUnderstood, &auth.links.auth),
        };
    }
    let due = match auth.ask_deletion(asker.member.id, &browser.asker).await {
        Ok(Some(due)) => moment(due),
        Ok(None) => return asker.failed(SessionError::NotSignedIn),
        Err(error) => {
            tracing::error!(%error, "an account cannot be deleted");
            return asker.wants.unavailable();
        }
    };
    // It has ended with all others. The browser's cookie goes, too.
    if let Err(error) = asker.session.sign_out().await {
        tracing::warn!(%error, "the cookie of a login that has ended stays");
    }
    let answer = match asker.wants {
        Wants::Json => Json(json!({ "due_at": due.exact })).into_response(),
        Wants::Page => see_with(
            path::LOGIN,
            &LoginNotice::DeletionAsked { due: due.shown },
            &auth.links.auth,
        ),
    };
    (FORGET, answer).into_response()
}

/// Somebody who has just proved to be a member, whom the sessions did not let in.
pub(super) struct Proved {
    pub(super) member: MemberId,
    pub(super) proof: Proof,
    /// Whether "remember me" was ticked.
    pub(super) remembered: bool,
}

/// The answer to a login if the account is to be deleted: it can be kept by an explicit click, and nobody is logged in before. `None` if the
/// account is not to be deleted.
pub(super) async fn offer(
    auth: &Auth,
    wants: Wants,
    proved: &Proved,
    next: Option<Next>,
) -> Option<Response> {
    let offered = auth
        .offer_to_keep(proved.member, &proved.proof, proved.remembered)
        .await;
    let (secret, due) = match offered {
        Ok(offered) => offered?,
        Err(error) => {
            tracing::error!(%error, "whether an account is to be deleted cannot be read");
            auth.logins
                .count(proved.proof.method, AttemptOutcome::Unavailable);
            return Some(wants.unavailable());
        }
    };
    auth.logins
        .count(proved.proof.method, AttemptOutcome::ToBeDeleted);
    let mut response = match wants {
        Wants::Json => {
            let refusal = json!({ "error": "to-be-deleted", "due_at": moment(due).exact });
            (StatusCode::FORBIDDEN, Json(refusal)).into_response()
        }
        Wants::Page => see(&with_next(path::KEEP, next.as_ref())),
    };
    let cookie = deletion::cookie(&secret, &auth.links.auth);
    response.headers_mut().append(SET_COOKIE, cookie);
    Some(response)
}

#[derive(Deserialize)]
pub(super) struct KeepForm {
    next: Option<String>,
}

/// Keeps the account that was offered to this browser, and logs its member in. Whoever comes too late, or twice, is at the login.
pub(super) async fn keep(
    State(auth): State<Auth>,
    Extension(session): Extension<CurrentSession>,
    Extension(client): Extension<Client>,
    headers: HeaderMap,
    wants: Wants,
    Form(form): Form<KeepForm>,
) -> Response {
    let next = form.next.and_then(|next| Next::parse(&next, &auth.links));
    let to_login = || match wants {
        Wants::Json => refuse(StatusCode::UNAUTHORIZED, "login-needed"),
        Wants::Page => see(&with_next(path::LOGIN, next.as_ref())),
    };
    let Some(secret) = deletion::secret(&headers) else {
        return to_login();
    };
    let kept = match auth.keep_account(&secret, &client).await {
        Ok(Some(kept)) => kept,
        Ok(None) => return to_login(),
        Err(error) => {
            tracing::error!(%error, "an account cannot be kept");
            return wants.unavailable();
        }
    };
    let named = app_session::Member {
        id: kept.member.id.0,
        nickname: kept.member.nickname.clone(),
    };
    let Some(proof) = kept.proof else {
        return to_login();
    };
    let mut response = match session.sign_in_by(&named, kept.remembered, &proof).await {
        Ok(()) => welcome(&auth, wants, next, kept.member),
        // Disabled, or given another password, within the moment.
        Err(SessionError::Disabled | SessionError::NotSignedIn) => to_login(),
        Err(error) => {
            tracing::error!(%error, "nobody can be logged in");
            return wants.unavailable();
        }
    };
    let cookie = deletion::cookie(deletion::NO_OFFER, &auth.links.auth);
    response.headers_mut().append(SET_COOKIE, cookie);
    response
}
