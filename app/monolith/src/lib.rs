//! The whole mall in one application: the two route groups side by side, and nothing else.

use app_auth::AuthRoutes;
use app_mall::MallRoutes;
use app_ui::{Frame, error_page::NotFound};
use leptos::prelude::*;
use leptos_router::components::{Router, Routes};

/// Shop and accounts in one process.
#[component]
pub fn App() -> impl IntoView {
    view! {
        <Router>
            <Frame>
                <Routes fallback=NotFound>
                    <MallRoutes />
                    <AuthRoutes />
                </Routes>
            </Frame>
        </Router>
    }
}
