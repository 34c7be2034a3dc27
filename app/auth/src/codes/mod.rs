//! Forms that go by a code to a phone: first the phone, then the code and what it is for.

mod code_fields;
mod countdown;
pub(crate) mod fields;
mod frame;
pub(crate) mod notice;
mod phone_form;

pub(crate) use code_fields::{CodeField, NewPasswordField, SentTo};
pub(crate) use countdown::Countdown;
pub(crate) use frame::{Frame, browser_secret, keeps_cookies};
pub(crate) use phone_form::PhoneForm;

/// In the address after a code was sent: without the cookie, the browser keeps none.
pub(crate) const SENT: &str = "sent";
/// In the address of the form for a phone, where a code for another may be waited for.
pub(crate) const PHONE: &str = "phone";

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
    /// The sentence about the phone.
    pub(crate) phone_hint: &'static str,
    /// The sentence about the code.
    pub(crate) code_hint: &'static str,
}
