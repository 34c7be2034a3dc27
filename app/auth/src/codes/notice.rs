//! What can be in the way of a form that goes by a code.

use crate::{
    contact::Contact,
    domain::{email::EmailError, password::PasswordError, user_name::UserNameError},
    login::notice::LoginError,
};
use serde::{Deserialize, Serialize};

/// Why a code is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CodeError {
    /// The text is not six digits.
    Form,
    /// The code is another, or none was sent there for this browser: which of the two is not said.
    Wrong,
    /// The code was good for ten minutes.
    Expired,
    /// Too many others were tried: this one is good for nothing any more.
    Exhausted,
    /// The code has done what it was for.
    Used,
}

impl CodeError {
    /// The reason behind a word of the database.
    pub(crate) fn of(verdict: &str) -> Self {
        match verdict {
            "expired" => Self::Expired,
            "exhausted" => Self::Exhausted,
            "used" => Self::Used,
            _ => Self::Wrong,
        }
    }

    const fn code(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Wrong => "wrong",
            Self::Expired => "expired",
            Self::Exhausted => "exhausted",
            Self::Used => "used",
        }
    }

    const fn key(self) -> &'static str {
        match self {
            Self::Form => "code-error-form",
            Self::Wrong => "code-error-wrong",
            Self::Expired => "code-error-expired",
            Self::Exhausted => "code-error-exhausted",
            Self::Used => "code-error-used",
        }
    }
}

/// Something that is in the way of what a code is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// No mobile number of mainland China.
    Phone,
    /// The phone has an account. Said only to who has proved to have the phone.
    PhoneTaken,
    /// No e-mail address.
    Email(EmailError),
    /// The e-mail address is another account's. Said only to who has proved to have it.
    EmailTaken,
    /// The member has this phone or this e-mail address already.
    Same(Contact),
    /// The code is not taken.
    Code(CodeError),
    /// The user name is not taken.
    UserName(UserNameError),
    /// The password is not taken.
    Password(PasswordError),
    /// The account is disabled. Said only to who has proved to have its phone or its e-mail address.
    Disabled,
    /// The account has been reached there for less than a day. Said only to who has proved to be reached there.
    Young,
    /// Too many messages or codes; the next one is free after so many seconds.
    TooMany(u32),
}

/// Everything that is in the way, in the order of the fields.
pub type Refusals = Vec<Refusal>;

/// A field of the forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Phone,
    Email,
    Code,
    UserName,
    Password,
}

impl Field {
    /// The name in the form, and the id in the page.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Code => "code",
            Self::UserName => "user_name",
            Self::Password => "password",
        }
    }

    /// The id of the sentence about it.
    pub(crate) const fn error_id(self) -> &'static str {
        match self {
            Self::Phone => "phone-error",
            Self::Email => "email-error",
            Self::Code => "code-error",
            Self::UserName => "user-name-error",
            Self::Password => "password-error",
        }
    }
}

impl Refusal {
    /// The field it is about; none if it is about none of them.
    pub(crate) const fn field(self) -> Option<Field> {
        match self {
            Self::Phone | Self::PhoneTaken | Self::Same(Contact::Phone) => Some(Field::Phone),
            Self::Email(_) | Self::EmailTaken | Self::Same(Contact::Email) => Some(Field::Email),
            Self::Code(_) => Some(Field::Code),
            Self::UserName(_) => Some(Field::UserName),
            Self::Password(_) => Some(Field::Password),
            Self::Disabled | Self::Young | Self::TooMany(_) => None,
        }
    }

    /// For who sends a form again whose code has been used, with another password than the one that was in it.
    pub(crate) const fn used(error: LoginError) -> Self {
        match error {
            LoginError::TooMany(seconds) => Self::TooMany(seconds),
            LoginError::Incomplete | LoginError::InvalidCredentials | LoginError::Disabled => {
                Self::Code(CodeError::Used)
            }
        }
    }

    /// A word for scripts.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Phone => "form",
            Self::PhoneTaken | Self::EmailTaken => "taken",
            Self::Email(error) => error.code(),
            Self::Same(_) => "same",
            Self::Code(error) => error.code(),
            Self::UserName(error) => error.code(),
            Self::Password(error) => error.code(),
            Self::Disabled => "disabled",
            Self::Young => "young",
            Self::TooMany(_) => "too-many-attempts",
        }
    }

    /// The sentence for the visitor, and the number in it, if it has one.
    pub(crate) const fn sentence(self) -> (&'static str, Option<u64>) {
        match self {
            Self::Phone => ("phone-error-form", None),
            Self::PhoneTaken => ("phone-error-taken", None),
            Self::Email(error) => (error.key(), None),
            Self::EmailTaken => ("email-error-taken", None),
            Self::Same(Contact::Phone) => ("phone-error-same", None),
            Self::Same(Contact::Email) => ("email-error-same", None),
            Self::Code(error) => (error.key(), None),
            Self::UserName(error) => (error.key(), None),
            Self::Password(error) => (error.key(), None),
            Self::Disabled => (LoginError::Disabled.key(), None),
            Self::Young => ("code-error-young", None),
            Self::TooMany(seconds) if seconds < 90 => ("login-error-wait-seconds", Some(seconds as u64)),
            Self::TooMany(seconds) => ("login-error-wait-minutes", Some(seconds.div_ceil(60) as u64)),
        }
    }
}
