//! The catalogue's pictures: drawings of our own, each in any of the palettes.
//!
//! `/pictures/{drawing}-{palette}.svg` is put together from a drawing in `catalogue/pictures/` and a palette in
//! `catalogue/palettes.json`. It needs neither session nor database. Pages name pictures with a hash of all drawings,
//! `phone-sky.0123456789abcdef.svg`, which browsers may keep for ever.

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

/// The address of a picture, for as long as no drawing changes.
pub fn address(drawing: &str, palette: &str) -> String {
    path::picture(drawing, palette, HASH)
}

/// The endpoint of the pictures, as method, path and handler. It belongs outside of the session layer.
pub(crate) fn pictures() -> Vec<Endpoint> {
    vec![(Method::GET, path::PICTURES, get(picture))]
}

async fn picture(Path(file): Path<String>, headers: HeaderMap) -> Response {
    let Some((name, hash)) = parts(&file) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let Some(svg) = draw(name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let keep = match hash {
        Some(HASH) => "public, max-age=31536000, immutable",
        // A page of another version, whose own copies draw it in another way.
        Some(_) => "no-store",
        None => "public, max-age=86400",
    };
    let caching = [(ETAG, TAG), (CACHE_CONTROL, keep)];
    if knows(&headers) {
        return (StatusCode::NOT_MODIFIED, caching).into_response();
    }
    (caching, [(CONTENT_TYPE, "image/svg+xml")], svg).into_response()
}

/// What changes when a drawing or a palette does.
const HASH: &str = env!("DRAWINGS_HASH");

/// The name of the picture in a file's name, and the hash, if it has one.
fn parts(file: &str) -> Option<(&str, Option<&str>)> {
    let name = file.strip_suffix(".svg")?;
    let (name, hash) = name
        .split_once('.')
        .map_or((name, None), |(name, hash)| (name, Some(hash)));
    let is_hash = |hash: &str| hash.len() == HASH.len() && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    hash.is_none_or(is_hash).then_some((name, hash))
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
    fn a_file_is_a_picture_with_or_without_a_hash() {
        let of_now = format!("phone-sky.{HASH}.svg");
        assert_eq!(parts(&of_now), Some(("phone-sky", Some(HASH))));
        assert_eq!(parts("phone-sky.svg"), Some(("phone-sky", None)));
        let other = "0".repeat(HASH.len());
        let of_before = format!("phone-sky.{other}.svg");
        assert_eq!(parts(&of_before), Some(("phone-sky", Some(other.as_str()))));
        for file in [
            "phone-sky",
            "phone-sky.svg.svg",
            "phone-sky.0.svg",
            "phone-sky.zzzzzzzzzzzzzzzz.svg",
            ".svg.png",
        ] {
            assert_eq!(parts(file), None, "{file}");
        }
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
