//! Registering: a code to a phone, and a member of whoever has it.

mod sql;

use super::{
    Auth, Overloaded,
    messenger::{Message, SendError},
    throttle::network,
};
use crate::{
    domain::{
        nickname::Nickname,
        password::{self, PasswordError},
        user_name::{UserName, UserNameError},
    },
    registration::notice::{CodeError, Refusal, Refusals},
};
use app_kernel::{Failure, Locale, Member, MobileNumber, text};
use app_session::Client;
use app_ui::words::words_in;
use argon2::password_hash::rand_core::{OsRng, RngCore};
use leptos::prelude::use_context;
use secrecy::{ExposeSecret, SecretString};
use sql::Applicant;
use std::time::Duration;

/// Who asks, besides what was typed.
pub(super) struct Asker {
    pub(super) client: Client,
    /// The secret of the browser.
    pub(super) secret: String,
    /// The language of the message.
    pub(super) locale: Locale,
}

impl Asker {
    fn address(&self) -> Option<String> {
        self.client.ip.map(|ip| network(ip).to_string())
    }
}

/// What was typed.
pub(super) struct Application<'a> {
    pub(super) phone: &'a str,
    pub(super) code: &'a str,
    pub(super) user_name: &'a str,
    pub(super) password: &'a SecretString,
}

/// What an application came to.
pub(super) enum Outcome {
    /// A member.
    Member(Member),
    /// A second copy of an application that has made a member a moment ago: who clicks twice sends it twice. Whether it is the same, the
    /// password says.
    Again,
    /// Nothing, for these reasons.
    Refused(Refusals),
}

