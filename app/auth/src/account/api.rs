//! What the account page asks for.

use app_kernel::Failure;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

/// An account as its owner may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The name used to log in.
    pub user_name: String,
    /// The phone number with its middle digits hidden.
    pub phone: Option<String>,
    /// The day of registration, `2026-11-22`, in the shop's time zone.
    pub member_since: String,
}

/// The account of whoever is asking; 401 for a guest.
#[server(prefix = "/api/auth", endpoint = "account", input = GetUrl)]
pub async fn load_account() -> Result<Account, Failure> {
    crate::server::account::own_account().await
}
