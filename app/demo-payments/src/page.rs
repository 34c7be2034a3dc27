//! The provider's pages.

use crate::{
    sql::{State, Trade},
    words::words,
};
use app_kernel::{Locale, Money};
use leptos::prelude::*;

/// The page on which a payer decides. `asked` is the message that asked for it, which the form sends along; `back` leads a payer who has
/// paid back to the merchant.
pub(crate) fn pay(locale: Locale, merchant: &str, trade: &Trade, asked: &str, back: &str) -> String {
    let w = |key| words(locale, key);
    let amount = Money::from_fen(trade.amount_fen).to_string();
    let decision = if trade.state == State::Open {
        form(locale, asked).into_any()
    } else {
        let state = if trade.state == State::Paid {
            "paid"
        } else {
            "refunded"
        };
        view! {
            <p class="done" role="status">{w(state)}</p>
            <a class="primary" href=back.to_owned()>{w("back")}</a>
        }
        .into_any()
    };
    document(
        locale,
        w("title"),
        view! {
            <h1>{w("title")}</h1>
            <p class="amount">{amount}</p>
            <dl>
                <div><dt>{w("merchant")}</dt><dd>{merchant.to_owned()}</dd></div>
                <div><dt>{w("subject")}</dt><dd>{trade.subject.clone()}</dd></div>
                <div><dt>{w("number")}</dt><dd>{trade.number.clone()}</dd></div>
            </dl>
            {decision}
        }
        .into_any(),
    )
}

/// The form in which a payer decides.
fn form(locale: Locale, asked: &str) -> impl IntoView + use<> {
    let w = |key| words(locale, key);
    let choice = |value: &'static str, key, is_usual: bool| {
        view! { <option value=value selected=is_usual>{w(key)}</option> }
    };
    view! {
        <form method="post" action="/pay">
            <input type="hidden" name="asked" value=asked.to_owned() />
            <button class="primary" name="decision" value="pay">{w("pay")}</button>
            <button name="decision" value="decline">{w("decline")}</button>
            <details>
                <summary>{w("faults")}</summary>
                <label>
                    <span>{w("notice")}</span>
                    <select name="notice">
                        {choice("now", "notice-now", true)}
                        {choice("late", "notice-late", false)}
                        {choice("never", "notice-never", false)}
                        {choice("twice", "notice-twice", false)}
                    </select>
                </label>
                <label class="tick"><input type="checkbox" name="stay" value="1" /><span>{w("stay")}</span></label>
            </details>
        </form>
    }
}

/// The page of something that cannot be.
pub(crate) fn cannot(locale: Locale, title: &'static str, text: &'static str) -> String {
    let title = words(locale, title);
    document(
        locale,
        title,
        view! {
            <h1>{title}</h1>
            <p>{words(locale, text)}</p>
        }
        .into_any(),
    )
}

fn document(locale: Locale, title: &str, content: AnyView) -> String {
    let html = view! {
        <html lang=locale.tag()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="robots" content="noindex" />
                <title>{title.to_owned()}</title>
                <link rel="stylesheet" href="/style.css" />
            </head>
            <body>
                <header class="demo"><p>{words(locale, "demo")}</p></header>
                <main>{content}</main>
            </body>
        </html>
    }
    .to_html();
    format!("<!DOCTYPE html>{html}")
}
