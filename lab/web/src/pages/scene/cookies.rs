//! The visitor's cookies as the browser would send them now, with the rule that decides.

use std::collections::BTreeMap;

use lab_model::CookieAt;
use leptos::prelude::*;

use super::super::{
    marks::SessionMark,
    words::{say, t},
};
use super::shown::Shown;

/// A table with a row for each cookie and a column for each service.
pub fn cookies(shown: &Shown) -> AnyView {
    let name = &shown.scene.cookie;
    let mut addresses: Vec<&str> = shown
        .cookies
        .iter()
        .map(|cookie| cookie.address.as_str())
        .collect();
    addresses.sort_unstable();
    addresses.dedup();
    let mut rows: BTreeMap<_, Vec<&CookieAt>> = BTreeMap::new();
    for cookie in shown.cookies.iter().filter(|cookie| &cookie.name == name) {
        let key = (&cookie.name, &cookie.domain, &cookie.path, &cookie.mark);
        rows.entry(key).or_default().push(cookie);
    }
    if rows.is_empty() {
        let words = t(
            "浏览器里没有这个场景的会话 Cookie。登录之后再看。",
            "The browser has no session cookie of this scene. Look again after a login.",
        );
        return view! { <p class="empty">{words}</p> }.into_any();
    }
    let heads = addresses
        .iter()
        .map(|address| view! { <th scope="col">{t("发给 ", "to ")}<code>{short(address)}</code></th> })
        .collect_view();
    let rows = rows
        .into_values()
        .map(|row| {
            let cells = addresses
                .iter()
                .map(|address| {
                    row.iter()
                        .find(|cookie| cookie.address == *address)
                        .map(|cookie| cell(cookie))
                })
                .map(|cell| view! { <td>{cell}</td> })
                .collect_view();
            let [first, ..] = row.as_slice() else {
                return ().into_any();
            };
            let domain = if first.host_only {
                t("没有 Domain：只属于 ", "no Domain: only ")
            } else {
                "Domain="
            };
            view! {
                <tr>
                    <th scope="row">
                        <code>{first.name.clone()}</code>
                        " "
                        <SessionMark mark=first.mark.clone() />
                        <span class="quiet">{domain}{first.domain.clone()}</span>
                    </th>
                    {cells}
                </tr>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <table class="cookies">
            <thead><tr><th scope="col">"Cookie"</th>{heads}</tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn cell(cookie: &CookieAt) -> impl IntoView + use<> {
    let (class, sign, word) = if cookie.sent {
        ("sent sent--yes", "✓", t("会发送", "sent"))
    } else {
        ("sent sent--no", "✕", t("不发送", "withheld"))
    };
    view! {
        <span class=class><span aria-hidden="true">{sign}</span>" "{word}</span>
        <span class="cookies__rule">{say(cookie.rule.sentence())}</span>
        <span class="cookies__source">{cookie.rule.source()}</span>
    }
}

/// The host and port of an address.
fn short(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.trim_end_matches('/').to_owned()
}
