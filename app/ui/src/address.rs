//! Changing the address of the page from an island.

/// Makes `path` the address of the page: in the address bar, without a new history entry, and in every link and field
/// `next` that says where to come back to.
///
/// A reload, a bookmark, a login and the language switch then come back to what the visitor sees.
#[cfg(feature = "hydrate")]
pub fn replace(path: &str) {
    use leptos::{
        prelude::{document, window},
        wasm_bindgen::{JsCast, JsValue},
    };

    let Ok(before) = window().location().pathname() else {
        return;
    };
    // A browser may refuse (too many changes in a row); then the address stays, and so does all that names it.
    let moved = window()
        .history()
        .and_then(|history| history.replace_state_with_url(&JsValue::NULL, "", Some(path)));
    let Ok(places) = document().query_selector_all("input[name=next], a[href*='next=']") else {
        return;
    };
    if moved.is_err() {
        return;
    }
    for index in 0..places.length() {
        let Some(place) = places
            .get(index)
            .and_then(|node| node.dyn_into::<web_sys::Element>().ok())
        else {
            continue;
        };
        let attribute = if place.has_attribute("href") {
            "href"
        } else {
            "value"
        };
        if let Some(value) = place.get_attribute(attribute) {
            let value = value
                .replace(&before, path)
                .replace(&encoded(&before), &encoded(path));
            // An attribute of an element that has it can be set.
            let _ = place.set_attribute(attribute, &value);
        }
    }
}

/// `path` as it is encoded inside of a query.
#[cfg(feature = "hydrate")]
fn encoded(path: &str) -> String {
    path.replace('/', "%2F")
}

/// Does nothing: the server has no address bar.
#[cfg(not(feature = "hydrate"))]
pub fn replace(_path: &str) {}
