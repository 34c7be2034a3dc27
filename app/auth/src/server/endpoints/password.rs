//! Another password: with it every other session of the member ends (ASVS 5.0 7.4.3).

use super::{code_forms::Browser, form_pages::AccountForms};
use crate::{
    account::notice::PasswordNotice,
    domain::password::PasswordError,
    server::{
        Auth,
        activity::{self, Noted},
        credentials::CredentialsError,
        store,
        throttle::TooManyAttempts,
    },
};
use app_forms::server::{SignedIn, Wants, refuse, see_with};
use app_kernel::{Viewer, path, text};
use app_session::{Client, SessionError};
use app_ui::words::words_in;
use axum::{
    Form, Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct NewPassword {
    #[serde(default)]
    current: SecretString,
    #[serde(default)]
    new: SecretString,
}

/// Why it was not changed.
enum Refusal {
    ByRule(PasswordError),
    Session(SessionError),
    Credentials(CredentialsError),
    TooMany(TooManyAttempts),
    /// The member is asked who they are first.
    Unconfirmed(Box<Response>),
}

impl From<CredentialsError> for Refusal {
    fn from(error: CredentialsError) -> Self {
        Self::Credentials(error)
    }
}

pub(super) async fn change(
    State(auth): State<Auth>,
    asker: SignedIn<AccountForms>,
    Browser { asker: sender, .. }: Browser,
    Form(form): Form<NewPassword>,
) -> Response {
    match auth.change_password(&asker, form, &sender.client).await {
        Ok(ended) => {
            tracing::info!(member = %asker.member.id, ended, "password changed");
            // To the owner, who may not be who has done it (ASVS 5.0 6.3.7).
            let words = words_in(sender.locale, "message-password-changed", &[]);
            auth.tell_member(asker.member.id, words).await;
            match asker.wants {
                Wants::Json => Json(Viewer::Member(asker.member)).into_response(),
                Wants::Page => see_with(&page(), &PasswordNotice::Changed(ended), &auth.links.auth),
            }
        }
        Err(Refusal::ByRule(error)) => match asker.wants {
            Wants::Json => refuse(status(error), error.code()),
            Wants::Page => see_with(&page(), &PasswordNotice::Refused(error), &auth.links.auth),
        },
        Err(Refusal::TooMany(too_many)) => too_many.answer(asker.wants),
        Err(Refusal::Unconfirmed(answer)) => *answer,
        Err(Refusal::Session(error)) => asker.failed(error),
        Err(Refusal::Credentials(error)) => {
            error.log();
            asker.wants.unavailable()
        }
    }
}

impl Auth {
    /// The new password and the end of the other sessions are one transaction: neither happens without the other.
    async fn change_password(
        &self,
        asker: &SignedIn<AccountForms>,
        form: NewPassword,
        client: &Client,
    ) -> Result<u64, Refusal> {
        let member = asker.member.id;
        let new = SecretString::from(text::password(form.new.expose_secret()));
        let words = store::find_own_words(&self.pool, member).await;
        let words = words.map_err(CredentialsError::from)?;
        let judged = self.judge_password(new, words).await;
        let new = judged.map_err(CredentialsError::from)?.map_err(Refusal::ByRule)?;
        let wrong = Refusal::ByRule(PasswordError::Wrong);
        let former = store::find_password_hash(&self.pool, member).await;
        if former.map_err(CredentialsError::from)?.is_none() {
            return self.set_first_password(asker, new, client).await;
        }
        let old = self.verify_again(member, form.current, client).await?;
        let Some(old) = old.map_err(Refusal::TooMany)? else {
            return Err(wrong);
        };
        let new = self.hasher.hash(new).await.map_err(CredentialsError::from)?;
        let mut transaction = self.pool.begin().await.map_err(CredentialsError::from)?;
        let replaced = store::replace_password_hash(&mut *transaction, member, &old, &new).await;
        if !replaced.map_err(CredentialsError::from)? {
            return Err(wrong);
        }
        activity::note(&mut *transaction, member, Noted::PasswordChanged, client)
            .await
            .map_err(CredentialsError::from)?;
        asker
            .session
            .password_changed(transaction)
            .await
            .map_err(Refusal::Session)
    }
}

impl Auth {
    /// Gives a password to a member who has none, after a fresh proof of who they are: otherwise whoever finds the browser logged in could
    /// choose one.
    async fn set_first_password(
        &self,
        asker: &SignedIn<AccountForms>,
        new: SecretString,
        client: &Client,
    ) -> Result<u64, Refusal> {
        if let Some(answer) = asker.must_confirm() {
            return Err(Refusal::Unconfirmed(Box::new(answer)));
        }
        let member = asker.member.id;
        let new = self.hasher.hash(new).await.map_err(CredentialsError::from)?;
        let mut transaction = self.pool.begin().await.map_err(CredentialsError::from)?;
        let set = store::set_first_password_hash(&mut *transaction, member, &new).await;
        if !set.map_err(CredentialsError::from)? {
            return Err(Refusal::ByRule(PasswordError::Wrong));
        }
        activity::note(&mut *transaction, member, Noted::PasswordChanged, client)
            .await
            .map_err(CredentialsError::from)?;
        asker
            .session
            .password_changed(transaction)
            .await
            .map_err(Refusal::Session)
    }
}

/// The form itself, further down on the page.
fn page() -> String {
    format!("{}#password-section", path::ACCOUNT)
}

const fn status(error: PasswordError) -> StatusCode {
    match error {
        PasswordError::TooShort | PasswordError::TooLong | PasswordError::Easy(_) => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
        PasswordError::Wrong => StatusCode::UNAUTHORIZED,
    }
}
