//! Checking who somebody claims to be.

use super::{Auth, Overloaded, store};
use crate::login::notice::LoginError;
use app_forms::FIELD_LENGTH;
use app_kernel::{Member, MemberId};
use secrecy::{ExposeSecret, SecretString};

/// A member whose credentials were right.
pub(super) struct Proved {
    pub(super) member: Member,
    /// The version of those credentials.
    pub(super) by: i32,
}

/// Why credentials could not be checked.
#[derive(Debug, thiserror::Error)]
pub(super) enum CredentialsError {
    /// The accounts cannot be read.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Overloaded(#[from] Overloaded),
}

impl CredentialsError {
    /// Writes it down: an outage is an error, a queue that is full is what it is for.
    pub(super) fn log(&self) {
        match self {
            Self::Database(error) => tracing::error!(%error, "accounts cannot be read or written"),
            Self::Overloaded(error) => tracing::warn!(%error, "a password is not checked"),
        }
    }
}

impl Auth {
    /// The member with this user name or phone number and this password.
    ///
    /// Takes the same time and gives the same answer whether the account or the password was wrong. That an account is
    /// disabled is told only to who knows its password.
    pub(super) async fn authenticate(
        &self,
        account: &str,
        password: SecretString,
    ) -> Result<Result<Proved, LoginError>, CredentialsError> {
        let account = account.trim();
        if account.is_empty() || password.expose_secret().is_empty() {
            return Ok(Err(LoginError::Incomplete));
        }
        // No account can be named so, and Postgres would refuse the text (a NUL byte) or compare it for nothing.
        let plausible = account.chars().count() <= FIELD_LENGTH
            && password.expose_secret().chars().count() <= FIELD_LENGTH
            && !account.contains(char::is_control);
        let candidate = if plausible {
            store::find_candidate(&self.pool, account).await?
        } else {
            None
        };
        let hash = candidate.as_ref().map(|found| found.password_hash.clone());
        let accepted = self.hasher.verify(password, hash).await?;
        let welcome = |found: &store::Candidate| accepted && (self.demo || !found.is_demo);
        Ok(match candidate.filter(welcome) {
            None => Err(LoginError::InvalidCredentials),
            Some(found) if found.disabled => Err(LoginError::Disabled),
            Some(found) => Ok(Proved {
                member: found.member,
                by: found.credentials_version,
            }),
        })
    }

    /// The hash that `password` was found to belong to, if it is the member's.
    pub(super) async fn verify_again(
        &self,
        id: MemberId,
        password: SecretString,
    ) -> Result<Option<String>, CredentialsError> {
        if password.expose_secret().chars().count() > FIELD_LENGTH {
            return Ok(None);
        }
        let hash = store::find_password_hash(&self.pool, id).await?;
        let accepted = self.hasher.verify(password, hash.clone()).await?;
        Ok(hash.filter(|_| accepted))
    }
}
