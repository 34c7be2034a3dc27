//! The page of the cart.

use super::{
    answer::Refusal,
    line::{LineItem, RefusedLine},
    login::{LoginLink, ShownTo},
    model::Cart,
    notice::CartNotice,
    script::CartScript,
    server::{Arrival, MergeRow, own_cart},
    summary::Summary,
};
use app_forms::{take, titled};
use app_kernel::{Viewer, path};
use app_ui::{
    Content, NoIndex, PageTitle,
    error_page::failed,
    icon::{Icon, IconName},
    visit,
    words::{t, t_count},
};
use leptos::prelude::*;

/// The visitor's cart.
pub(crate) async fn cart_page() -> Content {
    match own_cart().await {
        Ok((cart, arrival)) => Content::default().view(page(cart, &arrival, take())),
        Err(failure) => failed(&failure),
    }
}

fn page(cart: Cart, arrival: &Arrival, notice: Option<CartNotice>) -> impl IntoView {
    // What the cart is, is seen after the login.
    let is_away = matches!(
        notice,
        Some(CartNotice::Refused {
            refusal: Refusal::LoginNeeded,
            ..
        })
    );
    let is_refused = matches!(notice, Some(CartNotice::Refused { .. }));
    let kinds = i64::try_from(cart.lines.len()).unwrap_or(i64::MAX);
    let heading =
        (kinds > 0).then(|| view! { <span class="cart__count">{t_count("cart-kinds", kinds)}</span> });
    // Said where the eye is: at the line, if there is one.
    let refused = notice.as_ref().and_then(|notice| refused_line(&cart, notice));
    let notice = notice.filter(|_| refused.is_none());
    let content = if kinds == 0 && is_away {
        view! { <Away /> }.into_any()
    } else if kinds == 0 {
        view! { <Empty /> }.into_any()
    } else {
        view! { <Filled cart refused /> }.into_any()
    };
    view! {
        <PageTitle text=titled("cart-title", is_refused) />
        <NoIndex />
        <div class="cart">
            // The script gives it the focus of what has gone.
            <h1 tabindex="-1">{t("cart-title")}{heading}</h1>
            <div id="cart-said" class="cart__said" role="status">{merged(arrival.merged.as_ref())}{said(notice)}</div>
            // Shown by the script while it lasts.
            <p id="cart-failed" class="cart__failed form-error" role="alert" hidden>{t("cart-error-not-saved")}</p>
            <div id="cart-content">{content}</div>
        </div>
        <CartScript />
    }
}

/// The line whose form was refused, if it is still there.
fn refused_line(cart: &Cart, notice: &CartNotice) -> Option<RefusedLine> {
    let CartNotice::Refused {
        refusal,
        sku: Some(sku),
        typed,
    } = notice
    else {
        return None;
    };
    // It was a line of another cart.
    if *refusal == Refusal::LoginNeeded {
        return None;
    }
    cart.lines.iter().find(|line| line.sku == *sku)?;
    Some(RefusedLine {
        sku: *sku,
        refusal: *refusal,
        typed: typed.clone(),
    })
}

/// What became of the cart that a member had as a guest.
fn merged(merged: Option<&MergeRow>) -> Option<impl IntoView + use<>> {
    let merged = merged?;
    let moved =
        (merged.moved > 0).then(|| view! { <p class="form-done">{t_count("cart-merged", merged.moved)}</p> });
    let left_over = (merged.left_over > 0)
        .then(|| view! { <p class="form-error">{t_count("cart-left-over", merged.left_over)}</p> });
    Some(view! { {moved}{left_over} })
}

/// On a page that a member comes to with what they had chosen as a guest: what became of it, with the way to the cart. Nothing otherwise.
#[component]
pub fn CartMerged() -> impl IntoView {
    let merged = merged(use_context::<MergeRow>().as_ref())?;
    Some(view! {
        <div class="cart__said" role="status">
            {merged}
            <p><a class="link-button" href=path::CART>{t("cart-check")}</a></p>
        </div>
    })
}

fn said(notice: Option<CartNotice>) -> Option<AnyView> {
    Some(match notice? {
        CartNotice::Removed {
            sku,
            quantity,
            ticked,
        } => view! {
            <form class="form-done cart__undo" method="post" action=path::CART_UNDO_API>
                <ShownTo />
                <input type="hidden" name="sku" value=sku.to_string() />
                <input type="hidden" name="quantity" value=quantity />
                <input type="hidden" name="ticked" value=i32::from(ticked) />
                <span>{t("cart-removed")}</span>
                <button id="cart-undo" class="link-button" type="submit">{t("cart-undo")}</button>
            </form>
        }
        .into_any(),
        CartNotice::PutBack => view! { <p class="form-done">{t("cart-put-back")}</p> }.into_any(),
        CartNotice::Refused {
            refusal: refusal @ Refusal::LoginNeeded,
            ..
        } => view! { <p class="form-error" role="alert">{t(refusal.key())} " " <LoginLink /></p> }.into_any(),
        CartNotice::Refused { refusal, .. } => {
            view! { <p class="form-error" role="alert">{t(refusal.key())}</p> }.into_any()
        }
    })
}

#[component]
fn Filled(cart: Cart, refused: Option<RefusedLine>) -> impl IntoView {
    let summary = cart.clone();
    let lines = cart
        .lines
        .into_iter()
        .map(|line| {
            let refused = refused.clone().filter(|refused| refused.sku == line.sku);
            view! { <LineItem line refused /> }
        })
        .collect_view();
    view! {
        <div class="cart__columns">
            <ul class="cart__lines">{lines}</ul>
            <Summary cart=summary />
        </div>
    }
}

#[component]
fn Away() -> impl IntoView {
    view! {
        <section class="notice">
            <Icon name=IconName::Cart class="notice__icon" />
            <p class="notice__actions"><LoginLink class="button button--primary" /></p>
        </section>
    }
}

#[component]
fn Empty() -> impl IntoView {
    let visit = visit();
    let is_guest = visit.viewer == Viewer::Guest;
    view! {
        <section class="notice">
            <Icon name=IconName::Cart class="notice__icon" />
            <h2>{t("cart-empty-title")}</h2>
            <p>{t("cart-empty-text")}</p>
            {is_guest.then(|| view! { <p class="notice__guest">{t("cart-empty-guest")} " " <LoginLink /></p> })}
            <p class="notice__actions">
                <a class="button button--primary" href=path::HOME>{t("cart-browse")}</a>
            </p>
        </section>
    }
}
