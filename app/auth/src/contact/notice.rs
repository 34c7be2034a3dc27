//! What the forms for another phone or e-mail address say when they are shown again.

use super::Contact;
use crate::codes::notice::Refusals;
use app_forms::Notice;
use app_kernel::path;
use serde::{Deserialize, Serialize};

/// What was typed, and why the form is shown again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactNotice {
    /// The form.
    pub contact: Contact,
    /// Everything that is in the way; nothing after a code was sent.
    pub refusals: Refusals,
    /// The phone or the e-mail address.
    pub to: String,
}

impl Notice for ContactNotice {
    const COOKIE: &'static str = "cfmall-contact";
    /// Above the pages of both forms.
    const PAGE: &'static str = path::ACCOUNT;
}

/// What has become of the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ContactDone {
    /// The account has this phone or e-mail address now, which was proved.
    Changed(Contact),
    /// The account has no e-mail address any more.
    EmailRemoved,
    /// The e-mail address stays: without it the member could not log in.
    EmailKept,
}

impl ContactDone {
    /// The sentence for the member.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Changed(Contact::Phone) => "phone-changed",
            Self::Changed(Contact::Email) => "email-changed",
            Self::EmailRemoved => "email-removed",
            Self::EmailKept => "email-kept",
        }
    }
}

impl Notice for ContactDone {
    const COOKIE: &'static str = "cfmall-contact-done";
    const PAGE: &'static str = path::ACCOUNT;
}
