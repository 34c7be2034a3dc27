//! An account for somebody whom a provider knows.

use super::{
    arrival::unreadable,
    browser,
    sql::{self, Newcomer},
};
use crate::{
    domain::user_name::{UserName, UserNameError},
    server::{Auth, codes::Asker, registration::nickname},
    social::failure::SocialFailure,
};
use app_kernel::{Failure, Member, Next, Viewer};
use app_session::Proof;
use app_ui::visit_of_request;
use axum::http::request::Parts;
use leptos::prelude::use_context;
use secrecy::SecretString;

/// The version of the credentials of a new account.
const FIRST: i32 = 0;

/// The page for somebody who may make an account.
pub(crate) enum Welcomed {
    /// Somebody whom a provider knows, and nobody here.
    Newcomer {
        /// What the provider has said of them.
        newcomer: Box<Newcomer>,
        /// The provider, as people call it.
        provider: String,
        /// Where they wanted to be.
        next: Option<Next>,
    },
    /// Nobody who has been at a provider of late.
    Nobody,
    /// Somebody is logged in already.
    Member,
}

/// Whoever has proved an identity in this browser that has no account yet.
pub(crate) async fn newcomer() -> Result<Welcomed, Failure> {
    let auth = use_context::<Auth>().ok_or(Failure::Internal)?;
    let parts = use_context::<Parts>().ok_or(Failure::Internal)?;
    match &visit_of_request()?.viewer {
        Viewer::Guest => {}
        Viewer::Member(_) => return Ok(Welcomed::Member),
        Viewer::Unavailable => return Err(Failure::Unavailable),
    }
    let Some(secret) = browser::secret(&parts.headers, &auth.links.auth) else {
        return Ok(Welcomed::Nobody);
    };
    let newcomer = sql::newcomer(&auth.pool, &secret)
        .await
        .map_err(|error| unreadable(&error))?;
    let known = newcomer.and_then(|newcomer| {
        let provider = auth.social.find(&newcomer.provider)?.told.label.clone();
        Some((newcomer, provider))
    });
    Ok(known.map_or(Welcomed::Nobody, |(newcomer, provider)| {
        let next = newcomer.next.as_deref();
        let next = next.and_then(|next| Next::parse(next, &auth.links));
        Welcomed::Newcomer {
            newcomer: Box::new(newcomer),
            provider,
            next,
        }
    }))
}

/// What was typed.
pub(in crate::server) struct SocialApplication<'a> {
    /// The number of the attempt at the provider.
    pub(in crate::server) attempt: i64,
    pub(in crate::server) secret: &'a SecretString,
    pub(in crate::server) user_name: &'a str,
}

/// What an application came to.
pub(in crate::server) enum Outcome {
    /// A member, and the proof with which they are logged in.
    Member(Member, Proof),
    /// The user name is not taken.
    UserName(UserNameError),
    /// A second copy of an application that has made a member a moment ago.
    Again,
    /// Nothing, for this reason.
    Failed(SocialFailure),
}

impl Auth {
    /// Makes a member of whoever has proved an identity in this browser. They have no password, and log in by the identity.
    pub(in crate::server) async fn register_socially(
        &self,
        application: &SocialApplication<'_>,
        asker: &Asker,
    ) -> sqlx::Result<Outcome> {
        let user_name = match UserName::parse(application.user_name) {
            Ok(user_name) => user_name,
            Err(error) => return Ok(Outcome::UserName(error)),
        };
        let suggested = sql::newcomer(&self.pool, application.secret).await?;
        let suggested = suggested
            .filter(|newcomer| newcomer.attempt == application.attempt)
            .and_then(|newcomer| newcomer.nickname);
        let nickname = suggested.unwrap_or_else(|| nickname(application.user_name, &user_name));
        let applicant = sql::Applicant {
            attempt: application.attempt,
            secret: application.secret,
            user_name: user_name.as_str(),
            look: &user_name.look(),
            nickname: &nickname,
            client: &asker.client,
        };
        Ok(match sql::register(&self.pool, &applicant).await? {
            Ok(id) => Outcome::Member(Member { id, nickname }, super::proof(FIRST)),
            Err(obstacle) => match obstacle.as_str() {
                "user-name" => Outcome::UserName(UserNameError::Taken),
                "used" => Outcome::Again,
                "identity" => Outcome::Failed(SocialFailure::Taken),
                "expired" => Outcome::Failed(SocialFailure::Expired),
                _ => Outcome::Failed(SocialFailure::Mismatched),
            },
        })
    }
}
