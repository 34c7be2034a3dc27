//! What the pages of addresses say once, after one of their forms.

use super::form::{Draft, Field};
use app_forms::Notice;
use app_kernel::path;
use serde::{Deserialize, Serialize};

/// Said after a form about addresses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum AddressNotice {
    /// The address was added or changed.
    Saved,
    /// The address is the default now.
    Default,
    /// The address was removed; it can be put back.
    Removed(Draft),
    /// The member has no such address, or not any more.
    Unknown,
    /// The form again, with what was typed.
    Again(Again),
}

/// A form that is shown again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Again {
    /// The address that the form changes; none, if it adds one.
    pub(super) id: Option<i64>,
    /// What was typed.
    pub(super) draft: Draft,
    /// The fields that cannot be as they are.
    pub(super) wrong: Vec<Field>,
    /// Why it was not saved, although every field is right.
    pub(super) obstacle: Option<Obstacle>,
}

/// What is in the way of an address that is right in itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Obstacle {
    /// The member has as many as one can have.
    Full,
    /// The address that was to be changed is not there any more. It can be added as a new one.
    Gone,
}

impl Obstacle {
    /// The sentence for the member.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Full => "address-full",
            Self::Gone => "address-gone",
        }
    }
}

impl Notice for AddressNotice {
    const COOKIE: &'static str = "cfmall-address";
    const PAGE: &'static str = path::ADDRESSES;
}
