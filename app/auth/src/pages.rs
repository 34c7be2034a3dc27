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
        content: || Box::pin(async { login_page().await.into() }),
    },
    Page {
        path: path::LOGIN_CHECK,
        content: || Box::pin(async { login_check_page().await.into() }),
    },
    Page {
        path: path::ACCOUNT,
        content: || Box::pin(async { account_page().await.into() }),
    },
    Page {
        path: path::SESSIONS,
        content: || Box::pin(async { sessions_page().await.into() }),
    },
    Page {
        path: path::CONFIRM,
        content: || Box::pin(async { confirm_page().await.into() }),
    },
];
