//! The page of the checkout.

use super::{
    line::Line,
    model::{CheckoutLine, Total, Wanted},
    notice::{CheckoutNotice, Refusal},
    server::{Checkout, NOTE_LENGTH, look, wanted},
};
use crate::{
    address::{Address, AddressLines, own_addresses},
    order::unpaid_orders,
    server::Orders,
};
use app_forms::{Wrong, members_only, take_if, titled};
use app_kernel::{Failure, MemberId, Next, path, text::whole_number};
use app_mall::{CartMerged, Price, server::read::within_timeout};
use app_ui::{
    NoIndex, PageTitle,
    error_page::failed,
    icon::{Icon, IconName},
    query, visit,
    words::{t, t_count, t_with},
};
use leptos::prelude::*;

/// The page on which what is ticked in the cart, or some pieces of one variant, becomes an order.
pub(super) async fn checkout_page() -> AnyView {
    members_only(async |member| {
        let (sku, quantity) = (
            query("sku").unwrap_or_default(),
            query("quantity").unwrap_or_default(),
        );
        let Some(wanted) = wanted(&sku, &quantity) else {
            return view! { <Nothing wanted=Wanted::Cart refusal=Some(Refusal::Form) lines=Vec::new() just_placed=None /> }
                .into_any();
        };
        let notice = take_if(|notice: &CheckoutNotice| notice.is_about(wanted)).unwrap_or_default();
        match read(member.id, wanted, notice.address).await {
            Ok((addresses, chosen, checkout)) => page(wanted, addresses, chosen, checkout, notice),
            Err(failure) => failed(&failure),
        }
    })
    .await
}

/// The member's addresses, the id of the one that was chosen, and what is bought.
type Read = (Vec<Address>, Option<i64>, Checkout);

/// `first` is the address that was chosen a moment ago, before what the page's own address says.
async fn read(member: MemberId, wanted: Wanted, first: Option<i64>) -> Result<Read, Failure> {
    let orders = Orders::of_request()?;
    let addresses = within_timeout(own_addresses(&orders.pool, member)).await?;
    let asked: Option<i64> = query("address").and_then(|id| whole_number(&id)?.parse().ok());
    let own = |id: Option<i64>| addresses.iter().find(|address| Some(address.id) == id);
    let chosen = own(first)
        .or_else(|| own(asked))
        .or_else(|| addresses.iter().find(|address| address.is_default))
        .or(addresses.first());
    // Without an address: what sending costs in most places.
    let province = chosen.map_or("*", |address| &address.district[..2]);
    let checkout = look(&orders, member, wanted, province, visit().locale).await?;
    let chosen = chosen.map(|address| address.id);
    Ok((addresses, chosen, checkout))
}

