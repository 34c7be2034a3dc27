//! Pages compressed piece by piece: what is the same for everybody is compressed once.
//!
//! Zstandard data is a sequence of frames, each of which is by itself (RFC 8878 §3.1), so the frames of a page's pieces are the
//! page. Other codings have no such thing, and are left to the layer around all answers.

use app_kernel::weighted;
use app_ui::{Content, Piece};
use axum::{
    http::{
        HeaderMap, HeaderValue,
        header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, VARY},
    },
    response::{IntoResponse, Response},
};
use std::cell::RefCell;
use zstd::bulk::{Compressor, compress};

/// For what is compressed for one visitor. Half the time of level 1 for a tenth more bytes of a few kilobytes; measured with
/// `zstd -b` on a page's header and footer.
const OWN_LEVEL: i32 = -1;
/// For what is compressed once and sent many times.
const PUBLIC_LEVEL: i32 = 15;
const ZSTD: &str = "zstd";

thread_local! {
    /// Making one takes longer than compressing a header with it.
    static COMPRESSOR: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
}

/// Whether the client wants zstd at least as much as any other coding.
pub(crate) fn is_wanted(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(ACCEPT_ENCODING).iter();
    let lines = lines.filter_map(|line| line.to_str().ok());
    let (mut wanted, mut others) = (0, 0);
    for (name, weight) in lines.flat_map(weighted) {
        if name.eq_ignore_ascii_case(ZSTD) {
            wanted = weight;
        } else {
            others = others.max(weight);
        }
    }
    wanted > 0 && wanted >= others
}

/// The page in zstd.
pub(crate) fn response(document: &Content) -> Response {
    let mut body = Vec::new();
    for piece in document.pieces() {
        match piece {
            Piece::Own(html) => body.extend(own(html)),
            Piece::Public(fragment) => body.extend_from_slice(fragment.compressed(public)),
        }
    }
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (CONTENT_ENCODING, HeaderValue::from_static(ZSTD)),
        (VARY, HeaderValue::from_static("accept-encoding")),
    ];
    (headers, body).into_response()
}

fn own(html: &str) -> Vec<u8> {
    COMPRESSOR.with_borrow_mut(|compressor| {
        let compressor = match compressor {
            Some(compressor) => compressor,
            none => none.insert(Compressor::new(OWN_LEVEL).expect("there is memory for a compressor")),
        };
        compressor.compress(html.as_bytes()).expect(ENOUGH)
    })
}

fn public(html: &str) -> Vec<u8> {
    compress(html.as_bytes(), PUBLIC_LEVEL).expect(ENOUGH)
}

/// Compressing fails for want of room only.
const ENOUGH: &str = "the buffer is as long as the longest result";

#[cfg(test)]
mod tests {
    use super::*;
    use app_kernel::Locale;
    use app_ui::public_fragment::PublicFragment;

    #[test]
    fn zstd_is_used_when_nothing_else_is_wanted_more() {
        for (asked, wanted) in [
            ("gzip, deflate, br, zstd", true),
            ("zstd", true),
            ("ZSTD;q=0.5, gzip;q=0.5", true),
            ("zstd;q=0.5, br", false),
            ("zstd;q=0", false),
            ("zstd;q=x", false),
            ("gzip, deflate, br", false),
            ("*", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, asked.parse().expect("a header"));
            assert_eq!(is_wanted(&headers), wanted, "{asked}");
        }
        assert!(!is_wanted(&HeaderMap::new()));
    }

    #[tokio::test]
    async fn the_frames_of_the_pieces_are_the_page() {
        let fragment = PublicFragment::render(Locale::En, "everybody ".repeat(500), |text| text);
        let page = Content::default()
            .html("<p>you")
            .public(fragment.clone())
            .html("</p>");
        for _ in 0..2 {
            let body = axum::body::to_bytes(response(&page).into_body(), usize::MAX);
            let body = body.await.expect("a body");
            assert!(body.len() < 200, "{} bytes", body.len());
            let read = zstd::stream::decode_all(&*body).expect("zstd");
            assert_eq!(String::from_utf8(read).expect("text"), page.to_html());
        }
    }
}
