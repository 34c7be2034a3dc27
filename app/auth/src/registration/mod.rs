//! A new account.

mod account_form;
pub(crate) mod notice;
pub(crate) mod page;

use crate::codes::{Asked, Forms};
use app_kernel::path;

/// The forms for a new account.
pub(crate) const FORMS: Forms = Forms {
    page: path::REGISTER,
    send: path::REGISTER_CODE_API,
    title: "register-title",
    slogan: "register-slogan",
    asked: Asked::Phone,
    asked_hint: "register-phone-hint",
    code_hint: "register-code-hint",
};
