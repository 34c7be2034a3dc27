//! How a member is reached: another phone, and an e-mail address.

mod code_form;
pub(crate) mod notice;
pub(crate) mod page;
pub(crate) mod panel;

use crate::{
    codes::{Asked, Forms},
    domain::recipient::{Recipient, RecipientError},
    server::codes::Purpose,
};
use app_kernel::path;
use serde::{Deserialize, Serialize};

/// A way in which a member is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Contact {
    /// The phone.
    Phone,
    /// The e-mail address.
    Email,
}

impl Contact {
    /// What a code for another one is for.
    pub(crate) const fn purpose(self) -> Purpose {
        match self {
            Self::Phone => Purpose::Phone,
            Self::Email => Purpose::Email,
        }
    }

    /// The forms for another one.
    pub(crate) const fn forms(self) -> Forms {
        match self {
            Self::Phone => Forms {
                page: path::ACCOUNT_PHONE,
                send: path::PHONE_CODE_API,
                title: "phone-title",
                slogan: "register-slogan",
                asked: Asked::Phone,
                asked_hint: "phone-hint",
                code_hint: "phone-code-hint",
            },
            Self::Email => Forms {
                page: path::ACCOUNT_EMAIL,
                send: path::EMAIL_CODE_API,
                title: "email-title",
                slogan: "register-slogan",
                asked: Asked::Email,
                asked_hint: "email-hint",
                code_hint: "email-code-hint",
            },
        }
    }

    /// Reads what was typed.
    pub(crate) fn read(self, typed: &str) -> Result<Recipient, RecipientError> {
        match self {
            Self::Phone => Recipient::phone(typed),
            Self::Email => Recipient::email(typed),
        }
    }
}
