//! What operators do to a member: each takes the role, which is asked for with each request, and a fresh proof of identity (ASVS 5.0 8.4.2).

use super::form_pages::AdminForms;
use crate::{
    domain::reason::Reason,
    operators::notice::{NobodyFound, OperatorNotice, Said, StateForm},
    server::{Auth, operators::Verdict},
};
use app_forms::{
    FIELD_LENGTH,
    server::{SignedIn, Wants, refuse, see, see_with},
};
use app_kernel::{MemberId, path, text::comparable};
use app_session::Client;
use axum::{
    Extension, Form, Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;

/// The form of something that is done to a member.
#[derive(Deserialize)]
pub(super) struct MemberForm {
    /// The member's number.
    #[serde(default)]
    member: String,
    #[serde(default)]
    reason: String,
    /// The key of one of the member's sessions.
    #[serde(default)]
    session: String,
}

/// Nothing, if it is an operator who has just proved who they are; otherwise the answer. Who is no operator is told what they would be if there
/// were no such form.
async fn admit(auth: &Auth, asker: &SignedIn<AdminForms>) -> Result<(), Response> {
    match auth.is_operator(asker.member.id).await {
        Ok(true) => asker.must_confirm().map_or(Ok(()), Err),
        Ok(false) => Err(not_found(asker.wants)),
        Err(error) => Err(failed(asker.wants, &error)),
    }
}

/// An operator who has proved who they are, and the member whom the form names.
struct Acting {
    auth: Auth,
    asker: SignedIn<AdminForms>,
    member: MemberId,
    client: Client,
}

impl Acting {
    /// Whoever may do something to the member, or the answer to everybody else.
    async fn admit(
        auth: Auth,
        asker: SignedIn<AdminForms>,
        client: Client,
        member: &str,
    ) -> Result<Self, Response> {
        admit(&auth, &asker).await?;
        let Ok(number) = member.parse() else {
            return Err(not_found(asker.wants));
        };
        Ok(Self {
            auth,
            asker,
            member: MemberId(number),
            client,
        })
    }

    /// The answer to what was not done, or was so before.
    fn not_done(&self, verdict: Verdict, said: Said) -> Response {
        match verdict {
            Verdict::Done | Verdict::Already => self.say(said),
            Verdict::Operator => self.say(Said::IsOperator),
            Verdict::Unknown | Verdict::Refused => not_found(self.asker.wants),
        }
    }

    /// The member's page, which says it; or the word for a script.
    fn say(&self, said: Said) -> Response {
        if self.asker.wants == Wants::Json {
            return match said.refusal() {
                Some((status, code)) => refuse(status, code),
                None => Json(json!({ "changed": said.has_changed(), "ended": said.ended() })).into_response(),
            };
        }
        let notice = OperatorNotice {
            member: self.member.0,
            said,
        };
        see_with(&path::admin_member(self.member.0), &notice, &self.auth.links.auth)
    }
}

/// What an operator looks for.
#[derive(Deserialize)]
pub(super) struct FindForm {
    #[serde(default)]
    q: String,
}

/// Goes to the page of the member who is meant, or to the list of those whose user names begin so. What was typed may be a phone or an e-mail
/// address, and is in no address of ours (ASVS 5.0 14.2.1).
pub(super) async fn find(
    State(auth): State<Auth>,
    asker: SignedIn<AdminForms>,
    Extension(client): Extension<Client>,
    Form(form): Form<FindForm>,
) -> Response {
    if let Err(answer) = admit(&auth, &asker).await {
        return answer;
    }
    let typed: String = form.q.chars().take(FIELD_LENGTH).collect();
    let found = match auth.find_exactly(asker.member.id, &typed, &client).await {
        Ok(found) => found,
        Err(error) => return failed(asker.wants, &error),
    };
    match (asker.wants, found) {
        (Wants::Json, Some(member)) => Json(json!({ "member": member })).into_response(),
        (Wants::Json, None) => refuse(StatusCode::NOT_FOUND, "unknown-member"),
        (Wants::Page, Some(member)) => see(&path::admin_member(member.0)),
        (Wants::Page, None) if may_begin_a_name(&typed) => see(&path::admin_found(&typed)),
        (Wants::Page, None) => see_with(path::ADMIN, &NobodyFound { typed }, &auth.links.auth),
    }
}

/// Whether it can be the beginning of a user name, and is nobody's phone or e-mail address.
fn may_begin_a_name(typed: &str) -> bool {
    let name = comparable(typed);
    !name.is_empty() && !name.contains('@') && name.chars().any(char::is_alphabetic)
}

pub(super) async fn disable(
    State(auth): State<Auth>,
    asker: SignedIn<AdminForms>,
    Extension(client): Extension<Client>,
    Form(form): Form<MemberForm>,
) -> Response {
    set_disabled(auth, asker, client, form, true).await
}

pub(super) async fn enable(
    State(auth): State<Auth>,
    asker: SignedIn<AdminForms>,
    Extension(client): Extension<Client>,
    Form(form): Form<MemberForm>,
) -> Response {
    set_disabled(auth, asker, client, form, false).await
}

async fn set_disabled(
    auth: Auth,
    asker: SignedIn<AdminForms>,
    client: Client,
    form: MemberForm,
    disabled: bool,
) -> Response {
    let acting = match Acting::admit(auth, asker, client, &form.member).await {
        Ok(acting) => acting,
        Err(answer) => return answer,
    };
    let reason = match Reason::parse(&form.reason) {
        Ok(reason) => reason,
        Err(error) => {
            return acting.say(Said::Refused {
                form: if disabled {
                    StateForm::Disable
                } else {
                    StateForm::Enable
                },
                error,
                // A little more than is allowed, so that one sees what is too much.
                reason: form.reason.chars().take(Reason::MAX + 20).collect(),
            });
        }
    };
    let outcome = acting
        .auth
        .set_disabled(
            acting.asker.member.id,
            acting.member,
            disabled,
            &reason,
            &acting.client,
        )
        .await;
    match outcome {
        Ok(Verdict::Done) => acting.say(if disabled { Said::Disabled } else { Said::Enabled }),
        Ok(verdict) => acting.not_done(verdict, Said::Already),
        Err(error) => failed(acting.asker.wants, &error),
    }
}

/// Ends one of the member's logins.
pub(super) async fn revoke(
    State(auth): State<Auth>,
    asker: SignedIn<AdminForms>,
    Extension(client): Extension<Client>,
    Form(form): Form<MemberForm>,
) -> Response {
    // Postgres would refuse the text (a NUL byte) instead of not finding it.
    let plausible = form.session.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
    let key = if plausible {
        form.session.clone()
    } else {
        String::new()
    };
    end(auth, asker, client, &form.member, Some(&key)).await
}

/// Ends all of the member's logins.
pub(super) async fn revoke_all(
    State(auth): State<Auth>,
    asker: SignedIn<AdminForms>,
    Extension(client): Extension<Client>,
    Form(form): Form<MemberForm>,
) -> Response {
    end(auth, asker, client, &form.member, None).await
}

async fn end(
    auth: Auth,
    asker: SignedIn<AdminForms>,
    client: Client,
    member: &str,
    key: Option<&str>,
) -> Response {
    let acting = match Acting::admit(auth, asker, client, member).await {
        Ok(acting) => acting,
        Err(answer) => return answer,
    };
    let outcome = acting
        .auth
        .end_logins(acting.asker.member.id, acting.member, key, &acting.client)
        .await;
    match outcome {
        Ok((Verdict::Done, count)) => acting.say(Said::Ended(count)),
        Ok((verdict, _)) => acting.not_done(verdict, Said::UnknownSession),
        Err(error) => failed(acting.asker.wants, &error),
    }
}

/// What a path is answered with that does not exist.
fn not_found(wants: Wants) -> Response {
    match wants {
        Wants::Json => refuse(StatusCode::NOT_FOUND, "not-found"),
        Wants::Page => StatusCode::NOT_FOUND.into_response(),
    }
}

fn failed(wants: Wants, error: &sqlx::Error) -> Response {
    tracing::error!(%error, "an operator cannot look after a member");
    wants.unavailable()
}
