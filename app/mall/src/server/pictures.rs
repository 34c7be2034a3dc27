//! The catalogue's pictures: drawings of our own, each in any of the palettes.
//!
//! `/pictures/{drawing}-{palette}.svg` is put together from a drawing in `catalogue/pictures/` and a palette in
//! `catalogue/palettes.json`. It needs neither session nor database.

use app_kernel::path;
use app_part::Endpoint;
use axum::{
    extract::Path,
    http::{
        HeaderMap, Method, StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH},
    },
    response::{IntoResponse, Response},
    routing::get,
};
use std::collections::BTreeMap;
use std::sync::LazyLock;

include!(concat!(env!("OUT_DIR"), "/drawings.rs"));

type Palette = BTreeMap<String, String>;

static PALETTES: LazyLock<BTreeMap<String, Palette>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../catalogue/palettes.json"))
        .expect("catalogue/palettes.json is valid")
});

/// The tones every palette shares: outlines, highlights, shadows.
const NEUTRAL: &str = "neutral";

/// The endpoint of the pictures, as method, path and handler. It belongs outside of the session layer.
pub(crate) fn pictures() -> Vec<Endpoint> {
    vec![(Method::GET, path::PICTURES, get(picture))]
}

async fn picture(Path(file): Path<String>, headers: HeaderMap) -> Response {
    let Some(svg) = file.strip_suffix(".svg").and_then(draw) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let caching = [(ETAG, TAG), (CACHE_CONTROL, "public, max-age=86400")];
    if knows(&headers) {
        return (StatusCode::NOT_MODIFIED, caching).into_response();
    }
    (caching, [(CONTENT_TYPE, "image/svg+xml")], svg).into_response()
}

/// Drawings are part of the program, so its version says whether one has changed. Weak, because a picture is sent in several
/// codings, which are the same picture and not the same bytes (RFC 9110 §8.8.1).
const TAG: &str = concat!(
    "W/\"",
    env!("CARGO_PKG_VERSION"),
    "-",
    env!("DRAWINGS_HASH"),
    "\""
);

/// Whether the client has what we would send. Compared weakly, over all tags of all lines (RFC 9110 §13.1.2).
fn knows(headers: &HeaderMap) -> bool {
    let opaque = |tag: &str| tag.trim_start_matches("W/").to_owned();
    let known = headers.get_all(IF_NONE_MATCH).iter();
    let known = known.filter_map(|line| line.to_str().ok());
    // No tag of ours has a comma.
    known
        .flat_map(|line| line.split(','))
        .map(str::trim)
        .any(|tag| tag == "*" || opaque(tag) == opaque(TAG))
}

/// The drawing `phone-sky`: the last part of the name is the palette.
fn draw(name: &str) -> Option<String> {
    let (drawing, palette) = name.rsplit_once('-')?;
    let drawing = DRAWINGS
        .iter()
        .find(|(known, _)| *known == drawing)
        .map(|(_, svg)| *svg)?;
    let tones = PALETTES.get(palette).filter(|_| palette != NEUTRAL)?;
    let tones = tones.iter().chain(PALETTES.get(NEUTRAL)?);
    Some(tones.fold(drawing.to_owned(), |svg, (tone, colour)| {
        svg.replace(&format!("{{{tone}}}"), colour)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_drawing_can_be_had_in_every_palette() {
        for (drawing, _) in DRAWINGS {
            for palette in PALETTES.keys().filter(|name| *name != NEUTRAL) {
                let svg = draw(&format!("{drawing}-{palette}")).expect("a picture");
                assert!(
                    svg.starts_with("<svg") && !svg.contains('{'),
                    "{drawing}-{palette}: {svg}"
                );
            }
        }
    }

    #[test]
    fn a_client_that_has_the_picture_is_told_so() {
        let strong = TAG.trim_start_matches("W/");
        let several = format!("\"x\", {TAG}");
        for (known, is_known) in [
            (TAG, true),
            (strong, true),
            (several.as_str(), true),
            ("*", true),
            ("\"x\"", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.append(IF_NONE_MATCH, known.parse().expect("a header"));
            assert_eq!(knows(&headers), is_known, "{known}");
        }
        assert!(!knows(&HeaderMap::new()));
    }

    #[test]
    fn nothing_else_can_be_had() {
        for name in [
            "",
            "phone",
            "phone-neutral",
            "phone-",
            "-sky",
            "../phone-sky",
            "phone-Sky",
        ] {
            assert_eq!(draw(name), None, "{name}");
        }
    }
}
