//! A product's page.

use super::{
    model::Product,
    server,
    variant_picker::{PickerWords, VariantPicker},
};
use crate::{
    category::trail::Trail,
    server::{catalogue::Known, page::Page},
};
use app_kernel::{SkuId, path};
use app_ui::{
    Islands, Outdated, PageHead,
    error_page::NotFound,
    icon::{Icon, IconName},
    loaded::loaded,
    respond, visit,
    words::t,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page of a product, with the variant chosen that the address names.
#[component]
pub fn ProductPage() -> impl IntoView {
    let written = use_params_map().read_untracked().get("sku").unwrap_or_default();
    let Ok(sku) = written.parse::<SkuId>() else {
        return view! { <NotFound /> }.into_any();
    };
    if written != sku.to_string() {
        let visit = visit();
        let query = visit.target.find('?').map_or("", |query| &visit.target[query..]);
        let address = visit.links().mall(&(path::product(sku) + query));
        respond::moved(&address);
        return ().into_any();
    }
    loaded(server::product_of(sku), move |product| match product {
        Some(product) => shown(&product).into_any(),
        None => view! { <NotFound /> }.into_any(),
    })
    .into_any()
}

fn shown(product: &Known<Page<Product>>) -> impl IntoView + use<> {
    let Page { data, html, .. } = &*product.answer;
    let title = data.name.clone();
    let description = format!("{} {}", data.tagline, data.description);
    // Variants share everything but price and stock; the first stands for all.
    let first = data.variants.first().map_or(data.chosen, |variant| variant.sku);
    view! {
        <PageHead title description address=path::product(first) />
        <Outdated age=product.outdated />
        {html.clone()}
        <Islands />
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
