//! The application of the mall service on its own.

use crate::routes::MallRoutes;
use app_ui::{Frame, error_page::NotFound};
use leptos::prelude::*;
use leptos_router::components::{Router, Routes};

/// The application of the service `mall`: the shop's pages inside the frame.
#[component]
pub fn App() -> impl IntoView {
    view! {
        <Router>
            <Frame>
                <Routes fallback=NotFound>
                    <MallRoutes />
                </Routes>
            </Frame>
        </Router>
    }
}
