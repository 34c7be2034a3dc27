//! What the pages of addresses say once, after one of their forms.

use super::form::{Draft, Field};
use app_forms::Notice;
use app_kernel::path;
use serde::{Deserialize, Serialize};

/// Said after a form about addresses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum AddressNotice {
    /// It was added or changed.
    Saved,
    /// It was removed.
    Removed,
    /// The member has as many as one can have.
    Full,
    /// The member has no such address, or not any more.
    Unknown,
    /// The form again: with the chosen province, or with what was wrong.
    Draft {
        /// What was typed.
        draft: Draft,
        /// The fields that cannot be as they are.
        wrong: Vec<Field>,
    },
}

impl Notice for AddressNotice {
    const COOKIE: &'static str = "cfmall-address";
    const PAGE: &'static str = path::ADDRESSES;
}
