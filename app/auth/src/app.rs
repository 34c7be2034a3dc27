//! The application of the auth service on its own.

use crate::AuthRoutes;
use app_ui::{Frame, error_page::NotFound};
use leptos::prelude::*;
use leptos_router::components::{Router, Routes};

/// Accounts, as a service of its own.
#[component]
pub fn App() -> impl IntoView {
    view! {
        <Router>
            <Frame>
                <Routes fallback=NotFound>
                    <AuthRoutes />
                </Routes>
            </Frame>
        </Router>
    }
}
