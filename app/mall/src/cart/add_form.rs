//! The form on a product's page that adds the chosen variant to the cart.

use super::answer::{AddAnswer, Refusal, short};
use app_kernel::{SkuId, path};
use app_ui::cart_badge;
use leptos::{ev, html, prelude::*};
use serde::{Deserialize, Serialize};

/// Translations that the form needs in the browser.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AddWords {
    /// The label of the quantity.
    pub quantity: String,
    /// The button.
    pub add: String,
    /// The button that goes to the checkout with nothing else.
    pub buy: String,
    /// The button of a variant that is sold out.
    pub sold_out: String,
    /// Said when pieces were added; `{n}` stands for how many of them are in the cart.
    pub added: String,
    /// Said when fewer were added than asked for.
    pub limited: String,
    /// Said when there are fewer left than are in the cart now; `{left}` stands for how many.
    pub short: String,
    /// The link to the cart.
    pub to_cart: String,
    /// Said of a quantity that is none.
    pub error_quantity: String,
    /// Said of a variant that was sold out meanwhile.
    pub error_sold_out: String,
    /// Said of a cart with a hundred lines.
    pub error_full: String,
    /// Said of a variant that was withdrawn meanwhile.
    pub error_unknown: String,
    /// Said when nobody answered.
    pub error_failed: String,
}

impl AddWords {
    fn added(&self, answer: AddAnswer) -> String {
        if let Some(left) = answer.left {
            return short(&self.short, answer.quantity, left);
        }
        let words = if answer.limited {
            &self.limited
        } else {
            &self.added
        };
        words.replace("{n}", &answer.quantity.to_string())
    }

    fn refused(&self, refusal: Refusal) -> String {
        match refusal {
            Refusal::Quantity => &self.error_quantity,
            Refusal::SoldOut => &self.error_sold_out,
            Refusal::Full => &self.error_full,
            Refusal::Unknown | Refusal::NotInCart | Refusal::LoginNeeded => &self.error_unknown,
        }
        .clone()
    }
}

/// What became of a click on the button.
#[derive(Clone)]
enum Said {
    Nothing,
    Done(String),
    /// Done, and it cannot be bought like that.
    Short(String),
    Wrong(String),
}

/// The form for one variant. It is posted without JavaScript, too; with it, the page stays.
#[component]
pub(crate) fn AddForm(
    /// The variant, and whether there is any piece of it.
    #[prop(into)]
    variant: Signal<Option<(SkuId, bool)>>,
    /// Words in the visitor's language.
    words: AddWords,
    /// The quantity as it was typed, if the form was refused.
    typed: Option<String>,
) -> impl IntoView {
    let quantity = NodeRef::<html::Input>::new();
    let said = RwSignal::new(Said::Nothing);
    let is_sending = RwSignal::new(false);
    // The browser itself goes to the checkout, with the fields of this form.
    let is_buying = StoredValue::new(false);
    let sku = move || variant.get().map(|(sku, _)| sku.to_string());
    let is_sold_out = move || !variant.get().is_some_and(|(_, in_stock)| in_stock);
    let words = StoredValue::new(words);
    let submit = move |event: ev::SubmitEvent| {
        if is_buying.get_value() {
            is_buying.set_value(false);
            return;
        }
        event.prevent_default();
        let (Some(sku), Some(quantity)) = (sku(), quantity.get_untracked()) else {
            return;
        };
        if !is_sending.get_untracked() {
            is_sending.set(true);
            send(sku, quantity.value(), move |answer| {
                is_sending.set(false);
                said.set(words.with_value(|words| match answer {
                    Some(AddAnswer {
                        error: Some(error), ..
                    }) => Said::Wrong(words.refused(error)),
                    Some(added) => {
                        cart_badge::replace(added.pieces);
                        let text = words.added(added);
                        if added.left.is_some() {
                            Said::Short(text)
                        } else {
                            Said::Done(text)
                        }
                    }
                    None => Said::Wrong(words.error_failed.clone()),
                }));
            });
        }
    };
    // Other elements for other words: in a page that was translated the old ones' texts cannot be changed any more.
    let button = move || {
        let label = words.with_value(|words| {
            if is_sold_out() {
                words.sold_out.clone()
            } else {
                words.add.clone()
            }
        });
        view! { <span>{label}</span> }
    };
    let in_cart = move |class, text| {
        let to_cart = words.with_value(|words| words.to_cart.clone());
        view! { <p class=class>{text}" "<a href=path::CART>{to_cart}</a></p> }.into_any()
    };
    let said = move || match said.get() {
        Said::Nothing => ().into_any(),
        Said::Done(text) => in_cart("form-done", text),
        Said::Short(text) => in_cart("form-error", text),
        Said::Wrong(text) => view! { <p class="form-error">{text}</p> }.into_any(),
    };
    view! {
        <form class="add-form" method="post" action=path::CART_ADD_API on:submit=submit>
            <input type="hidden" name="sku" value=sku />
            <label class="add-form__quantity">
                <span>{words.with_value(|words| words.quantity.clone())}</span>
                <input node_ref=quantity name="quantity" value=typed.unwrap_or_else(|| "1".into()) inputmode="numeric" autocomplete="off" required maxlength="10" />
            </label>
            <button class="button button--primary add-form__button" type="submit" disabled=is_sold_out aria-busy=move || is_sending.get().then_some("true")>
                {button}
            </button>
            <button
                class="button add-form__button"
                type="submit"
                formmethod="get"
                formaction=path::CHECKOUT
                disabled=is_sold_out
                on:click=move |_| is_buying.set_value(true)
            >
                <span>{words.with_value(|words| words.buy.clone())}</span>
            </button>
        </form>
        <div class="add-form__said" role="status">{said}</div>
    }
}

/// Adds pieces to the cart. `then` is told the answer, if there was one.
#[cfg(feature = "hydrate")]
fn send(sku: String, quantity: String, then: impl FnOnce(Option<AddAnswer>) + 'static) {
    leptos::task::spawn_local(async move {
        let fields = [("sku", sku.as_str()), ("quantity", quantity.as_str())];
        then(app_ui::form::post(path::CART_ADD_API, &fields).await);
    });
}

/// The server sends nothing.
#[cfg(not(feature = "hydrate"))]
fn send(_sku: String, _quantity: String, _then: impl FnOnce(Option<AddAnswer>) + 'static) {}
