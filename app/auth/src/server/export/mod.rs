//! Everything that this service knows of a member, for that member to take along.

mod sql;

use super::Auth;
use app_kernel::MemberId;
use app_session::{CurrentSession, ListedSession, SessionError};
use serde::Serialize;
use time::OffsetDateTime;

/// What this service knows of a member, in the shape that `docs/accounts.md` describes. Nothing in it is a secret.
#[derive(Serialize)]
pub(super) struct Export {
    /// The number of this shape.
    format: u32,
    #[serde(with = "time::serde::rfc3339")]
    made_at: OffsetDateTime,
    account: Account,
    logins: Vec<Login>,
    /// When each device was last used on which a password was right.
    known_devices: Vec<Device>,
    activity: Vec<Entry>,
    codes: Vec<Code>,
    identities: Vec<Identity>,
    passkeys: Vec<Passkey>,
    operator_actions: Vec<OperatorAction>,
}

/// The account itself.
#[derive(Serialize)]
struct Account {
    number: i64,
    user_name: String,
    nickname: String,
    phone: Option<String>,
    email: Option<String>,
    picture: Option<String>,
    language: Option<String>,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339::option")]
    phone_since: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    email_since: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    password_since: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    latest_login_at: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    login_before_at: Option<OffsetDateTime>,
}

/// A browser in which the member is logged in.
#[derive(Serialize)]
struct Login {
    #[serde(with = "time::serde::rfc3339")]
    begun_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    last_used_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    ends_at: OffsetDateTime,
    remembered: bool,
    method: String,
    address: Option<String>,
    browser: Option<String>,
}

impl From<ListedSession> for Login {
    fn from(session: ListedSession) -> Self {
        Self {
            begun_at: session.signed_in_at,
            last_used_at: session.last_seen_at,
            ends_at: session.expires_at,
            remembered: session.remembered,
            method: session.method,
            address: session.ip,
            browser: session.user_agent,
        }
    }
}

/// A device on which the member has logged in with the password.
#[derive(Serialize)]
struct Device {
    #[serde(with = "time::serde::rfc3339")]
    last_used_at: OffsetDateTime,
}

/// Something that happened to the account.
#[derive(Serialize)]
struct Entry {
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    kind: String,
    reason: Option<String>,
    address: Option<String>,
    browser: Option<String>,
}

/// A code that was sent to the account's phone or e-mail address, without the code.
#[derive(Serialize)]
struct Code {
    purpose: String,
    sent_to: String,
    #[serde(with = "time::serde::rfc3339")]
    sent_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    expires_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339::option")]
    used_at: Option<OffsetDateTime>,
}

/// An identity at another provider by which the member can log in.
#[derive(Serialize)]
struct Identity {
    issuer: String,
    subject: String,
    #[serde(with = "time::serde::rfc3339")]
    linked_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339::option")]
    last_used_at: Option<OffsetDateTime>,
}

/// A passkey by which the member can log in, without its key.
#[derive(Serialize)]
struct Passkey {
    name: String,
    #[serde(with = "time::serde::rfc3339")]
    added_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339::option")]
    last_used_at: Option<OffsetDateTime>,
}

/// Something that an operator did to the account, or read of it. Which operator is nobody's business but the mall's.
#[derive(Serialize)]
struct OperatorAction {
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    kind: String,
    reason: Option<String>,
}

/// Why nothing can be taken along.
#[derive(Debug, thiserror::Error)]
pub(super) enum ExportError {
    /// There is no such account any more.
    #[error("there is no such account")]
    Gone,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Session(#[from] SessionError),
}

impl Auth {
    /// Everything that is known of the member whose session this is.
    pub(super) async fn export(
        &self,
        member: MemberId,
        session: &CurrentSession,
    ) -> Result<Export, ExportError> {
        let logins = session.list().await?;
        // As of one moment.
        let mut transaction = self
            .pool
            .begin_with("begin isolation level repeatable read read only")
            .await?;
        let (made_at, account) = sql::account(&mut transaction, member)
            .await?
            .ok_or(ExportError::Gone)?;
        Ok(Export {
            format: 1,
            made_at,
            account,
            logins: logins.into_iter().map(Login::from).collect(),
            known_devices: sql::known_devices(&mut transaction, member).await?,
            activity: sql::activity(&mut transaction, member).await?,
            codes: sql::codes(&mut transaction, member).await?,
            identities: sql::identities(&mut transaction, member).await?,
            passkeys: sql::passkeys(&mut transaction, member).await?,
            operator_actions: sql::operator_actions(&mut transaction, member).await?,
        })
    }
}
