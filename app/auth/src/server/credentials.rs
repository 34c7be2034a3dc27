//! Checking who somebody claims to be.

use super::{
    Auth, Overloaded,
    activity::{self, Noted},
    attempt_counters::AttemptOutcome,
    device, store,
    throttle::{Attempt, Login, TooManyAttempts, network},
};
use crate::{
    domain::{email::EmailAddress, user_name::folded},
    login::notice::LoginError,
};
use app_forms::FIELD_LENGTH;
use app_kernel::{Member, MemberId, MobileNumber, text};
use app_session::{Client, Proof};
use secrecy::{ExposeSecret, SecretString};

/// Who wants to log in, besides what was typed.
pub(super) struct Sender {
    pub(super) client: Client,
    /// The token of a device on which somebody has logged in before.
    pub(super) device: Option<String>,
}

/// A member whose credentials were right.
pub(super) struct Proved {
    pub(super) member: Member,
    /// The version of those credentials.
    pub(super) by: i32,
    /// The token by which the device is to be known.
    pub(super) device: String,
}

impl Proved {
    /// With it a session can begin; the device is known as soon as there is one (`auth.note_login`).
    pub(super) fn proof(&self) -> Proof {
        Proof {
            context: Some(self.device.clone()),
            ..Proof::password(Some(self.by))
        }
    }
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

/// What was typed and sent, as it is looked up and counted.
fn login(account: &str, password: &SecretString, sender: &Sender) -> Login {
    // What is longer is no account, and no password of one.
    let is_plausible =
        account.chars().count() <= FIELD_LENGTH && password.expose_secret().chars().count() <= FIELD_LENGTH;
    let named = Some(account).filter(|_| is_plausible);
    let email = named.and_then(|account| EmailAddress::parse(account).ok());
    Login {
        account: named.map(str::to_owned),
        typed: account
            .chars()
            .take(FIELD_LENGTH)
            .collect::<String>()
            .to_lowercase(),
        phone: named.and_then(MobileNumber::parse).map(|phone| phone.e164()),
        email: email.map(|email| email.as_str().to_owned()),
        device: sender.device.clone(),
        network: sender.client.ip.map(|ip| network(ip).to_string()),
    }
}

impl Auth {
    /// The member with this user name, phone number or e-mail address and this password.
    ///
    /// Takes the same time and gives the same answer whether the account or the password was wrong. That an account is
    /// disabled is told only to who knows its password.
    pub(super) async fn authenticate(
        &self,
        account: &str,
        password: SecretString,
        sender: &Sender,
    ) -> Result<Result<Proved, LoginError>, CredentialsError> {
        let account = &folded(account);
        if account.is_empty() || password.expose_secret().is_empty() {
            return Ok(Err(LoginError::Incomplete));
        }
        let device = sender.device.as_deref();
        let (candidate, charged) = self.open_login(login(account, &password, sender)).await?;
        let charged = match charged {
            Ok(charged) => charged,
            Err(wait) => return Ok(Err(LoginError::too_many(wait))),
        };
        let known = device.filter(|_| candidate.as_ref().is_some_and(|found| found.knows_device));
        let hash = candidate.as_ref().and_then(|found| found.password_hash.clone());
        let accepted = self.accepts(password.clone(), hash).await?;
        let welcome = |found: &store::Candidate| accepted && (self.demo || !found.is_demo);
        let Some(found) = candidate.as_ref().filter(|found| welcome(found)) else {
            let counted = charged.failed().await;
            if let Some(found) = candidate {
                tracing::warn!(member = %found.member.id, ip = ?sender.client.ip, "a login failed");
                self.note_failure(found.member.id, Noted::LoginFailed, sender.client.clone());
            }
            let wait = counted?;
            return Ok(Err(
                wait.map_or(LoginError::InvalidCredentials, LoginError::too_many)
            ));
        };
        let (member, by) = (found.member.clone(), found.credentials_version);
        charged.succeeded().await?;
        if found.disabled {
            return Ok(Err(LoginError::Disabled));
        }
        let device = known.map_or_else(device::new_token, str::to_owned);
        // A demo member's password is in the README; the session lab hashes it with little memory.
        if let Some(hash) = &found.password_hash
            && !found.is_demo
            && !self.hasher.is_current(hash)
        {
            self.hash_anew(member.id, password, hash.clone());
        }
        Ok(Ok(Proved { member, by, device }))
    }

