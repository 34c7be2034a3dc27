//! The pictures of members, served by every program so that no page needs another service for them. Mounted outside the session.

use app_kernel::path;
use app_part::Endpoint;
use app_ui::Portrait;
use axum::{
    extract::Path,
    http::{
        Method, StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
    routing::get,
};

/// The endpoint of the pictures.
pub(crate) fn endpoint() -> Endpoint {
    (Method::GET, path::PORTRAITS, get(portrait))
}

async fn portrait(Path(file): Path<String>) -> Response {
    let Some((portrait, is_of_now)) = find(&file) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    // A page of another version names another hash; its own copies may draw it in another way.
    let keep = if is_of_now {
        "public, max-age=31536000, immutable"
    } else {
        "no-store"
    };
    (
        [(CACHE_CONTROL, keep), (CONTENT_TYPE, "image/svg+xml")],
        portrait.svg(),
    )
        .into_response()
}

/// The picture that a file's name means, and whether the hash in it is that of the drawing.
fn find(file: &str) -> Option<(Portrait, bool)> {
    let (name, hash) = file.strip_suffix(".svg")?.split_once('.')?;
    let portrait = Portrait::named(name)?;
    let is_hash = hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hash.then(|| (portrait, hash == format!("{:016x}", portrait.hash())))
}

#[cfg(test)]
mod tests {
    use super::find;
    use app_ui::Portrait;

    #[test]
    fn a_picture_has_one_address_and_those_of_other_versions() {
        for portrait in Portrait::ALL {
            let address = portrait.address();
            let file = address.rsplit('/').next().unwrap_or_default();
            assert_eq!(find(file), Some((portrait, true)), "{address}");
        }
        assert!(matches!(find("panda.0000000000000000.svg"), Some((_, false))));
        for file in [
            "panda.svg",
            "panda",
            "dragon.0000000000000000.svg",
            "panda.x.svg",
            "panda..svg",
            ".svg",
            "",
        ] {
            assert_eq!(find(file), None, "{file}");
        }
    }
}
