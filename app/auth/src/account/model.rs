//! An account, as its page shows it.

use serde::{Deserialize, Serialize};

/// An account as its owner may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The name used to log in.
    pub user_name: String,
    /// The phone number with its middle digits hidden.
    pub phone: Option<String>,
    /// The e-mail address with all but the first letter of its name hidden.
    pub email: Option<String>,
    /// The name of the picture that the member has chosen.
    pub picture: Option<String>,
    /// The tag of the language that the member has chosen (BCP 47).
    pub language: Option<String>,
    /// Whether the member looks after the accounts of others.
    pub is_operator: bool,
    /// The day of registration, `2026-11-22`, in the shop's time zone.
    pub member_since: String,
}
