//! Forms that go by a code: first the phone or the e-mail address to which it goes, then the code and what it is for.

mod code_fields;
mod countdown;
pub(crate) mod fields;
mod frame;
pub(crate) mod notice;
mod recipient_form;

pub(crate) use code_fields::{CodeField, NewPasswordField, SentTo};
pub(crate) use countdown::Countdown;
pub(crate) use frame::{Frame, browser_secret, keeps_cookies};
pub(crate) use recipient_form::RecipientForm;

/// In the address after a code was sent: without the cookie, the browser keeps none.
pub(crate) const SENT: &str = "sent";
/// In the address of the form that asks where a code is to go, while another is waited for.
pub(crate) const ASK: &str = "phone";

/// What people type to say where a code is to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// A phone.
    Phone,
    /// An e-mail address.
    Email,
    /// One of the two.
    Either,
}

impl Asked {
    /// The name of the field. Where both may be typed it is the one from before there were e-mail addresses.
    const fn name(self) -> &'static str {
        match self {
            Self::Phone | Self::Either => "phone",
            Self::Email => "email",
        }
    }

    /// The label of the field, as a key of the translations.
    const fn label(self) -> &'static str {
        match self {
            Self::Phone => "code-phone",
            Self::Email => "code-email",
            Self::Either => "code-phone-or-email",
        }
    }

    /// The words of the link to another one.
    const fn other(self) -> &'static str {
        match self {
            Self::Phone => "code-other-phone",
            Self::Email => "code-other-email",
            Self::Either => "code-other",
        }
    }

    /// The type of the field. It is no browser that says what an e-mail address is: the answer does, in the visitor's language.
    const fn input(self) -> &'static str {
        match self {
            Self::Phone => "tel",
            Self::Email | Self::Either => "text",
        }
    }

    /// The keyboard of a telephone that types it.
    const fn keyboard(self) -> &'static str {
        match self {
            Self::Phone => "tel",
            Self::Email | Self::Either => "email",
        }
    }

    /// What a browser may fill in.
    const fn autocomplete(self) -> &'static str {
        match self {
            Self::Phone => "tel",
            Self::Email => "email",
            Self::Either => "username",
        }
    }

    /// The characters that a browser lets people type: more than are allowed, so that what is too long is told.
    const fn length(self) -> usize {
        match self {
            Self::Phone => 40,
            Self::Email | Self::Either => 320,
        }
    }
}

/// The forms that are for one purpose.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Forms {
    /// The path of their page.
    pub(crate) page: &'static str,
    /// The path of the endpoint that sends a code.
    pub(crate) send: &'static str,
    /// The title of their page, as a key of the translations.
    pub(crate) title: &'static str,
    /// The sentence beside them.
    pub(crate) slogan: &'static str,
    /// What people type to say where the code is to go.
    pub(crate) asked: Asked,
    /// The sentence about it.
    pub(crate) asked_hint: &'static str,
    /// The sentence about the code.
    pub(crate) code_hint: &'static str,
}
