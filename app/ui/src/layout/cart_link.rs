//! The way to the cart, with the number of pieces in it as far as it is known.

use super::masthead::is_mall;
use crate::{
    cart_badge::{LABEL, NUMBER, number},
    icon::{Icon, IconName},
    visit,
    words::t,
};
use app_kernel::{CartBadge, Viewer, path};
use leptos::{nonce::use_nonce, prelude::*};

/// The link to the cart. The number comes from a cookie, so that no page asks for it; where the cookie says nothing of a member,
/// whose cart may have been filled on another device, the browser asks once, when the page is there.
#[component]
pub(super) fn CartLink() -> impl IntoView {
    let visit = visit();
    let pieces = visit.cart_badge.map_or(0, |CartBadge(pieces)| pieces);
    let unknown = visit.cart_badge.is_none() && matches!(visit.viewer, Viewer::Member(_));
    let ask = (unknown && is_mall(&visit)).then(|| {
        let call = format!("({ASK})({:?}, {:?});", path::CART_API, format!(".{NUMBER}"));
        view! { <script nonce=use_nonce()>{call}</script> }
    });
    view! {
        <a class="cart-link" href=visit.links().mall(path::CART)>
            <Icon name=IconName::Cart />
            <span class=LABEL>{t("cart-link")}</span>
            <span class=NUMBER hidden=pieces == 0>{number(pieces)}</span>
        </a>
        {ask}
    }
}

const ASK: &str = include_str!("cart_link.js");