fn page(
    wanted: Wanted,
    addresses: Vec<Address>,
    chosen: Option<i64>,
    checkout: Checkout,
    notice: CheckoutNotice,
) -> AnyView {
    let CheckoutNotice { refusal, note, .. } = notice;
    if checkout.total.pieces == 0 {
        let Checkout {
            lines, just_placed, ..
        } = checkout;
        return view! { <Nothing wanted refusal lines just_placed /> }.into_any();
    }
    let visit = visit();
    let here = Next::parse(&visit.here(), visit.links());
    let next = here.as_ref().map(Next::as_query).unwrap_or_default();
    let at = |api: &str| format!("{api}?{next}");
    let hidden = match wanted {
        Wanted::Cart => None,
        Wanted::Now(sku, quantity) => Some(view! {
            <input type="hidden" name="sku" value=sku.to_string() />
            <input type="hidden" name="quantity" value=quantity />
        }),
    };
    let is_wrong = refusal == Some(Refusal::Note);
    view! {
        <PageTitle text=titled("checkout-title", refusal.is_some()) />
        <NoIndex />
        <form class="checkout" method="post" action=at(path::CHECKOUT_API)>
            <h1>{t("checkout-title")}</h1>
            {refusal.map(refused)}
            <CartMerged />
            {checkout.just_placed.map(|number| view! { <JustPlaced key="checkout-same" number /> })}
            {hidden}
            <input type="hidden" name="seen" value=checkout.total.fingerprint.clone() />
            <input type="hidden" name="confirmation" value=checkout.confirmation />
            <div class="checkout__columns">
                <div class="checkout__parts">
            <Addresses addresses chosen action=at(path::CHECKOUT_ADDRESS_API) next=next.clone() />
            <Lines lines=checkout.lines />
            <section class="checkout__part">
                <h2><label for="note">{t("checkout-note")}</label></h2>
                <div class="field">
                <textarea
                    id="note"
                    name="note"
                    rows="2"
                    maxlength=NOTE_LENGTH
                    dir="auto"
                    aria-invalid=is_wrong.then_some("true")
                    aria-describedby=if is_wrong { "checkout-error" } else { "note-hint" }
                >
                    {note}
                </textarea>
                </div>
                <p id="note-hint" class="checkout__hint">{t("checkout-note-hint")}</p>
            </section>
                </div>
                <Totals total=checkout.total has_address=chosen.is_some() />
            </div>
        </form>
    }
    .into_any()
}

fn refused(refusal: Refusal) -> AnyView {
    if refusal != Refusal::Unpaid {
        return view! { <Wrong id="checkout-error" key=refusal.key() /> }.into_any();
    }
    view! {
        <p class="form-error" id="checkout-error" role="alert">
            {t(refusal.key())} " " <a href=unpaid_orders()>{t("checkout-unpaid-orders")}</a>
        </p>
    }
    .into_any()
}

/// Where it is sent: the chosen address, and the others as buttons that choose them and lose nothing of the form.
#[component]
fn Addresses(addresses: Vec<Address>, chosen: Option<i64>, action: String, next: String) -> impl IntoView {
    let new = format!("{}?{next}", path::ADDRESSES_NEW);
    let has_none = addresses.is_empty();
    let (own, others): (Vec<_>, Vec<_>) = addresses
        .into_iter()
        .partition(|address| Some(address.id) == chosen);
    let own = own.into_iter().map(|address| {
        view! {
            <input type="hidden" name="address" value=address.id />
            <input type="hidden" name="address_seen" value=address.fingerprint() />
            <div class="checkout__address checkout__address--chosen"><AddressLines address /></div>
        }
    });
    let others = others
        .into_iter()
        .map(|address| {
            let id = address.id;
            view! {
                <li class="checkout__address">
                    <AddressLines address />
                    <button class="button" type="submit" formaction=action.clone() name="chosen" value=id>
                        {t("checkout-send-here")}
                    </button>
                </li>
            }
        })
        .collect_view();
    let others = (!has_none).then(|| {
        view! {
            <details class="checkout__others">
                <summary>{t("checkout-other-address")}</summary>
                <ul class="checkout__addresses">{others}</ul>
                <a class="button" href=new.clone()>{t("checkout-new-address")}</a>
            </details>
        }
    });
    view! {
        <section class="checkout__part">
            <h2>{t("checkout-address")}</h2>
            {has_none
                .then(|| {
                    view! {
                        <p>{t("checkout-no-address")}</p>
                        <a class="button button--primary" href=new.clone()>{t("checkout-new-address")}</a>
                    }
                })}
            {own.collect_view()}
            {others}
        </section>
    }
}

#[component]
fn Lines(lines: Vec<CheckoutLine>) -> impl IntoView {
    let (bought, left_out): (Vec<_>, Vec<_>) = lines.into_iter().partition(CheckoutLine::is_enough);
    let list = |lines: Vec<CheckoutLine>| {
        let lines = lines
            .into_iter()
            .map(|line| view! { <Line line /> })
            .collect_view();
        view! { <ul class="checkout__lines">{lines}</ul> }
    };
    let left_out = (!left_out.is_empty()).then(|| {
        view! {
            <h3>{t("checkout-left-out")}</h3>
            {list(left_out)}
        }
    });
    view! {
        <section class="checkout__part">
            <h2>{t("checkout-lines")}</h2>
            {list(bought)}
            {left_out}
        </section>
    }
}

