//! Pages that are for members.

use crate::server::login_address;
use app_kernel::{Member, Next, Viewer};
use app_ui::{error_page::ErrorPage, respond, visit};
use leptos::prelude::*;

/// Shows a page to members only: a guest is asked to log in first and comes back, and during an outage nobody is told that
/// they are logged out.
pub async fn members_only(show: impl AsyncFnOnce(Member) -> AnyView) -> AnyView {
    let visit = visit();
    match visit.viewer.clone() {
        Viewer::Guest => {
            let next = Next::parse(&visit.here(), visit.links());
            respond::redirect(&login_address(&visit.site.origin, visit.links(), next.as_ref()));
            ().into_any()
        }
        Viewer::Unavailable => view! { <ErrorPage status=503 /> }.into_any(),
        Viewer::Member(member) => show(member).await,
    }
}
