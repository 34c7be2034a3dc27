//! The pages of this domain.

use crate::{
    account::page::account_page,
    activity::page::activity_page,
    code_login::page::code_login_page,
    confirm::page::confirm_page,
    contact::page::{email_page, phone_page},
    deletion::{keep_page::keep_page, page::delete_page},
    login::{check_page::login_check_page, page::login_page},
    mailbox::page::mailbox_page,
    operators::{front_page::admin_page, member_page::admin_member_page},
    passkeys::page::passkeys_page,
    password_reset::page::forgot_page,
    registration::page::register_page,
    sessions::page::sessions_page,
    social::{arrival_page::arrival_page, register_page::social_register_page},
};
use app_kernel::path;
use app_part::Page;

/// Login, registration and account.
pub(crate) const PAGES: [Page; 19] = [
    Page {
        path: path::LOGIN,
        content: || Box::pin(async { login_page().await.into() }),
    },
    Page {
        path: path::LOGIN_CHECK,
        content: || Box::pin(async { login_check_page().await.into() }),
    },
    Page {
        path: path::CODE_LOGIN,
        content: || Box::pin(async { code_login_page().await.into() }),
    },
    Page {
        path: path::SOCIAL,
        content: || Box::pin(async { arrival_page().await.into() }),
    },
    Page {
        path: path::SOCIAL_REGISTER,
        content: || Box::pin(async { social_register_page().await.into() }),
    },
    Page {
        path: path::KEEP,
        content: || Box::pin(async { keep_page().await.into() }),
    },
    Page {
        path: path::FORGOT,
        content: || Box::pin(async { forgot_page().await.into() }),
    },
    Page {
        path: path::REGISTER,
        content: || Box::pin(async { register_page().await.into() }),
    },
    Page {
        path: path::MAILBOX,
        content: || Box::pin(async { mailbox_page().await.into() }),
    },
    Page {
        path: path::ACCOUNT,
        content: || Box::pin(async { account_page().await.into() }),
    },
    Page {
        path: path::ACCOUNT_EMAIL,
        content: || Box::pin(async { email_page().await.into() }),
    },
    Page {
        path: path::ACCOUNT_PHONE,
        content: || Box::pin(async { phone_page().await.into() }),
    },
    Page {
        path: path::ACCOUNT_DELETE,
        content: || Box::pin(async { delete_page().await.into() }),
    },
    Page {
        path: path::PASSKEYS,
        content: || Box::pin(async { passkeys_page().await.into() }),
    },
    Page {
        path: path::SESSIONS,
        content: || Box::pin(async { sessions_page().await.into() }),
    },
    Page {
        path: path::ACTIVITY,
        content: || Box::pin(async { activity_page().await.into() }),
    },
    Page {
        path: path::ADMIN,
        content: || Box::pin(async { admin_page().await.into() }),
    },
    Page {
        path: path::ADMIN_MEMBER,
        content: || Box::pin(async { admin_member_page().await.into() }),
    },
    Page {
        path: path::CONFIRM,
        content: || Box::pin(async { confirm_page().await.into() }),
    },
];
