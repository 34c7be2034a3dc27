//! What the forms for a new account say when they are shown again.

use crate::{
    domain::{password::PasswordError, user_name::UserNameError},
    login::notice::LoginError,
};
use app_forms::Notice;
use app_kernel::path;
use serde::{Deserialize, Serialize};

/// Why a code is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CodeError {
    /// The text is not six digits.
    Form,
    /// The code is another, or none was sent to this phone for this browser: which of the two is not said.
    Wrong,
    /// The code was good for ten minutes.
    Expired,
    /// Too many others were tried: this one is good for nothing any more.
    Exhausted,
    /// The code has made an account.
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
            Self::Form => "register-code-error-form",
            Self::Wrong => "register-code-error-wrong",
            Self::Expired => "register-code-error-expired",
            Self::Exhausted => "register-code-error-exhausted",
            Self::Used => "register-code-error-used",
        }
    }
}

/// Something that is in the way of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// No mobile number of mainland China.
    Phone,
    /// The phone has an account. Said only to who has proved to have the phone.
    PhoneTaken,
    /// The code is not taken.
    Code(CodeError),
    /// The user name is not taken.
    UserName(UserNameError),
    /// The password is not taken.
    Password(PasswordError),
    /// Too many messages or codes; the next one is free after so many seconds.
    TooMany(u32),
}

/// Everything that is in the way, in the order of the fields.
pub type Refusals = Vec<Refusal>;

/// A field of the forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Phone,
    Code,
    UserName,
    Password,
}

impl Field {
    /// The name in the form, and the id in the page.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Code => "code",
            Self::UserName => "user_name",
            Self::Password => "password",
        }
    }

    /// The id of the sentence about it.
    pub(crate) const fn error_id(self) -> &'static str {
        match self {
            Self::Phone => "phone-error",
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
            Self::Phone | Self::PhoneTaken => Some(Field::Phone),
            Self::Code(_) => Some(Field::Code),
            Self::UserName(_) => Some(Field::UserName),
            Self::Password(_) => Some(Field::Password),
            Self::TooMany(_) => None,
        }
    }

    /// For who sends a form again whose code has made an account, and does not know the password of that.
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
            Self::PhoneTaken => "taken",
            Self::Code(error) => error.code(),
            Self::UserName(error) => error.code(),
            Self::Password(error) => error.code(),
            Self::TooMany(_) => "too-many-attempts",
        }
    }

    /// The sentence for the visitor, and the number in it, if it has one.
    pub(crate) const fn sentence(self) -> (&'static str, Option<u64>) {
        match self {
            Self::Phone => ("register-phone-error-form", None),
            Self::PhoneTaken => ("register-phone-error-taken", None),
            Self::Code(error) => (error.key(), None),
            Self::UserName(error) => (error.key(), None),
            Self::Password(error) => (error.key(), None),
            Self::TooMany(seconds) if seconds < 90 => ("login-error-wait-seconds", Some(seconds as u64)),
            Self::TooMany(seconds) => ("login-error-wait-minutes", Some(seconds.div_ceil(60) as u64)),
        }
    }
}

/// What was typed, but the password and the code, and why the form is shown again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistrationNotice {
    /// Everything that is in the way; nothing after a code was sent.
    pub refusals: Refusals,
    /// The phone.
    pub phone: String,
    /// The user name.
    pub user_name: String,
}

impl Notice for RegistrationNotice {
    const COOKIE: &'static str = "cfmall-registration";
    const PAGE: &'static str = path::REGISTER;
}