/// What it comes to, with the button that orders it.
#[component]
fn Totals(total: Total, has_address: bool) -> impl IntoView {
    let freight = if total.freight.fen() == 0 {
        t("checkout-freight-free").into_any()
    } else {
        view! { <span translate="no">{total.freight.to_string()}</span> }.into_any()
    };
    let grams = total.grams;
    let kilograms = format!("{}.{:02} kg", grams / 1000, grams % 1000 / 10);
    view! {
        <section class="checkout__total" aria-labelledby="checkout-total">
            <h2 id="checkout-total" class="checkout__total-title">{t("checkout-total")}</h2>
            <dl class="checkout__sums">
                <div><dt>{t_count("checkout-goods", total.pieces)}</dt><dd translate="no">{total.goods.to_string()}</dd></div>
                <div><dt>{t("checkout-freight")}" "<span class="checkout__hint">{kilograms}</span></dt><dd>{freight}</dd></div>
                <div class="checkout__sum"><dt>{t("checkout-sum")}</dt><dd><Price amount=total.sum() /></dd></div>
            </dl>
            <button class="button button--primary checkout__button" type="submit" disabled=!has_address>{t("checkout-place")}</button>
            <p class="checkout__hint">{t("checkout-place-hint")}</p>
        </section>
    }
}

/// The order that somebody has just placed, who goes back in the browser.
#[component]
fn JustPlaced(key: &'static str, number: String) -> impl IntoView {
    view! {
        <p class="form-done">
            {t(key)} " " <a href=path::order(&number)>{t_with("pay-order", &[("number", &number)])}</a>
        </p>
    }
}

/// There is nothing to be ordered: what is wanted with the reason why it cannot be had, or that nothing is wanted.
#[component]
fn Nothing(
    wanted: Wanted,
    refusal: Option<Refusal>,
    lines: Vec<CheckoutLine>,
    just_placed: Option<String>,
) -> impl IntoView {
    // That something has changed is said by the lines as they are now.
    let refusal = refusal.filter(|refusal| lines.is_empty() || *refusal != Refusal::Empty);
    let sentence = match (refusal, lines.is_empty()) {
        (Some(refusal), _) => Some(refusal.key()),
        (None, true) => Some(match wanted {
            Wanted::Cart => Refusal::Empty.key(),
            Wanted::Now(..) => "checkout-withdrawn",
        }),
        (None, false) => None,
    };
    // The order that went before explains an empty cart, and nothing else.
    let just_placed = just_placed.filter(|_| refusal.is_none_or(|refusal| refusal == Refusal::Empty));
    let back = match wanted {
        Wanted::Now(sku, _) if !lines.is_empty() => {
            view! { <a class="button button--primary" href=path::product(sku)>{t("checkout-to-product")}</a> }
        }
        _ => view! { <a class="button button--primary" href=path::CART>{t("cart-to-cart")}</a> },
    };
    let lines = (!lines.is_empty()).then(|| {
        let lines = lines
            .into_iter()
            .map(|line| view! { <Line line /> })
            .collect_view();
        view! { <ul class="checkout__lines checkout__lines--missing">{lines}</ul> }
    });
    view! {
        <PageTitle text=t("checkout-title") />
        <NoIndex />
        <section class="notice">
            <Icon name=IconName::Cart class="notice__icon" />
            <h1>{t("checkout-nothing")}</h1>
            {sentence.map(|key| view! { <p>{t(key)}</p> })}
            <CartMerged />
            {lines}
            {just_placed.map(|number| view! { <JustPlaced key="checkout-last" number /> })}
            <p class="notice__actions">{back}</p>
        </section>
    }
}
