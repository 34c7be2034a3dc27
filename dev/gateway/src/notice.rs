//! The few answers that come from the gateway itself, because no service can give one.

use axum::{
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};

const PAGE: &str = include_str!("notice.html");

/// The answer for an unknown host. 421 tells a well-behaved client that the address was right and the name was not.
pub(crate) fn unknown_host(authority: &str) -> Response {
    let text = format!("421: the host {authority:?} is not served here.\n此网关不提供该域名。\n");
    (StatusCode::MISDIRECTED_REQUEST, text).into_response()
}

/// The answer to a request that names no host, several, or one that is none.
pub(crate) fn no_host() -> Response {
    (
        StatusCode::BAD_REQUEST,
        "400: the request must name one host.\n请求必须指明唯一的域名。\n",
    )
        .into_response()
}

/// The answer for a path that no route fits.
pub(crate) fn unknown_path() -> Response {
    (
        StatusCode::NOT_FOUND,
        "404: no service answers for this path.\n没有服务处理该路径。\n",
    )
        .into_response()
}

/// The answer when no copy lives: 503 with the time after which to try again.
pub(crate) fn unavailable(service: &str, headers: &HeaderMap) -> Response {
    tracing::error!(service, "no copy lives");
    let mut response = page(
        StatusCode::SERVICE_UNAVAILABLE,
        headers,
        ["服务暂时不可用", "请稍候片刻再试，页面会自动刷新。"],
        [
            "The service is not available",
            "Please try again in a moment; this page reloads by itself.",
        ],
    );
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, header::HeaderValue::from_static("2"));
    response
}

/// The answer when a copy broke off in the middle: not tried again, because nobody knows what it had done already.
pub(crate) fn broken_off(status: StatusCode, headers: &HeaderMap) -> Response {
    page(
        status,
        headers,
        [
            "服务中断了这次请求",
            "无法确定操作是否已完成，请先查看结果再重试。",
        ],
        [
            "The service broke off",
            "It is not known whether the request took effect: please look before you repeat it.",
        ],
    )
}

fn page(status: StatusCode, headers: &HeaderMap, zh: [&str; 2], en: [&str; 2]) -> Response {
    let accepted = headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .unwrap_or_default();
    if accepted.contains("application/json") {
        let body = format!(
            r#"{{"state":"unavailable","status":{},"message":"{}"}}"#,
            status.as_u16(),
            en[0]
        );
        return (
            status,
            [
                (header::CONTENT_TYPE, "application/json"),
                (header::CACHE_CONTROL, "no-store"),
            ],
            body,
        )
            .into_response();
    }
    // Only a page that says "try again" may do so by itself; a POST is never repeated.
    let refresh = if status == StatusCode::SERVICE_UNAVAILABLE {
        r#"<meta http-equiv="refresh" content="3">"#
    } else {
        ""
    };
    let html = PAGE
        .replace("{refresh}", refresh)
        .replace("{status}", status.as_str())
        .replace("{zh_title}", zh[0])
        .replace("{zh_text}", zh[1])
        .replace("{en_title}", en[0])
        .replace("{en_text}", en[1]);
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        ),
    ];
    (status, headers, html).into_response()
}