    /// Whether `password` belongs to `hash`: as it is hashed today, or, once, as it was typed, which is how it was hashed before.
    async fn accepts(&self, password: SecretString, hash: Option<String>) -> Result<bool, Overloaded> {
        let prepared = SecretString::from(text::password(password.expose_secret()));
        let mut forms = vec![prepared];
        if forms[0].expose_secret() != password.expose_secret() {
            forms.push(password);
        }
        self.hasher.verify(forms, hash).await
    }

    /// Hashes a password that was right as passwords are hashed today (ASVS 5.0 11.4.2). Nobody waits for it, and where it is not
    /// done, the next login does it: the password stays the same, and so do the sessions.
    fn hash_anew(&self, member: MemberId, password: SecretString, old: String) {
        let Self { hasher, pool, .. } = self.clone();
        let prepared = SecretString::from(text::password(password.expose_secret()));
        tokio::spawn(async move {
            let renewed = async {
                let new = hasher.hash(prepared).await?;
                Ok(store::renew_password_hash(&pool, member, &old, &new).await?)
            };
            match renewed.await {
                Ok(()) => tracing::info!(%member, "a password was hashed anew"),
                Err(error) => CredentialsError::log(&error),
            }
        });
    }

    /// Writes down that somebody failed to be this member. Nobody waits for it: the answer would take longer for accounts that
    /// exist.
    fn note_failure(&self, member: MemberId, noted: Noted, client: Client) {
        let pool = self.pool.clone();
        tokio::spawn(async move {
            if let Err(error) = activity::note(&pool, member, noted, &client).await {
                tracing::warn!(%error, "a wrong password is not written down");
            }
        });
    }

    /// The hash that `password` was found to belong to, if it is the member's. The inner error says that there were too many
    /// attempts.
    pub(super) async fn verify_again(
        &self,
        id: MemberId,
        password: SecretString,
        client: &Client,
    ) -> Result<Result<Option<String>, TooManyAttempts>, CredentialsError> {
        let verified = self.verify_once_more(id, password).await;
        match &verified {
            Ok(Ok(Some(_))) => self.confirmations.count(AttemptOutcome::Succeeded),
            Ok(Ok(None)) => {
                // Whoever holds the session does not know the password (ASVS 5.0 16.3.1).
                tracing::warn!(member = %id, "a confirmation failed");
                self.note_failure(id, Noted::ConfirmationFailed, client.clone());
                self.confirmations.count(AttemptOutcome::InvalidCredentials);
            }
            Ok(Err(_)) => self.confirmations.count(AttemptOutcome::TooManyAttempts),
            Err(_) => self.confirmations.count(AttemptOutcome::Unavailable),
        }
        verified
    }

    async fn verify_once_more(
        &self,
        id: MemberId,
        password: SecretString,
    ) -> Result<Result<Option<String>, TooManyAttempts>, CredentialsError> {
        if password.expose_secret().chars().count() > FIELD_LENGTH {
            return Ok(Ok(None));
        }
        let charged = match self.charge(Attempt::confirmation(id)).await? {
            Ok(charged) => charged,
            Err(wait) => return Ok(Err(TooManyAttempts(wait))),
        };
        let hash = store::find_password_hash(&self.pool, id).await?;
        if !self.accepts(password, hash.clone()).await? {
            charged.failed().await?;
            return Ok(Ok(None));
        }
        charged.succeeded().await?;
        Ok(Ok(hash))
    }
}
