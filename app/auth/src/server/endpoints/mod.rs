//! Where the forms of this domain are posted to.
//!
//! A browser's form is answered with 303 to a page, a script that accepts JSON with JSON and the proper status.

mod appearance;
mod code_forms;
mod code_login;
mod confirm;
mod contact;
mod deletion;
mod export;
mod form_pages;
mod login;
mod logout;
mod operators;
mod passkeys;
mod password;
mod password_reset;
mod profile;
mod registration;
mod sessions;
mod social;

use super::Auth;
use app_kernel::{Links, path};
use app_part::Endpoint;
use axum::{
    extract::FromRef,
    http::Method,
    routing::{get, post},
};
use form_pages::{EmailForms, PhoneForms};

/// Every endpoint of this domain.
pub(super) fn endpoints(auth: &Auth) -> Vec<Endpoint> {
    let read = [(path::SESSIONS_API, get(sessions::list))]
        .map(|(path, handler)| (Method::GET, path, handler.with_state(auth.clone())));
    let write = [
        (path::LOGIN_API, post(login::log_in)),
        (path::CODE_LOGIN_API, post(code_login::log_in)),
        (path::CODE_LOGIN_CODE_API, post(code_login::send_code)),
        (path::LOGOUT_API, post(logout::log_out)),
        (path::REGISTER_API, post(registration::register)),
        (path::REGISTER_CODE_API, post(registration::send_code)),
        (path::RESET_API, post(password_reset::reset)),
        (path::RESET_CODE_API, post(password_reset::send_code)),
        (path::CONFIRM_API, post(confirm::confirm)),
        (path::PASSWORD_API, post(password::change)),
        (path::EMAIL_CODE_API, post(contact::send_code::<EmailForms>)),
        (path::EMAIL_API, post(contact::change::<EmailForms>)),
        (path::EMAIL_REMOVE_API, post(contact::remove_email)),
        (path::PHONE_CODE_API, post(contact::send_code::<PhoneForms>)),
        (path::PHONE_API, post(contact::change::<PhoneForms>)),
        (path::APPEARANCE_API, post(appearance::change)),
        (path::DELETE_API, post(deletion::ask)),
        (path::KEEP_API, post(deletion::keep)),
        (path::EXPORT_API, post(export::export)),
        (path::PROFILE_API, post(profile::change)),
        (path::SOCIAL_API, post(social::log_in)),
        (path::SOCIAL_LINK_API, post(social::link)),
        (path::SOCIAL_CONFIRM_API, post(social::confirm)),
        (path::SOCIAL_UNLINK_API, post(social::unlink)),
        (path::SOCIAL_REGISTER_API, post(social::register)),
        (path::PASSKEY_API, post(passkeys::begin_registration)),
        (path::PASSKEY_FINISH_API, post(passkeys::finish_registration)),
        (path::PASSKEY_RENAME_API, post(passkeys::rename)),
        (path::PASSKEY_REMOVE_API, post(passkeys::remove)),
        (path::PASSKEY_LOGIN_API, post(passkeys::begin_login)),
        (path::PASSKEY_LOGIN_FINISH_API, post(passkeys::finish_login)),
        (path::PASSKEY_CONFIRM_API, post(passkeys::begin_confirmation)),
        (
            path::PASSKEY_CONFIRM_FINISH_API,
            post(passkeys::finish_confirmation),
        ),
        (path::ADMIN_FIND_API, post(operators::find)),
        (path::ADMIN_DISABLE_API, post(operators::disable)),
        (path::ADMIN_ENABLE_API, post(operators::enable)),
        (path::ADMIN_REVOKE_API, post(operators::revoke)),
        (path::ADMIN_REVOKE_ALL_API, post(operators::revoke_all)),
        (path::REVOKE_API, post(sessions::revoke)),
        (path::REVOKE_OTHERS_API, post(sessions::revoke_others)),
        (path::REVOKE_ALL_API, post(sessions::revoke_all)),
    ]
    .map(|(path, handler)| (Method::POST, path, handler.with_state(auth.clone())));
    read.into_iter().chain(write).collect()
}

impl FromRef<Auth> for Links {
    fn from_ref(auth: &Auth) -> Self {
        auth.links.clone()
    }
}
