//! The account page's use case.

use super::{Auth, store};
use crate::account::model::Account;
use app_kernel::{Failure, Viewer};
use app_ui::visit_of_request;
use leptos::prelude::use_context;

/// The account of whoever is asking.
pub(crate) async fn own_account() -> Result<Account, Failure> {
    let auth = use_context::<Auth>().ok_or(Failure::Internal)?;
    let id = match &visit_of_request()?.viewer {
        Viewer::Member(member) => member.id,
        Viewer::Guest => return Err(Failure::LoginNeeded),
        Viewer::Unavailable => return Err(Failure::Unavailable),
    };
    match store::find_account(&auth.pool, id, auth.demo_operator).await {
        Ok(Some(account)) => Ok(account),
        // The account was deleted while its session lives on.
        Ok(None) => Err(Failure::LoginNeeded),
        Err(error) => {
            tracing::error!(%error, %id, "an account cannot be read");
            Err(Failure::Unavailable)
        }
    }
}
