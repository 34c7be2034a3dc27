//! The island for choosing a variant and adding it to the cart: price and stock follow the choice.
//!
//! Every value is a link to the variant it leads to, so it works without JavaScript; with it, nothing is loaded.

use super::model::{OptionAxis, Variant};
use crate::{
    cart::add_form::{AddForm, AddWords},
    price::Price,
};
use app_kernel::{SkuId, path};
use app_ui::address;
use leptos::{ev::MouseEvent, prelude::*};
use serde::{Deserialize, Serialize};

/// Up to this stock the page says how many pieces are left.
const FEW_LEFT: i32 = 10;

/// Translations that the island needs in the browser.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PickerWords {
    /// Said of a variant with more than a few pieces.
    pub in_stock: String,
    /// Said of a variant with few pieces; `{n}` stands for their number.
    pub few_left: String,
    /// Said of a variant that is sold out.
    pub sold_out: String,
    /// Those of the form that adds to the cart.
    pub add: AddWords,
}

/// The variants of a product, as one choice per option, with price and stock of the chosen variant.
#[island]
pub fn VariantPicker(
    /// What the variants differ in.
    options: Vec<OptionAxis>,
    /// Every variant.
    variants: Vec<Variant>,
    /// The variant the address names.
    chosen: SkuId,
    /// Words in the visitor's language.
    words: PickerWords,
    /// The quantity as it was typed, if the form that adds to the cart was refused.
    typed: Option<String>,
) -> impl IntoView {
    let position = variants
        .iter()
        .position(|variant| variant.sku == chosen)
        .unwrap_or_default();
    let chosen = RwSignal::new(position);
    let variants = StoredValue::new(variants);
    let add_words = words.add.clone();
    let words = StoredValue::new(words);
    let current = move || variants.with_value(|all| all.get(chosen.get()).cloned());

    let axes = options
        .into_iter()
        .enumerate()
        .map(|(axis, option)| {
            let values = option
                .values
                .into_iter()
                .enumerate()
                .map(|(value, label)| {
                    let target = move || variants.with_value(|all| neighbour(all, chosen.get(), axis, value));
                    let address = move || {
                        variants.with_value(|all| target().map(|index| path::product(all[index].sku)))
                    };
                    let stock =
                        move || variants.with_value(|all| target().map(|index| level(all[index].stock)));
                    let is_chosen = move || target() == Some(chosen.get());
                    let choose = move |event: MouseEvent| {
                        // A new tab, a new window, a download: the browser's business.
                        if event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key() {
                            return;
                        }
                        if let Some(index) = target() {
                            event.prevent_default();
                            chosen.set(index);
                            address::replace(&variants.with_value(|all| path::product(all[index].sku)));
                        }
                    };
                    view! {
                        <a
                            class="chip"
                            href=address
                            data-stock=stock
                            aria-current=move || is_chosen().then_some("true")
                            on:click=choose
                        >
                            {label}
                        </a>
                    }
                })
                .collect_view();
            view! {
                <div class="picker__axis" role="group" aria-label=option.name.clone()>
                    <span class="picker__name" aria-hidden="true">{option.name.clone()}</span>
                    <span class="chips">{values}</span>
                </div>
            }
        })
        .collect_view();

    let bought = Signal::derive(move || current().map(|variant| (variant.sku, variant.stock > 0)));
    view! {
        <div class="picker">
            <p class="picker__price" aria-live="polite">
                // Another element for each variant: in a page that was translated the old one's text cannot be changed any more.
                <For each=current key=|variant| variant.sku let:variant>
                    <span class="picker__facts">
                        <Price amount=variant.price />
                        <span class="picker__stock" data-stock=level(variant.stock)>
                            {words.with_value(|words| stock_words(words, variant.stock))}
                        </span>
                    </span>
                </For>
            </p>
            {axes}
            <AddForm variant=bought words=add_words typed />
        </div>
    }
}

/// The index of the variant that has `value` on `axis` and is like the one at `from` otherwise; if there is none, of the
/// first one with `value`.
fn neighbour(variants: &[Variant], from: usize, axis: usize, value: usize) -> Option<usize> {
    let value = u32::try_from(value).ok()?;
    let mut wanted = variants.get(from)?.choice.clone();
    *wanted.get_mut(axis)? = value;
    variants
        .iter()
        .position(|variant| variant.choice == wanted)
        .or_else(|| {
            variants
                .iter()
                .position(|variant| variant.choice.get(axis) == Some(&value))
        })
}

const fn level(stock: i32) -> &'static str {
    match stock {
        i32::MIN..=0 => "none",
        1..=FEW_LEFT => "few",
        _ => "plenty",
    }
}

fn stock_words(words: &PickerWords, stock: i32) -> String {
    match level(stock) {
        "none" => words.sold_out.clone(),
        "few" => words.few_left.replace("{n}", &stock.to_string()),
        _ => words.in_stock.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use app_kernel::Money;

    fn variant(sku: i64, choice: [u32; 2]) -> Variant {
        Variant {
            sku: SkuId(sku),
            choice: choice.to_vec(),
            price: Money::from_fen(100),
            stock: 1,
        }
    }

    #[test]
    fn a_choice_keeps_the_other_options() {
        let all = [
            variant(1, [0, 0]),
            variant(2, [0, 1]),
            variant(3, [1, 0]),
            variant(4, [1, 1]),
        ];
        assert_eq!(neighbour(&all, 1, 0, 1), Some(3));
        assert_eq!(neighbour(&all, 1, 1, 0), Some(0));
        assert_eq!(neighbour(&all, 1, 1, 7), None);
    }

    #[test]
    fn a_missing_combination_leads_to_one_that_exists() {
        let all = [variant(1, [0, 0]), variant(2, [1, 1])];
        assert_eq!(neighbour(&all, 0, 0, 1), Some(1));
    }
}
