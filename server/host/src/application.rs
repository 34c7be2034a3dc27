//! The pages of all parts, as one application.

use app_part::Pages;
use app_ui::{Frame, error_page::NotFound};
use leptos::{children::ToChildren, prelude::*, tachys::view::iterators::StaticVec};
use leptos_router::components::{RouteChildren, Router, Routes, RoutesProps};

/// Every page in the frame that all of them share.
pub(crate) fn application(pages: &[Pages]) -> impl IntoView + use<> {
    let groups: Vec<_> = pages.iter().map(|pages| pages()).collect();
    view! {
        <Router>
            <Frame>{all(groups)}</Frame>
        </Router>
    }
}

fn all(groups: Vec<leptos_router::any_nested_route::AnyNestedRoute>) -> impl IntoView {
    Routes(
        RoutesProps::builder()
            .fallback(NotFound)
            .children(RouteChildren::to_children(move || StaticVec::from(groups)))
            .build(),
    )
}
