//! A new password instead of a forgotten one.

pub(crate) mod notice;
pub(crate) mod page;
mod password_form;

use crate::codes::{Asked, Forms};
use app_kernel::path;

/// The forms for a new password.
pub(crate) const FORMS: Forms = Forms {
    page: path::FORGOT,
    send: path::RESET_CODE_API,
    title: "reset-title",
    slogan: "login-slogan",
    asked: Asked::Either,
    asked_hint: "reset-phone-hint",
    code_hint: "reset-code-hint",
};
