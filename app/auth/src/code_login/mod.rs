//! Logging in with a code instead of the password.

mod code_form;
pub(crate) mod notice;
pub(crate) mod page;

use crate::codes::{Asked, Forms};
use app_kernel::path;

/// The forms for a login with a code.
pub(crate) const FORMS: Forms = Forms {
    page: path::CODE_LOGIN,
    send: path::CODE_LOGIN_CODE_API,
    title: "code-login-title",
    slogan: "login-slogan",
    asked: Asked::Either,
    asked_hint: "code-login-phone-hint",
    code_hint: "code-login-code-hint",
};
