//! The pages that hold several forms.

use app_forms::server::FormPage;
use app_kernel::{Links, Origin, path};

/// The account page, with the forms for nickname and password.
pub(super) struct AccountForms;

impl FormPage for AccountForms {
    const PATH: &'static str = path::ACCOUNT;

    fn origin(links: &Links) -> &Origin {
        &links.auth
    }
}

/// The page of the member's sessions, with the buttons that end them.
pub(super) struct SessionForms;

impl FormPage for SessionForms {
    const PATH: &'static str = path::SESSIONS;

    fn origin(links: &Links) -> &Origin {
        &links.auth
    }
}

/// The page with the forms for an e-mail address.
pub(super) struct EmailForms;

impl FormPage for EmailForms {
    const PATH: &'static str = path::ACCOUNT_EMAIL;

    fn origin(links: &Links) -> &Origin {
        &links.auth
    }
}

/// The page with the form that asks for the account to be deleted.
pub(super) struct DeleteForm;

impl FormPage for DeleteForm {
    const PATH: &'static str = path::ACCOUNT_DELETE;

    fn origin(links: &Links) -> &Origin {
        &links.auth
    }
}

/// The page with the forms for another phone.
pub(super) struct PhoneForms;

impl FormPage for PhoneForms {
    const PATH: &'static str = path::ACCOUNT_PHONE;

    fn origin(links: &Links) -> &Origin {
        &links.auth
    }
}

/// The page with the member's passkeys.
pub(super) struct PasskeyForms;

impl FormPage for PasskeyForms {
    const PATH: &'static str = path::PASSKEYS;

    fn origin(links: &Links) -> &Origin {
        &links.auth
    }
}

/// The pages of operators, each with a member's number in its address.
pub(super) struct AdminForms;

impl FormPage for AdminForms {
    const PATH: &'static str = path::ADMIN;

    fn origin(links: &Links) -> &Origin {
        &links.auth
    }
}
