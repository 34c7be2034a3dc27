//! Pages that are for members.

use app_kernel::{Member, Next, Viewer, path};
use app_ui::{error_page::ErrorPage, respond, visit};
use leptos::prelude::*;

/// A guest is asked to log in first and comes back, and during an outage nobody is told that they are logged out.
pub(crate) fn members_only<V: IntoView + 'static>(show: impl FnOnce(Member) -> V) -> AnyView {
    let visit = visit();
    match visit.viewer.clone() {
        Viewer::Guest => {
            let query = Next::parse(&visit.here(), visit.links())
                .map(|next| next.as_query())
                .unwrap_or_default();
            respond::redirect(&format!("{}?{query}", path::LOGIN));
            ().into_any()
        }
        Viewer::Unavailable => view! { <ErrorPage status=503 /> }.into_any(),
        Viewer::Member(member) => show(member).into_any(),
    }
}
