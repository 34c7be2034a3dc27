//! Codes, for whatever asks for one: registering, logging in, the way back to a forgotten password, another phone or e-mail address. A code
//! is for one purpose, one recipient and one browser.

pub(crate) mod browser;
mod sql;

use super::{
    Auth, Overloaded,
    credentials::CredentialsError,
    messenger::{Message, Messenger, SendError},
    throttle::network,
};
use crate::{
    codes::notice::{CodeError, Refusal},
    domain::recipient::{Recipient, RecipientError},
};
use app_kernel::{Failure, Locale, MemberId, text};
use app_session::{Client, SessionError};
use argon2::password_hash::rand_core::{OsRng, RngCore};
use leptos::prelude::use_context;
use std::time::Duration;

/// What a code is for. One that was sent for something else is a wrong one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// A new account.
    Registration,
    /// A login without the password.
    Login,
    /// A new password instead of a forgotten one.
    PasswordReset,
    /// An e-mail address for a member.
    Email,
    /// Another phone for a member.
    Phone,
}

impl Purpose {
    /// The word in the database.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Registration => "register",
            Self::Login => "login",
            Self::PasswordReset => "reset",
            Self::Email => "email",
            Self::Phone => "phone",
        }
    }
}

/// Who asks, besides what was typed.
pub(super) struct Asker {
    pub(super) client: Client,
    /// The secret of the browser.
    pub(super) secret: String,
    /// The member whose form it is, if a member's alone can be sent.
    pub(super) member: Option<MemberId>,
    /// The language of the message.
    pub(super) locale: Locale,
}

impl Asker {
    /// The secret that a code is bound to.
    pub(super) fn binding(&self) -> String {
        binding(&self.secret, self.member)
    }

    fn address(&self) -> Option<String> {
        self.client.ip.map(|ip| network(ip).to_string())
    }
}

