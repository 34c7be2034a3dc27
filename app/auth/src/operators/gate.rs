//! Pages that are for operators.

use crate::server::operators::{Admission, admission};
use app_forms::{members_only, server::with_next};
use app_kernel::{Next, path};
use app_ui::{
    error_page::{failed, not_found},
    respond, visit,
};
use leptos::prelude::*;

/// Shows a page to operators only, who have just proved who they are. Guests are asked to log in first; to other members there is no such page.
pub(super) async fn operators_only(show: impl AsyncFnOnce() -> AnyView) -> AnyView {
    members_only(async |_| match admission().await {
        Ok(Admission::Granted) => show().await,
        Ok(Admission::ConfirmFirst) => {
            let visit = visit();
            let next = Next::parse(&visit.here(), visit.links());
            respond::redirect(&with_next(path::CONFIRM, next.as_ref()));
            ().into_any()
        }
        Ok(Admission::Refused) => not_found(),
        Err(failure) => failed(&failure),
    })
    .await
}
