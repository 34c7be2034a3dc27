//! What the head of an answer says of its content, whichever way that is sent (RFC 9110 §8).

use axum::{
    extract::Request,
    http::{
        HeaderValue, Method,
        header::{CONTENT_ENCODING, ETAG},
    },
    middleware::Next,
    response::Response,
};

/// Middleware around the compression: `HEAD` is answered with the head that `GET` would have (§9.3.2), compressed or not; and the
/// tag of what was compressed is weak, because the same content is sent in other bytes to others (§8.8.1).
pub(crate) async fn describe(mut request: Request, next: Next) -> Response {
    if request.method() == Method::HEAD {
        // The router around us, which has seen HEAD, says the length if it is known and leaves the content out.
        *request.method_mut() = Method::GET;
    }
    let mut response = next.run(request).await;
    if response.headers().contains_key(CONTENT_ENCODING) {
        weaken_tag(&mut response);
    }
    response
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