/// Why nothing can be said of a form that goes by a code.
#[derive(Debug, thiserror::Error)]
pub(super) enum CodesError {
    /// No message can be sent from here.
    #[error("no messages are sent from here")]
    Closed,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Sending(#[from] SendError),
    #[error(transparent)]
    Overloaded(#[from] Overloaded),
    /// Sessions cannot be ended.
    #[error(transparent)]
    Session(#[from] SessionError),
}

impl From<CredentialsError> for CodesError {
    fn from(error: CredentialsError) -> Self {
        match error {
            CredentialsError::Database(error) => Self::Database(error),
            CredentialsError::Overloaded(error) => Self::Overloaded(error),
        }
    }
}

/// A code that waits for its message.
pub(super) struct NewCode {
    to: Recipient,
    reference: i64,
    /// The six digits.
    pub(super) code: String,
    /// Whether the recipient is a member's.
    pub(super) is_member: bool,
}

impl Auth {
    /// Whoever takes messages; without one, nothing that goes by a code can be done.
    pub(super) fn open_messenger(&self) -> Result<&dyn Messenger, CodesError> {
        self.messenger.as_deref().ok_or(CodesError::Closed)
    }

    /// A code for `purpose` that may go to this recipient now. Whether it is a member's makes no difference here.
    pub(super) async fn new_code(
        &self,
        purpose: Purpose,
        to: Recipient,
        asker: &Asker,
    ) -> sqlx::Result<Result<NewCode, Refusal>> {
        let code = random_code();
        let address = asker.address();
        let noted = sql::note(
            &self.pool,
            purpose,
            &to,
            &asker.binding(),
            &code,
            address.as_deref(),
        )
        .await?;
        Ok(match noted {
            Ok(noted) => Ok(NewCode {
                to,
                reference: noted.reference,
                code,
                is_member: noted.is_member,
            }),
            Err(wait) => Err(Refusal::TooMany(whole_seconds(wait))),
        })
    }

    /// Sends the message with the code, or with the reason why there is none in it. What did not go is taken back.
    pub(super) async fn deliver(&self, new: NewCode, words: String, asker: &Asker) -> Result<(), CodesError> {
        let messenger = self.open_messenger()?;
        let message = Message::with_code(new.to, words, new.reference);
        if let Err(error) = messenger.send(&message).await {
            sql::take_back(&self.pool, new.reference).await?;
            return Err(error.into());
        }
        tracing::info!(ip = ?asker.client.ip, "a code was sent");
        Ok(())
    }

    /// Whether a code that was sent to this recipient for this browser can still be used.
    pub(super) async fn awaits(&self, purpose: Purpose, to: &str, asker: &Asker) -> sqlx::Result<bool> {
        let Ok(to) = Recipient::parse(to) else {
            return Ok(false);
        };
        let awaited = sql::awaited(&self.pool, purpose, &asker.binding(), Some(&to)).await?;
        Ok(awaited.is_some_and(|awaited| awaited.to == to.stored()))
    }

    /// Whether this is the code that was sent to this recipient, for this purpose and this browser; the inner error says why not. A right one
    /// can be used afterwards.
    pub(super) async fn check_code(
        &self,
        purpose: Purpose,
        to: &Recipient,
        code: &str,
        asker: &Asker,
    ) -> sqlx::Result<Result<(), Refusal>> {
        let address = asker.address();
        let (verdict, wait) = sql::check(
            &self.pool,
            purpose,
            to,
            &asker.binding(),
            code,
            address.as_deref(),
        )
        .await?;
        Ok(match verdict.as_str() {
            "right" => Ok(()),
            "used" => Err(Refusal::Code(CodeError::Used)),
            "too-many" => Err(Refusal::TooMany(whole_seconds(wait))),
            verdict => {
                tracing::warn!(ip = ?asker.client.ip, verdict, "a code was refused");
                Err(Refusal::Code(CodeError::of(verdict)))
            }
        })
    }
}

/// What a page with forms for a code is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// No codes are sent from here.
    Closed,
    /// The phone or the e-mail address is asked for.
    Recipient,
    /// A code was sent.
    Code {
        /// Where it went, as people read it.
        to: String,
        /// The seconds until another may be asked for.
        wait: u32,
    },
}

/// What a code is bound to: the secret of the browser, and the member whose form it is. In a tab of another member it is a wrong one.
pub(crate) fn binding(secret: &str, member: Option<MemberId>) -> String {
    member.map_or_else(|| secret.to_owned(), |member| format!("{secret} of {member}"))
}

/// The step that a browser with this secret has come to; with codes to several recipients, the one for what was typed as `to` counts.
pub(crate) async fn step(purpose: Purpose, secret: Option<&str>, to: &str) -> Result<Step, Failure> {
    let auth = use_context::<Auth>().ok_or(Failure::Internal)?;
    if auth.messenger.is_none() {
        return Ok(Step::Closed);
    }
    let Some(secret) = secret else {
        return Ok(Step::Recipient);
    };
    let preferred = Recipient::parse(to).ok();
    match sql::awaited(&auth.pool, purpose, secret, preferred.as_ref()).await {
        Ok(None) => Ok(Step::Recipient),
        Ok(Some(awaited)) => Ok(Step::Code {
            to: Recipient::parse(&awaited.to).map_or(awaited.to, |to| to.shown()),
            wait: if awaited.wait.is_zero() {
                0
            } else {
                whole_seconds(awaited.wait)
            },
        }),
        Err(error) => {
            tracing::error!(%error, "codes cannot be read");
            Err(Failure::Unavailable)
        }
    }
}

/// The number of codes.
const CODES: u32 = 1_000_000;

/// Six digits, from the operating system's generator, each code as likely as any other: the last few numbers, which would make some of them
/// likelier, are not taken.
fn random_code() -> String {
    loop {
        let number = OsRng.next_u32();
        if number < u32::MAX - u32::MAX % CODES {
            return format!("{:06}", number % CODES);
        }
    }
}

/// The six digits that were typed, in whatever width and groups.
pub(super) fn read_code(typed: &str) -> Result<String, Refusal> {
    let digits: String = text::comparable(typed)
        .chars()
        .filter(|c| !matches!(c, ' ' | '-'))
        .collect();
    let is_code = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_code.then_some(digits).ok_or(Refusal::Code(CodeError::Form))
}

impl From<RecipientError> for Refusal {
    fn from(error: RecipientError) -> Self {
        match error {
            RecipientError::Phone => Self::Phone,
            RecipientError::Email(error) => Self::Email(error),
        }
    }
}

/// Never too few: whoever comes back then is let in.
fn whole_seconds(wait: Duration) -> u32 {
    u32::try_from(wait.as_secs() + 1).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_six_digits() {
        let codes: std::collections::BTreeSet<_> = (0..100).map(|_| random_code()).collect();
        assert!(codes.iter().all(|new| read_code(new).as_ref() == Ok(new)));
        assert!(codes.len() > 90, "{codes:?}");
        for typed in ["123456", " 123 456 ", "１２３４５６", "123-456", "123456\n"] {
            assert_eq!(read_code(typed).as_deref(), Ok("123456"), "{typed:?}");
        }
        for typed in ["", "12345", "1234567", "12345x", "12345\u{661}", "🐼"] {
            assert_eq!(read_code(typed), Err(Refusal::Code(CodeError::Form)), "{typed:?}");
        }
    }
}
