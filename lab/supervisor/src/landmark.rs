//! Who a page takes the visitor for: read from the bar on top of every page, while the page passes by.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use axum::body::{Body, Bytes};
use diagnosis::evidence::Shown;
use http_body::{Body as HttpBody, Frame, SizeHint};

/// The bar that says who is logged in (`app/ui/src/layout/utility_bar.rs`).
const BAR: &str = "class=\"utility-bar__visitor\"";
/// The end of the bar.
const BAR_END: &str = "</nav>";
const LOGIN: &str = "class=\"utility-bar__login\"";
const NICKNAME: &str = "class=\"nickname\"";
/// The bar is near the beginning; of what comes later nothing is kept.
const LONGEST: usize = 256 * 1024;

/// Who a page takes the visitor for; `None` if the bar has not come to its end yet.
pub fn in_page(text: &str) -> Option<Shown> {
    let bar = &text[text.find(BAR)?..];
    let bar = &bar[..bar.find(BAR_END)?];
    if bar.contains(LOGIN) {
        return Some(Shown::Guest);
    }
    let nickname = bar.split_once(NICKNAME).and_then(|(_, rest)| {
        let (_, text) = rest.split_once('>')?;
        Some(text.split_once("</bdi>")?.0)
    });
    Some(nickname.map_or(Shown::Unclear, |name| Shown::Member(unescape(name))))
}

/// Who the answer of `GET /api/session/viewer` takes the visitor for.
pub fn in_viewer(text: &str) -> Option<Shown> {
    let answer: serde_json::Value = serde_json::from_str(text).ok()?;
    match answer.get("state")?.as_str()? {
        "guest" => Some(Shown::Guest),
        "member" => Some(Shown::Member(answer.get("nickname")?.as_str()?.to_owned())),
        _ => None,
    }
}

/// What Leptos escapes in a text, and the comments it leaves there.
fn unescape(text: &str) -> String {
    text.replace("<!>", "")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#x27;", "'")
        .replace("&amp;", "&")
}

/// A body that passes unchanged while it is read along. `done` is called once: as soon as it is clear whom the page is for, and
/// at the latest when the body ends or is given up.
pub struct ReadAlong<F: FnOnce(Shown)> {
    body: Body,
    find: fn(&str) -> Option<Shown>,
    text: Vec<u8>,
    done: Option<F>,
}

impl<F: FnOnce(Shown) + Send + Unpin + 'static> ReadAlong<F> {
    /// Reads along with a body.
    pub fn over(body: Body, find: fn(&str) -> Option<Shown>, done: F) -> Body {
        Body::new(Self {
            body,
            find,
            text: Vec::new(),
            done: Some(done),
        })
    }
}

impl<F: FnOnce(Shown)> ReadAlong<F> {
    fn read(&mut self, bytes: &[u8]) {
        if self.done.is_none() {
            return;
        }
        self.text.extend_from_slice(bytes);
        let found = (self.find)(&String::from_utf8_lossy(&self.text));
        if let Some(shown) = found {
            self.finish(shown);
        } else if self.text.len() > LONGEST {
            self.finish(Shown::Unclear);
        }
    }

    fn finish(&mut self, shown: Shown) {
        if let Some(done) = self.done.take() {
            self.text = Vec::new();
            done(shown);
        }
    }
}

impl<F: FnOnce(Shown) + Unpin> HttpBody for ReadAlong<F> {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        match &frame {
            Some(Ok(frame)) => {
                if let Some(bytes) = frame.data_ref() {
                    self.read(bytes);
                }
            }
            Some(Err(_)) | None => self.finish(Shown::Unclear),
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl<F: FnOnce(Shown)> Drop for ReadAlong<F> {
    fn drop(&mut self) {
        self.finish(Shown::Unclear);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEMBER: &str = r#"<nav class="utility-bar__visitor" aria-label="账号"><a class="utility-bar__member"><svg></svg><bdi class="nickname" translate="no">&lt;b&gt;王 &amp; 五</bdi></a></nav>"#;

    #[test]
    fn a_page_says_whom_it_is_for() {
        assert_eq!(in_page(MEMBER), Some(Shown::Member("<b>王 & 五".into())));
        let guest = r#"<nav class="utility-bar__visitor"><a class="utility-bar__login" href="x">你好，请登录</a></nav><bdi class="nickname">x</bdi>"#;
        assert_eq!(in_page(guest), Some(Shown::Guest));
        let away =
            r#"<nav class="utility-bar__visitor"><span class="utility-bar__unavailable">?</span></nav>"#;
        assert_eq!(in_page(away), Some(Shown::Unclear));
        assert_eq!(in_page(&MEMBER[..90]), None);
        assert_eq!(
            in_viewer(r#"{"state":"member","id":1,"nickname":"张三"}"#),
            Some(Shown::Member("张三".into()))
        );
        assert_eq!(in_viewer(r#"{"state":"unavailable"}"#), None);
    }
}
