//! What the account page asks for.

use super::model::Account;
use app_kernel::Failure;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// The account of whoever is asking; 401 for a guest.
#[server(prefix = "/api/auth", endpoint = "account", input = GetUrl)]
pub async fn load_account() -> Result<Account, Failure> {
    crate::server::account::own_account().await
}
