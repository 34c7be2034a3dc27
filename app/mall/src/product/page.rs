//! A product's page.

use super::{
    model::Product,
    server,
    variant_picker::{PickerWords, VariantPicker},
};
use crate::{
    cart::{add_form::AddWords, notice::AddNotice},
    category::trail::Trail,
};
use app_forms::take;
use app_kernel::{SkuId, path};
use app_ui::{
    Content, Islands,
    error_page::{failed, not_found},
    icon::{Icon, IconName},
    parameter, respond, visit,
    words::{t, t_count},
};
use leptos::prelude::*;

/// The page of a product, with the variant chosen that the address names.
pub(crate) async fn product_page() -> Content {
    let written = parameter("sku");
    let Ok(sku) = written.parse::<SkuId>() else {
        return not_found();
    };
    if written != sku.to_string() {
        let visit = visit();
        let query = visit.target.find('?').map_or("", |query| &visit.target[query..]);
        let address = visit.links().mall(&(path::product(sku) + query));
        respond::moved(&address);
        return Content::default();
    }
    match server::product_of(sku).await {
        Ok(Some(product)) => Content::default()
            .view(said(take()))
            .content(product.content())
            .view(view! { <Islands /> }),
        Ok(None) => not_found(),
        Err(failure) => failed(&failure),
    }
}

/// What became of the form that adds to the cart, where it was posted without JavaScript.
fn said(notice: Option<AddNotice>) -> impl IntoView {
    notice.map(|notice| match notice {
        AddNotice::Added(added) => {
            let key = if added.limited {
                "cart-limited-count"
            } else {
                "cart-added-count"
            };
            view! {
                <p class="form-done page-notice" role="status">
                    {t_count(key, added.quantity.into())} " " <a href=path::CART>{t("cart-to-cart")}</a>
                </p>
            }
            .into_any()
        }
        AddNotice::Refused(refusal) => {
            view! { <p class="form-error page-notice" role="alert">{t(refusal.key())}</p> }.into_any()
        }
    })
}

/// What everybody sees of a product.
pub(super) fn detail(product: Product) -> impl IntoView {
    let words = PickerWords {
        in_stock: t("stock-plenty"),
        few_left: t("stock-few"),
        sold_out: t("sold-out"),
        add: AddWords {
            quantity: t("cart-quantity"),
            add: t("cart-add"),
            buy: t("product-buy-now"),
            sold_out: t("sold-out"),
            added: t("cart-added"),
            limited: t("cart-limited"),
            to_cart: t("cart-to-cart"),
            error_quantity: t("cart-error-quantity"),
            error_sold_out: t("cart-error-sold-out"),
            error_full: t("cart-error-full"),
            error_unknown: t("cart-error-unknown"),
            error_failed: t("cart-error-failed"),
        },
    };
    let name = product.name.clone();
    view! {
        <Trail categories=product.trail ends_here=false />
        <article class="product">
            <div class="product__picture">
                <img src=product.picture alt=name width="200" height="200" fetchpriority="high" />
            </div>
            <div class="product__facts">
                <h1 translate="no">{product.name}</h1>
                <p class="product__tagline">{product.tagline}</p>
                <VariantPicker options=product.options variants=product.variants chosen=product.chosen words />
                <ul class="product__promises">
                    <li><Icon name=IconName::Truck />{t("promise-delivery")}</li>
                    <li><Icon name=IconName::Return />{t("promise-return")}</li>
                    <li><Icon name=IconName::Shield />{t("promise-payment")}</li>
                </ul>
            </div>
            <section class="product__description" aria-labelledby="description">
                <h2 id="description">{t("product-description")}</h2>
                <p>{product.description}</p>
            </section>
        </article>
    }
}
