//! What the head of an answer says of its content, whichever way that is sent (RFC 9110 §8).

use axum::{
    extract::Request,
    http::{
        HeaderValue, Method,
        header::{CONTENT_ENCODING, CONTENT_TYPE, ETAG},
    },
    middleware::Next,
    response::Response,
};

/// Middleware around the compression: `HEAD` is answered with the head that `GET` would have (§9.3.2), compressed or not; and the
/// tag of what was compressed is weak, because the same content is sent in other bytes to others (§8.8.1). Text says in which
/// charset it is (ASVS 5.0 4.1.1); all of ours is in UTF-8.
pub(crate) async fn describe(mut request: Request, next: Next) -> Response {
    if request.method() == Method::HEAD {
        // The router around us, which has seen HEAD, says the length if it is known and leaves the content out.
        *request.method_mut() = Method::GET;
    }
    let mut response = next.run(request).await;
    if response.headers().contains_key(CONTENT_ENCODING) {
        weaken_tag(&mut response);
    }
    name_charset(&mut response);
    response
}

fn name_charset(response: &mut Response) {
    let Some(kind) = response
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
    else {
        return;
    };
    let essence = kind.split(';').next().unwrap_or_default().trim_end();
    let is_text = essence.starts_with("text/") || essence.ends_with("+xml") || essence.ends_with("/xml");
    if is_text
        && !kind.contains("charset")
        && let Ok(kind) = HeaderValue::from_str(&format!("{kind}; charset=utf-8"))
    {
        response.headers_mut().insert(CONTENT_TYPE, kind);
    }
}

fn weaken_tag(response: &mut Response) {
    let Some(tag) = response.headers().get(ETAG).and_then(|tag| tag.to_str().ok()) else {
        return;
    };
    if tag.starts_with("W/") {
        return;
    }
    if let Ok(weak) = HeaderValue::from_str(&format!("W/{tag}")) {
        response.headers_mut().insert(ETAG, weak);
    }
}