/// Why nothing can be said of an application.
#[derive(Debug, thiserror::Error)]
pub(super) enum RegistrationError {
    /// No message can be sent from here.
    #[error("no messages are sent from here")]
    Closed,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Sending(#[from] SendError),
    #[error(transparent)]
    Overloaded(#[from] Overloaded),
}

impl Auth {
    /// Sends a code to the phone. If it has an account, the message says so instead, and the answer is the same in the same time: whoever asks
    /// for the code of another's phone does not learn whether it is a member's.
    pub(super) async fn send_code(
        &self,
        phone: &str,
        asker: &Asker,
    ) -> Result<Result<(), Refusal>, RegistrationError> {
        let messenger = self.messenger.as_ref().ok_or(RegistrationError::Closed)?;
        let Some(to) = MobileNumber::parse(phone) else {
            return Ok(Err(Refusal::Phone));
        };
        let code = new_code();
        let noted = sql::note(&self.pool, &to, &asker.secret, &code, asker.address().as_deref()).await?;
        let noted = match noted {
            Ok(noted) => noted,
            Err(wait) => return Ok(Err(Refusal::TooMany(whole_seconds(wait)))),
        };
        let words = if noted.is_member {
            words_in(asker.locale, "message-member", &[])
        } else {
            words_in(asker.locale, "message-code", &[("code", &code)])
        };
        let reference = noted.reference;
        let message = Message { to, words, reference };
        if let Err(error) = messenger.send(&message).await {
            sql::take_back(&self.pool, reference).await?;
            return Err(error.into());
        }
        tracing::info!(ip = ?asker.client.ip, "a code was sent");
        Ok(Ok(()))
    }

    /// Whether a code that was sent to this phone for this browser can still be used.
    pub(super) async fn awaits(&self, phone: &str, secret: &str) -> sqlx::Result<bool> {
        let Some(phone) = MobileNumber::parse(phone) else {
            return Ok(false);
        };
        let awaited = sql::awaited(&self.pool, secret, Some(&phone)).await?;
        Ok(awaited.is_some_and(|awaited| awaited.phone == phone.e164()))
    }

    /// Makes a member of whoever has the code that was sent to this phone for this browser. What is wrong with the fields is told before
    /// the code is looked at, and all of it at once; that a user name is taken is told only to who has a code.
    pub(super) async fn register(
        &self,
        application: &Application<'_>,
        asker: &Asker,
    ) -> Result<Outcome, RegistrationError> {
        if self.messenger.is_none() {
            return Err(RegistrationError::Closed);
        }
        let fields = match self.fields(application).await? {
            Ok(fields) => fields,
            Err(refusals) => return Ok(Outcome::Refused(refusals)),
        };
        let refused = |refusal| Ok(Outcome::Refused(vec![refusal]));
        let address = asker.address();
        let (verdict, wait) = sql::check(
            &self.pool,
            &fields.phone,
            &asker.secret,
            &fields.code,
            address.as_deref(),
        )
        .await?;
        match verdict.as_str() {
            "right" => {}
            "used" => return Ok(Outcome::Again),
            "too-many" => return refused(Refusal::TooMany(whole_seconds(wait))),
            verdict => {
                tracing::warn!(ip = ?asker.client.ip, verdict, "a code was refused");
                return refused(Refusal::Code(CodeError::of(verdict)));
            }
        }
        let hash = self.hasher.hash(fields.password).await?;
        let nickname = nickname(application.user_name, &fields.user_name);
        let applicant = Applicant {
            phone: &fields.phone,
            secret: &asker.secret,
            code: &fields.code,
            user_name: fields.user_name.as_str(),
            look: &fields.user_name.look(),
            nickname: &nickname,
            password_hash: &hash,
        };
        match sql::register(&self.pool, &applicant).await? {
            Ok(id) => Ok(Outcome::Member(Member { id, nickname })),
            Err(obstacle) => match obstacle.as_str() {
                "used" => Ok(Outcome::Again),
                "phone" => refused(Refusal::PhoneTaken),
                "user-name" => refused(Refusal::UserName(UserNameError::Taken)),
                verdict => refused(Refusal::Code(CodeError::of(verdict))),
            },
        }
    }

    /// The fields in the form in which they are stored, or everything that is wrong with them.
    async fn fields(&self, application: &Application<'_>) -> Result<Result<Fields, Refusals>, Overloaded> {
        let phone = MobileNumber::parse(application.phone).ok_or(Refusal::Phone);
        let code = code(application.code).ok_or(Refusal::Code(CodeError::Form));
        let user_name = UserName::parse(application.user_name).map_err(Refusal::UserName);
        let new = text::password(application.password.expose_secret());
        let mut own_words = vec![text::comparable(application.user_name)];
        own_words.extend(phone.iter().map(|phone| phone.national().to_owned()));
        let password = self
            .judge_password(SecretString::from(new), own_words)
            .await?
            .map_err(Refusal::Password);
        Ok(match (phone, code, user_name, password) {
            (Ok(phone), Ok(code), Ok(user_name), Ok(password)) => Ok(Fields {
                phone,
                code,
                user_name,
                password,
            }),
            (phone, code, user_name, password) => {
                let wrong = [phone.err(), code.err(), user_name.err(), password.err()];
                Err(wrong.into_iter().flatten().collect())
            }
        })
    }

    /// The password, if it may be the new one of somebody who is called by these words. Judged where passwords are hashed: it takes a core for some
    /// time, too.
    pub(super) async fn judge_password(
        &self,
        new: SecretString,
        own_words: Vec<String>,
    ) -> Result<Result<SecretString, PasswordError>, Overloaded> {
        if let Err(error) = password::check_length(new.expose_secret()) {
            return Ok(Err(error));
        }
        let words = own_words
            .into_iter()
            .map(|word| word.chars().take(WORD_LENGTH).collect());
        let words: Vec<String> = words.collect();
        self.hasher
            .judge(move || {
                let judged = password::check(new.expose_secret(), &words);
                judged.map(|()| new)
            })
            .await
    }
}

/// The characters of a word that are worth comparing a password with.
const WORD_LENGTH: usize = 60;

/// What is in the form, in the form in which it is stored.
struct Fields {
    phone: MobileNumber,
    code: String,
    user_name: UserName,
    password: SecretString,
}

/// What the page with the form is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Nobody can register here.
    Closed,
    /// A phone is asked for.
    Phone,
    /// A code was sent.
    Code {
        /// The phone to which it went, as people read it.
        phone: String,
        /// The seconds until another may be asked for.
        wait: u32,
    },
}

/// The step that a browser with this secret has come to; with codes for several phones, the one for what was typed as `phone` counts.
pub(crate) async fn step(secret: Option<&str>, phone: &str) -> Result<Step, Failure> {
    let auth = use_context::<Auth>().ok_or(Failure::Internal)?;
    if auth.messenger.is_none() {
        return Ok(Step::Closed);
    }
    let Some(secret) = secret else {
        return Ok(Step::Phone);
    };
    let preferred = MobileNumber::parse(phone);
    match sql::awaited(&auth.pool, secret, preferred.as_ref()).await {
        Ok(None) => Ok(Step::Phone),
        Ok(Some(awaited)) => Ok(Step::Code {
            phone: MobileNumber::parse(&awaited.phone).map_or(awaited.phone, |phone| phone.grouped()),
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
fn new_code() -> String {
    loop {
        let number = OsRng.next_u32();
        if number < u32::MAX - u32::MAX % CODES {
            return format!("{:06}", number % CODES);
        }
    }
}

/// The six digits that were typed, in whatever width and groups.
fn code(typed: &str) -> Option<String> {
    let digits: String = text::comparable(typed)
        .chars()
        .filter(|c| !matches!(c, ' ' | '-'))
        .collect();
    (digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

/// What a new member is called: the user name, in the letters in which it was typed.
fn nickname(typed: &str, user_name: &UserName) -> String {
    let typed = Nickname::parse(&text::comparable(typed)).map(Nickname::into_string);
    typed.unwrap_or_else(|_| user_name.as_str().to_owned())
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
        let codes: std::collections::BTreeSet<_> = (0..100).map(|_| new_code()).collect();
        assert!(codes.iter().all(|new| code(new).as_ref() == Some(new)));
        assert!(codes.len() > 90, "{codes:?}");
        for typed in ["123456", " 123 456 ", "１２３４５６", "123-456", "123456\n"] {
            assert_eq!(code(typed).as_deref(), Some("123456"), "{typed:?}");
        }
        for typed in ["", "12345", "1234567", "12345x", "12345\u{661}", "🐼"] {
            assert_eq!(code(typed), None, "{typed:?}");
        }
    }
}
