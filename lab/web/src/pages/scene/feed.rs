//! Every request as a row of a table: the text of the diagram.

use diagnosis::evidence::Shown as Nickname;
use lab_model::{Copy, Seen, SetCookieSeen};
use leptos::prelude::*;
use time::OffsetDateTime;

use super::super::{
    marks::{CopyName, SessionMark, mark_of},
    words::t,
};
use super::{look_up::LookUpView, shown::Shown};

/// The table, the newest request first.
pub fn feed(shown: &Shown) -> AnyView {
    if shown.seen.is_empty() {
        return view! { <p class="empty">{t("还没有请求。", "No request yet.")}</p> }.into_any();
    }
    let begin = shown.seen.first().map(|seen| seen.at);
    let rows = shown
        .seen
        .iter()
        .rev()
        .map(|seen| row(seen, begin, &shown.scene.copies))
        .collect_view();
    view! {
        <table class="feed">
            <thead>
                <tr>
                    <th scope="col">"#"</th>
                    <th scope="col">{t("时间", "Time")}</th>
                    <th scope="col">{t("请求", "Request")}</th>
                    <th scope="col">{t("应答的副本", "Answered by")}</th>
                    <th scope="col">{t("带来的会话 Cookie", "Session cookie that came")}</th>
                    <th scope="col">{t("查找", "Look-up")}</th>
                    <th scope="col">{t("应答", "Answer")}</th>
                    <th scope="col">{t("显示", "Shows")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn row(seen: &Seen, begin: Option<OffsetDateTime>, copies: &[Copy]) -> impl IntoView + use<> {
    let copy = match &seen.copy {
        Some(name) => view! { <CopyName name=name.clone() mark=mark_of(copies, name) /> }.into_any(),
        None => view! { <span class="quiet">{t("网关", "gateway")}</span> }.into_any(),
    };
    let came: Vec<_> = seen
        .cookies
        .iter()
        .filter(|cookie| cookie.session)
        .cloned()
        .collect();
    let came = if came.is_empty() {
        view! { <span class="quiet">{t("无", "none")}</span> }.into_any()
    } else {
        came.into_iter()
            .map(|cookie| view! { <SessionMark mark=cookie.mark /> })
            .collect_view()
            .into_any()
    };
    let set = seen
        .set_cookies
        .iter()
        .filter(|line| line.session)
        .map(set_cookie)
        .collect_view();
    let fault = seen
        .fault
        .clone()
        .map(|fault| view! { <span class="fault-tag">{super::faults::title_of(&fault)}</span> });
    let number = seen.number;
    view! {
        <tr id=format!("seen-{number}") data-seen=number.to_string()>
            <td class="number">{number}</td>
            <td class="number">{since(seen, begin)}</td>
            <td>
                <span class="method">{seen.method.clone()}</span>
                " "
                <span class="feed__host">{host(&seen.host)}</span>
                <span class="feed__path">{seen.path.clone()}</span>
                {fault}
            </td>
            <td>{copy}</td>
            <td>{came}</td>
            <td>{seen.look_up.clone().map(|look_up| view! { <LookUpView look_up /> })}</td>
            <td><span class="number">{seen.status}</span>{set}</td>
            <td>{nickname(&seen.shown)}</td>
        </tr>
    }
}

fn set_cookie(line: &SetCookieSeen) -> impl IntoView + use<> {
    match &line.mark {
        Some(mark) => view! {
            <span class="set-cookie">
                {t("设置 ", "sets ")}<SessionMark mark=mark.clone() />
                <code class="set-cookie__attributes">{line.attributes.clone()}</code>
            </span>
        }
        .into_any(),
        None => view! {
            <span class="set-cookie set-cookie--back">
                {t("收回 Cookie", "takes the cookie back")}
                <code class="set-cookie__attributes">{line.attributes.clone()}</code>
            </span>
        }
        .into_any(),
    }
}

/// Who a page takes the visitor for.
pub fn nickname(shown: &Nickname) -> AnyView {
    match shown {
        Nickname::Member(name) => view! {
            <span class="who who--member"><span aria-hidden="true">"✓ "</span><bdi>{name.clone()}</bdi></span>
        }
        .into_any(),
        Nickname::Guest => view! {
            <span class="who who--guest"><span aria-hidden="true">"✕ "</span>{t("游客", "guest")}</span>
        }
        .into_any(),
        Nickname::Unclear => view! { <span class="quiet">"–"</span> }.into_any(),
    }
}

fn since(seen: &Seen, begin: Option<OffsetDateTime>) -> String {
    let since = begin.map(|begin| (seen.at - begin).as_seconds_f64());
    format!("+{:.1} s", since.unwrap_or_default().max(0.0))
}

/// A host without its port.
pub fn host(authority: &str) -> String {
    authority.split(':').next().unwrap_or(authority).to_owned()
}
