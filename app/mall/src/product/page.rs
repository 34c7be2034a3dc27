//! A product's page.

use super::{
    model::Product,
    server,
    variant_picker::{PickerWords, VariantPicker},
};
use crate::{
    cart::{
        add_form::AddWords,
        answer::{Added, short},
        notice::AddNotice,
    },
    category::trail::Trail,
    server::{catalogue::Known, page::Page},
};
use app_forms::take;
use app_kernel::{SkuId, path};
use app_ui::{
    Content, Islands, Outdated, PageTitle,
    error_page::{failed, not_found},
    icon::{Icon, IconName},
    parameter, respond, visit,
    words::{t, t_count, t_with},
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
        Ok(Some(product)) => {
            let notice = take();
            let shown = match &notice {
                Some(AddNotice::Refused { typed, .. }) => refused(&product, typed.clone()),
                _ => product.content(),
            };
            Content::default()
                .view(said(notice))
                .content(shown)
                .view(view! { <Islands /> })
        }
        Ok(None) => not_found(),
        Err(failure) => failed(&failure),
    }
}

/// The page of a product whose form was refused, with what was typed. What everybody else sees does not have it.
fn refused(product: &Known<Page<Product>>, typed: String) -> Content {
    let data = product.answer.data.clone();
    let title = t_with("title-refused", &[("title", &data.name)]);
    let head = view! {
        <PageTitle text=title />
        <Outdated age=product.outdated />
    };
    Content::default().view(head).view(detail_with(data, Some(typed)))
}

/// What became of the form that adds to the cart, where it was posted without JavaScript.
fn said(notice: Option<AddNotice>) -> impl IntoView {
    notice.map(|notice| match notice {
        AddNotice::Added(Added {
            quantity,
            left: Some(left),
            ..
        }) => view! {
            <p class="form-error page-notice" role="status">
                {short(&t("cart-added-short"), quantity, left)} " " <a href=path::CART>{t("cart-to-cart")}</a>
            </p>
        }
        .into_any(),
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
        AddNotice::Refused { refusal, .. } => {
            view! { <p class="form-error page-notice" role="alert">{t(refusal.key())}</p> }.into_any()
        }
    })
}

/// What everybody sees of a product.
pub(super) fn detail(product: Product) -> impl IntoView {
    detail_with(product, None)
}

fn detail_with(product: Product, typed: Option<String>) -> impl IntoView {
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
            short: t("cart-added-short"),
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
                <VariantPicker options=product.options variants=product.variants chosen=product.chosen words typed />
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
