//! Where a message goes.

use super::email::{EmailAddress, EmailError};
use app_kernel::MobileNumber;

/// Where a message goes: to a phone, or to an e-mail address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Recipient {
    /// A phone.
    Phone(MobileNumber),
    /// An e-mail address.
    Email(EmailAddress),
}

/// Why no message can go to what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RecipientError {
    /// No mobile number of mainland China.
    Phone,
    /// No e-mail address.
    Email(EmailError),
}

impl Recipient {
    /// Reads what was typed: a text with an `@`, in whatever width, is meant to be an e-mail address, every other one a phone.
    pub(crate) fn parse(typed: &str) -> Result<Self, RecipientError> {
        if typed.contains(['@', '＠']) {
            Self::email(typed)
        } else {
            Self::phone(typed)
        }
    }

    /// Reads what was typed as a phone.
    pub(crate) fn phone(typed: &str) -> Result<Self, RecipientError> {
        MobileNumber::parse(typed)
            .map(Self::Phone)
            .ok_or(RecipientError::Phone)
    }

    /// Reads what was typed as an e-mail address.
    pub(crate) fn email(typed: &str) -> Result<Self, RecipientError> {
        EmailAddress::parse(typed)
            .map(Self::Email)
            .map_err(RecipientError::Email)
    }

    /// The text by which it is stored and compared: a number in E.164, or an address in small letters.
    pub(crate) fn stored(&self) -> String {
        match self {
            Self::Phone(number) => number.e164(),
            Self::Email(address) => address.as_str().to_owned(),
        }
    }

    /// The word in it that makes no good password.
    pub(crate) fn word(&self) -> String {
        match self {
            Self::Phone(number) => number.national().to_owned(),
            Self::Email(address) => address.as_str().to_owned(),
        }
    }

    /// The text that people read.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Phone(number) => number.grouped(),
            Self::Email(address) => address.as_str().to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recipient_is_read_from_what_is_typed_and_from_what_is_stored() {
        for (typed, stored, shown) in [
            ("138 0000 0001", "+8613800000001", "138 0000 0001"),
            ("Li＠Example.com", "li@example.com", "li@example.com"),
        ] {
            let recipient = Recipient::parse(typed).expect("a recipient");
            assert_eq!(
                (recipient.stored().as_str(), recipient.shown().as_str()),
                (stored, shown)
            );
            assert_eq!(Recipient::parse(stored), Ok(recipient));
        }
        assert_eq!(Recipient::parse("12345"), Err(RecipientError::Phone));
        assert_eq!(
            Recipient::parse("li@"),
            Err(RecipientError::Email(EmailError::Form))
        );
    }
}
