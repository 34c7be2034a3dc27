//! The application of the mall service on its own.

use crate::MallRoutes;
use app_ui::{Frame, error_page::NotFound};
use leptos::prelude::*;
use leptos_router::components::{Router, Routes};

/// The shop, as a service of its own.
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
