//! What the form for deleting the account says when it is shown again.

use app_forms::Notice;
use app_kernel::path;
use serde::{Deserialize, Serialize};

/// The box was not ticked that says what happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotUnderstood;

impl Notice for NotUnderstood {
    const COOKIE: &'static str = "cfmall-delete";
    const PAGE: &'static str = path::ACCOUNT_DELETE;
}
