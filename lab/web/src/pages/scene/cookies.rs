//! The visitor's cookies as the browser would send them now, with the rule that decides.

use std::collections::BTreeMap;

use lab_model::CookieAt;
use leptos::prelude::*;

use super::super::{
    marks::SessionMark,
    words::{say, t},
};
use super::shown::Shown;

/// Each session cookie, and for each service whether it is sent there.
pub fn cookies(shown: &Shown) -> AnyView {
    let name = &shown.scene.cookie;
    let mut cookies: BTreeMap<_, Vec<&CookieAt>> = BTreeMap::new();
    for cookie in shown.cookies.iter().filter(|cookie| &cookie.name == name) {
        let key = (&cookie.domain, &cookie.path, &cookie.mark);
        cookies.entry(key).or_default().push(cookie);
    }
    if cookies.is_empty() {
        let words = t(
            "浏览器里没有这个场景的会话 Cookie。登录之后再看。",
            "The browser has no session cookie of this scene. Look again after a login.",
        );
        return view! { <p class="empty">{words}</p> }.into_any();
    }
    let cookies = cookies
        .into_values()
        .filter_map(|places| Some(cookie(places.first()?, &places)))
        .collect_view();
    view! { <ul class="cookies">{cookies}</ul> }.into_any()
}

/// A cookie with the places that it may be sent to.
fn cookie(cookie: &CookieAt, places: &[&CookieAt]) -> impl IntoView + use<> {
    let domain = if cookie.host_only {
        t("没有 Domain：只属于 ", "no Domain: only ")
    } else {
        "Domain="
    };
    let places = places
        .iter()
        .map(|place| view! { <li>{sent(place)}</li> })
        .collect_view();
    view! {
        <li class="cookie">
            <p class="cookie__name">
                <code>{cookie.name.clone()}</code>
                <SessionMark mark=cookie.mark.clone() />
                <span class="quiet">{domain}{cookie.domain.clone()}</span>
            </p>
            <ul class="cookie__places">{places}</ul>
        </li>
    }
}

fn sent(place: &CookieAt) -> impl IntoView + use<> {
    let (class, sign, word) = if place.sent {
        ("sent sent--yes", "✓", t("会发给", "is sent to"))
    } else {
        ("sent sent--no", "✕", t("不发给", "is not sent to"))
    };
    view! {
        <p>
            <span class=class><span aria-hidden="true">{sign}</span>" "{word}</span>
            " "
            <code>{short(&place.address)}</code>
        </p>
        <p class="cookie__rule">{say(place.rule.sentence())}" "<cite>{place.rule.source()}</cite></p>
    }
}

/// An address without its scheme.
fn short(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.trim_end_matches('/').to_owned()
}
