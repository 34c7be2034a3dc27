//! A product with one of its variants chosen; every value of an option is a link to the variant it leads to.

use std::sync::Arc;

use leptos::{either::Either, prelude::*};
use leptos_router::hooks::use_params_map;
use peer_shop::{
    catalogue::{Axis, Product, Value},
    icons,
    memory::Memory,
};

use crate::{
    app::About,
    cards::ShownPrice,
    layout::{Icon, Missing},
    listing::Trail,
};

const PROMISES: [(&str, &str); 3] = [
    (icons::DELIVERY, "次日送达"),
    (icons::RETURNS, "七天无理由退货"),
    (icons::PAYMENT, "放心支付"),
];

#[component]
pub fn ProductPage() -> impl IntoView {
    let sku = use_params_map().with_untracked(|params| params.get("sku"));
    let memory = expect_context::<Arc<Memory>>();
    let page = sku.and_then(|sku| memory.product(sku.parse().ok()?));
    match page {
        Some(page) => Either::Left(view! { <ProductArticle page=Arc::clone(page) /> }),
        None => Either::Right(view! { <Missing /> }),
    }
}

#[component]
fn ProductArticle(page: Arc<Product>) -> impl IntoView {
    let promises = PROMISES.map(|(path, what)| {
        view! {
            <li>
                <Icon path />
                {what}
            </li>
        }
    });
    view! {
        <About head=page.head.clone() />
        <Trail steps=page.trail.clone() />
        <article class="product">
            <div class="product__picture">
                <img
                    src=format!("/pictures/{}-{}.svg", page.picture, page.palette)
                    alt=Arc::clone(&page.name)
                    width="200"
                    height="200"
                    fetchpriority="high"
                />
            </div>
            <div class="product__facts">
                <h1 translate="no">{Arc::clone(&page.name)}</h1>
                <p class="product__tagline">{Arc::clone(&page.tagline)}</p>
                <Picker page=Arc::clone(&page) />
                <ul class="product__promises">{promises}</ul>
            </div>
            <section aria-labelledby="description" class="product__description">
                <h2 id="description">"商品介绍"</h2>
                <p>{Arc::clone(&page.description)}</p>
            </section>
        </article>
    }
}

#[component]
fn Picker(page: Arc<Product>) -> impl IntoView {
    let value = |value: &Value| {
        view! {
            <a
                href=format!("/p/{}", value.target)
                data-stock=value.level.mark()
                aria-current=value.current.then_some("true")
                class="chip"
            >
                {Arc::clone(&value.label)}
            </a>
        }
    };
    let axis = |axis: &Axis| {
        let values: Vec<_> = axis.values.iter().map(value).collect();
        view! {
            <div role="group" aria-label=Arc::clone(&axis.name) class="picker__axis">
                <span aria-hidden="true" class="picker__name">
                    {Arc::clone(&axis.name)}
                </span>
                <span class="chips">{values}</span>
            </div>
        }
    };
    let axes: Vec<_> = page.axes.iter().map(axis).collect();
    view! {
        <div class="picker">
            <p aria-live="polite" class="picker__price">
                <span class="picker__facts">
                    <ShownPrice price=page.price />
                    <span data-stock=page.level.mark() class="picker__stock">
                        {page.level.words()}
                    </span>
                </span>
            </p>
            {axes}
        </div>
    }
}
