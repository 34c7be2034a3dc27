//! A product's page.

use super::{
    model::Product,
    server,
    variant_picker::{PickerWords, VariantPicker},
};
use crate::category::trail::Trail;
use app_kernel::{SkuId, path};
use app_ui::{
    Content, Islands,
    error_page::{failed, not_found},
    icon::{Icon, IconName},
    parameter, respond, visit,
    words::t,
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
        Ok(Some(product)) => product.content().view(view! { <Islands /> }),
        Ok(None) => not_found(),
        Err(failure) => failed(&failure),
    }
}

/// What everybody sees of a product.
pub(super) fn detail(product: Product) -> impl IntoView {
    let words = PickerWords {
        in_stock: t("stock-plenty"),
        few_left: t("stock-few"),
        sold_out: t("sold-out"),
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
