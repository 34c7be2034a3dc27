//! Pages that are for members.

use app_kernel::{Member, Viewer};
use app_ui::{error_page::ErrorPage, visit};
use leptos::prelude::*;

/// Shows a page to members only: a guest is asked to log in first and comes back, and during an outage nobody is told that
/// they are logged out.
pub fn members_only<V: IntoView + 'static>(show: impl FnOnce(Member) -> V) -> AnyView {
    match visit().viewer.clone() {
        Viewer::Guest => {
            #[cfg(feature = "ssr")]
            log_in_first();
            ().into_any()
        }
        Viewer::Unavailable => view! { <ErrorPage status=503 /> }.into_any(),
        Viewer::Member(member) => show(member).into_any(),
    }
}

#[cfg(feature = "ssr")]
fn log_in_first() {
    let visit = visit();
    let next = app_kernel::Next::parse(&visit.here(), visit.links());
    app_ui::respond::redirect(&crate::server::login_address(
        &visit.site.origin,
        visit.links(),
        next.as_ref(),
    ));
}
