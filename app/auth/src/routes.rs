//! The pages of this domain, as a group that any application can mount.

use crate::{
    account::page::AccountPage,
    confirm::page::ConfirmPage,
    login::{check_page::LoginCheckPage, page::LoginPage},
    sessions::page::SessionsPage,
};
use leptos::prelude::*;
use leptos_router::{
    MatchNestedRoutes, SsrMode, any_nested_route::IntoAnyNestedRoute, components::Route, path,
};

/// Login and account.
#[component(transparent)]
pub fn AuthRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/login") view=LoginPage ssr=SsrMode::Async />
        <Route path=path!("/login/check") view=LoginCheckPage ssr=SsrMode::Async />
        <Route path=path!("/account") view=AccountPage ssr=SsrMode::Async />
        <Route path=path!("/account/sessions") view=SessionsPage ssr=SsrMode::Async />
        <Route path=path!("/account/confirm") view=ConfirmPage ssr=SsrMode::Async />
    }
    .into_inner()
    .into_any_nested_route()
}
