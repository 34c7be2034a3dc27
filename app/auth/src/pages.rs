//! The pages of this domain.

use crate::{
    account::page::account_page,
    confirm::page::confirm_page,
    login::{check_page::login_check_page, page::login_page},
    sessions::page::sessions_page,
};
use app_kernel::path;
use app_part::Page;

/// Login and account.
pub(crate) const PAGES: [Page; 5] = [
    Page {
        path: path::LOGIN,
        view: || Box::pin(login_page()),
    },
    Page {
        path: path::LOGIN_CHECK,
        view: || Box::pin(login_check_page()),
    },
    Page {
        path: path::ACCOUNT,
        view: || Box::pin(account_page()),
    },
    Page {
        path: path::SESSIONS,
        view: || Box::pin(sessions_page()),
    },
    Page {
        path: path::CONFIRM,
        view: || Box::pin(confirm_page()),
    },
];
