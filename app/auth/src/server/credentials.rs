//! Checking who somebody claims to be.

use super::{Auth, store};
use crate::login::{notice::LoginError, page::FIELD_LENGTH};
use app_kernel::Member;
use secrecy::{ExposeSecret, SecretString};

impl Auth {
    /// The member with this user name or phone number and this password.
    ///
    /// Takes the same time and gives the same answer whether the account or the password was wrong.
    pub(super) async fn authenticate(
        &self,
        account: &str,
        password: SecretString,
    ) -> sqlx::Result<Result<Member, LoginError>> {
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
        let (member, hash) = candidate.map(|found| (found.member, found.password_hash)).unzip();
        let accepted = self.hasher.verify(password, hash).await;
        Ok(member.filter(|_| accepted).ok_or(LoginError::InvalidCredentials))
    }
}
