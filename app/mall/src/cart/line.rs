//! A line of the cart.

use super::{
    answer::{MOST_PIECES, Refusal},
    login::ShownTo,
    model::{Availability, Line, LineProduct},
};
use crate::price::{Price, PriceChange};
use app_kernel::{SkuId, path};
use app_ui::{
    icon::{Icon, IconName},
    words::{t, t_count, t_with},
};
use leptos::prelude::*;

/// A line whose form was refused.
#[derive(Clone)]
pub(super) struct RefusedLine {
    /// The variant.
    pub(super) sku: SkuId,
    /// The reason.
    pub(super) refusal: Refusal,
    /// The quantity as it was typed.
    pub(super) typed: String,
}

/// A variant in the cart, with the forms that change it.
#[component]
pub(super) fn LineItem(
    /// The line.
    line: Line,
    /// What was wrong with the form of the line that was sent last.
    refused: Option<RefusedLine>,
) -> impl IntoView {
    let error = refused.as_ref().map(|refused| t(refused.refusal.key()));
    let typed = refused.map(|refused| refused.typed);
    let Line {
        sku,
        quantity,
        ticked,
        availability,
        ..
    } = line;
    let cost = line.cost();
    let name = match &line.product {
        Some(product) => product.name.clone(),
        None => t_with("cart-withdrawn-name", &[("number", &sku.to_string())]),
    };
    let name: String = name.chars().take(LABEL_LENGTH).collect();
    let is_sold = line.product.is_some();
    view! {
        <li class="line" id=format!("line-{sku}") data-enough=availability.is_enough().to_string()>
            <Tick sku ticked name=name.clone() />
            <Product sku product=line.product fallback=name.clone() />
            <Hint availability />
            {error.map(|error| view! { <p class="line__error form-error" id="cart-error" role="alert">{error}</p> })}
            <div class="line__foot">
                {is_sold.then(|| view! { <Stepper sku quantity typed name=name.clone() /> })}
                <form method="post" action=path::CART_REMOVE_API>
                    <ShownTo />
                    <input type="hidden" name="sku" value=sku.to_string() />
                    <button class="line__remove link-button" type="submit" aria-label=t_with("cart-remove-named", &[("name", &name)])>
                        {t("cart-remove")}
                    </button>
                </form>
                {cost.map(|amount| view! { <p class="line__cost"><Price amount /></p> })}
            </div>
        </li>
    }
}

/// A name in the label of a button is read out each time.
const LABEL_LENGTH: usize = 80;

#[component]
fn Tick(sku: SkuId, ticked: bool, name: String) -> impl IntoView {
    view! {
        <form class="line__tick" method="post" action=path::CART_TICK_API>
            <ShownTo />
            <input type="hidden" name="sku" value=sku.to_string() />
            <input type="hidden" name="ticked" value=i32::from(!ticked) />
            <button
                id=format!("tick-{sku}")
                class="tick"
                type="submit"
                role="checkbox"
                aria-checked=ticked.to_string()
                aria-label=t_with("cart-tick-named", &[("name", &name)])
            >
                <Icon name=IconName::Check />
            </button>
        </form>
    }
}

#[component]
fn Product(sku: SkuId, product: Option<LineProduct>, fallback: String) -> impl IntoView {
    let Some(product) = product else {
        return view! {
            <div class="line__picture tile" aria-hidden="true"></div>
            <div class="line__product"><p class="line__name">{fallback}</p></div>
        }
        .into_any();
    };
    let change = product
        .price_before
        .map(|before| view! { <PriceChange before now=product.price /> });
    view! {
        <a class="line__picture tile" href=path::product(sku) tabindex="-1" aria-hidden="true">
            <img src=product.picture alt="" width="200" height="200" loading="lazy" decoding="async" />
        </a>
        <div class="line__product">
            <a class="line__name" href=path::product(sku) translate="no" dir="auto">{product.name}</a>
            <p class="line__choice" translate="no">{product.choice.join(" · ")}</p>
            <p class="line__price" translate="no">{product.price.to_string()}</p>
            {change}
        </div>
    }
    .into_any()
}

#[component]
fn Hint(availability: Availability) -> impl IntoView {
    let text = match availability {
        Availability::Plenty => None,
        Availability::Few(left) => Some(t_count("cart-few", left.into())),
        Availability::Short(left) => Some(t_count("cart-short", left.into())),
        Availability::SoldOut => Some(t("cart-sold-out")),
        Availability::Withdrawn => Some(t("cart-withdrawn")),
    };
    text.map(|text| view! { <p class="line__hint">{text}</p> })
}

/// One less, a number, one more: three forms, each of which says the number that shall be.
#[component]
fn Stepper(sku: SkuId, quantity: i32, typed: Option<String>, name: String) -> impl IntoView {
    let step = |to: i32, id: &'static str, sign: &'static str, key: &'static str| {
        let label = t_with(key, &[("name", &name)]);
        view! {
            <form method="post" action=path::CART_SET_API>
                <ShownTo />
                <input type="hidden" name="sku" value=sku.to_string() />
                <input type="hidden" name="quantity" value=to />
                <button
                    id=format!("{id}-{sku}")
                    class="stepper__step"
                    type="submit"
                    name="step"
                    value=id
                    aria-label=label
                    disabled=!(1..=MOST_PIECES).contains(&to)
                >
                    {sign}
                </button>
            </form>
        }
    };
    let is_refused = typed.is_some();
    view! {
        <div class="stepper" role="group" aria-label=t_with("cart-quantity-named", &[("name", &name)])>
            {step(quantity - 1, "less", "−", "cart-less-named")}
            <form class="stepper__form" method="post" action=path::CART_SET_API>
                <ShownTo />
                <input type="hidden" name="sku" value=sku.to_string() />
                <input
                    id=format!("quantity-{sku}")
                    class="stepper__number"
                    name="quantity"
                    value=typed.unwrap_or_else(|| quantity.to_string())
                    inputmode="numeric"
                    autocomplete="off"
                    required
                    maxlength="10"
                    aria-label=t_with("cart-quantity-named", &[("name", &name)])
                    aria-invalid=is_refused.then_some("true")
                    aria-describedby=is_refused.then_some("cart-error")
                />
                <button class="stepper__set link-button" type="submit">{t("cart-set")}</button>
            </form>
            {step(quantity + 1, "more", "+", "cart-more-named")}
        </div>
    }
}
