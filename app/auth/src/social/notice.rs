//! What the forms about providers say when their page is shown again.

use crate::codes::notice::Refusals;
use app_forms::Notice;
use app_kernel::path;
use serde::{Deserialize, Serialize};

/// The part of the account page with the member's identities.
pub(crate) fn identities_section() -> String {
    format!("{}#identities-section", path::ACCOUNT)
}

/// The outcome of linking an identity, or of taking it away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IdentityNotice {
    /// An identity was linked.
    Linked,
    /// An identity is not linked any more.
    Unlinked,
    /// The identity stays: without it the member could not log in.
    Last,
}

impl Notice for IdentityNotice {
    const COOKIE: &'static str = "cfmall-identity";
    const PAGE: &'static str = path::ACCOUNT;
}

/// What was typed, and why the form is shown again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SocialRegistrationNotice {
    /// Everything that is in the way.
    pub refusals: Refusals,
    /// The user name.
    pub user_name: String,
}

impl Notice for SocialRegistrationNotice {
    const COOKIE: &'static str = "cfmall-social-registration";
    const PAGE: &'static str = path::SOCIAL_REGISTER;
}
