//! What the provider answers to payers.

use crate::{
    answer::{Cannot, html},
    page, programs,
    protocol::{Kind, Message, NotGenuine, read, sign},
    sql::{self, State as TradeState, Trade, Wish, within_timeout},
};
use app_kernel::{Links, Locale, Origin};
use axum::{
    Form, Router,
    extract::{RawQuery, State, rejection::FormRejection},
    http::{
        HeaderMap,
        header::{ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_TYPE},
    },
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::{TryRngCore, rngs::OsRng};
use serde::Deserialize;
use sqlx::PgPool;
use std::{sync::Arc, time::Duration};

/// The time by which a notice is late that shall be late.
const LATE: Duration = Duration::from_secs(20);

/// The provider: where it keeps what it knows, and who its merchant is.
pub(crate) struct Provider {
    pub(crate) pool: PgPool,
    merchant: Origin,
}

/// Everything the provider answers at its origin.
pub(crate) fn router(pool: &PgPool, links: &Links) -> Router {
    let provider = Arc::new(Provider {
        pool: pool.clone(),
        merchant: links.mall.clone(),
    });
    let style = async || {
        (
            [(CONTENT_TYPE, "text/css"), (CACHE_CONTROL, "no-cache")],
            include_str!("../style.css"),
        )
    };
    Router::new()
        .route("/pay", get(show).post(decide))
        .route("/refunds", post(programs::refund))
        .route("/trades/{number}", get(programs::tell))
        .route("/style.css", get(style))
        .fallback(async |headers: HeaderMap| Cannot::Missing(accepted(&headers)))
        .with_state(provider)
}

/// The language that a browser asks for.
fn accepted(headers: &HeaderMap) -> Locale {
    let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    accepted.map(Locale::negotiate).unwrap_or_default()
}

/// A payment as a payer sees it.
struct Open {
    trade: Trade,
    locale: Locale,
    key: Vec<u8>,
}

impl Provider {
    /// The payment that a message asks for.
    async fn open(&self, asked: &str, accepted: Locale) -> Result<Open, Cannot> {
        let away = |_| Cannot::Away(accepted);
        let forged = |NotGenuine| Cannot::Forged(accepted);
        let key = within_timeout(sql::key(&self.pool)).await.map_err(away)?;
        let message = read(&key, Kind::Open, asked).map_err(forged)?;
        let amount = message.amount().map_err(forged)?;
        let locale = language(&message).unwrap_or(accepted);
        let trade = within_timeout(sql::open(&self.pool, &message, amount, &reference()))
            .await
            .map_err(|_| Cannot::Away(locale))?
            .map_err(|NotGenuine| Cannot::Forged(locale))?;
        Ok(Open { trade, locale, key })
    }
}

fn language(asked: &Message) -> Option<Locale> {
    Locale::from_tag(asked.get("language"))
}

/// A number of ours for a payment, which nobody can guess.
fn reference() -> String {
    let mut bytes = [0; 12];
    OsRng
        .try_fill_bytes(&mut bytes)
        .expect("the system has random numbers");
    format!("D{}", URL_SAFE_NO_PAD.encode(bytes))
}

/// The address at which a payer is back at the merchant.
fn back(key: &[u8], trade: &Trade, is_paid: bool) -> String {
    let amount = trade.amount_fen.to_string();
    let paid = [
        ("number", trade.number.as_str()),
        ("state", "paid"),
        ("amount", &amount),
        ("reference", &trade.reference),
    ];
    let open = [("number", trade.number.as_str()), ("state", "open")];
    let fields: &[(&str, &str)] = if is_paid { &paid } else { &open };
    format!("{}?{}", trade.return_url, sign(key, Kind::Return, fields))
}

async fn show(
    State(provider): State<Arc<Provider>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Cannot> {
    let asked = query.unwrap_or_default();
    let Open { trade, locale, key } = provider.open(&asked, accepted(&headers)).await?;
    let back = back(&key, &trade, true);
    let page = page::pay(locale, provider.merchant.host(), &trade, &asked, &back);
    Ok(html(page).into_response())
}

#[derive(Deserialize)]
struct Decided {
    /// The message that asked for the payment.
    #[serde(default)]
    asked: String,
    /// `pay` or `decline`.
    #[serde(default)]
    decision: String,
    /// How the merchant is told.
    #[serde(default)]
    notice: String,
    /// Whether the payer does not go back.
    #[serde(default)]
    stay: String,
}

impl Decided {
    /// How often and when the merchant is told.
    fn wish(&self) -> Wish {
        let (notices, after) = match self.notice.as_str() {
            "late" => (1, LATE),
            "never" => (0, Duration::ZERO),
            "twice" => (2, Duration::ZERO),
            _ => (1, Duration::ZERO),
        };
        Wish { notices, after }
    }
}

async fn decide(
    State(provider): State<Arc<Provider>>,
    headers: HeaderMap,
    form: Result<Form<Decided>, FormRejection>,
) -> Result<Response, Cannot> {
    let accepted = accepted(&headers);
    let Form(form) = form.map_err(|_| Cannot::Forged(accepted))?;
    let Open { trade, locale, key } = provider.open(&form.asked, accepted).await?;
    let number = &trade.number;
    let state = match form.decision.as_str() {
        "pay" => within_timeout(sql::pay(&provider.pool, number, form.wish())).await,
        "decline" => within_timeout(sql::decline(&provider.pool, number)).await,
        _ => Ok(trade.state),
    };
    let state = state.map_err(|_| Cannot::Away(locale))?;
    let stays = match form.decision.as_str() {
        "pay" => form.stay == "1",
        "decline" => false,
        // Nothing was decided.
        _ => true,
    };
    let page = if stays {
        format!("/pay?{}", form.asked)
    } else {
        back(&key, &trade, state != TradeState::Open)
    };
    Ok(Redirect::to(&page).into_response())
}
