//! The number at the cart in the header.

/// The class of the cart's name in the header.
#[cfg(feature = "ssr")]
pub(crate) const LABEL: &str = "cart-link__label";
/// The class of the number beside it.
pub(crate) const NUMBER: &str = "cart-link__number";
/// More is not told apart at a glance.
const MOST: u32 = 99;

/// The number as it is shown.
pub(crate) fn number(pieces: u32) -> String {
    if pieces > MOST {
        format!("{MOST}+")
    } else {
        pieces.to_string()
    }
}

/// Shows another number on the page that is open, from an island.
#[cfg(feature = "hydrate")]
pub fn replace(pieces: u32) {
    use leptos::prelude::document;

    let Ok(Some(badge)) = document().query_selector(&format!(".{NUMBER}")) else {
        return;
    };
    badge.set_text_content(Some(&number(pieces)));
    // An attribute of an element that has it can be changed.
    let _ = if pieces == 0 {
        badge.set_attribute("hidden", "")
    } else {
        badge.remove_attribute("hidden")
    };
}

/// Does nothing: the server shows the number when it makes the page.
#[cfg(not(feature = "hydrate"))]
pub fn replace(pieces: u32) {
    let _ = number(pieces);
}
