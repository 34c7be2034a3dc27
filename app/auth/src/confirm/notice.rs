//! What the form says when it is shown again.

use app_forms::Notice;
use app_kernel::path;
use serde::{Deserialize, Serialize};

/// The password was not the member's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrongPassword;

impl Notice for WrongPassword {
    const COOKIE: &'static str = "cfmall-confirm";
    const PAGE: &'static str = path::CONFIRM;
}
