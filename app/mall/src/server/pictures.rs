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
    // Drawings are part of the program, so its version says whether one has changed.
    let tag = concat!("\"", env!("CARGO_PKG_VERSION"), "-", env!("DRAWINGS_HASH"), "\"");
    let caching = [(ETAG, tag), (CACHE_CONTROL, "public, max-age=86400")];
    if headers.get(IF_NONE_MATCH).is_some_and(|known| known == tag) {
        return (StatusCode::NOT_MODIFIED, caching).into_response();
    }
    (caching, [(CONTENT_TYPE, "image/svg+xml")], svg).into_response()
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
