//! What the provider answers.

use crate::{
    page,
    protocol::{Kind, Message, NotGenuine, read, sign},
    sql::{self, Refund, Trade},
};
use app_kernel::{Links, Locale, Origin};
use axum::{
    Form, Router,
    extract::{RawQuery, State},
    http::{
        HeaderMap, StatusCode,
        header::{ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE},
    },
    response::{Html, IntoResponse, Redirect, Response},
    routing::{get, post},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::{TryRngCore, rngs::OsRng};
use serde::Deserialize;
use sqlx::PgPool;
use std::sync::Arc;

/// The provider: where it keeps what it knows, and who its merchant is.
struct Provider {
    pool: PgPool,
    merchant: Origin,
}

/// Everything the provider answers at its origin.
pub(crate) fn router(pool: &PgPool, links: &Links, _: &Origin) -> Router {
    let provider = Arc::new(Provider {
        pool: pool.clone(),
        merchant: links.mall.clone(),
    });
    Router::new()
        .route("/pay", get(show).post(decide))
        .route("/refunds", post(refund))
        .route(
            "/style.css",
            get(async || ([(CONTENT_TYPE, "text/css")], include_str!("../style.css"))),
        )
        .fallback(async |headers: HeaderMap| Cannot::Forged(accepted(&headers)))
        .with_state(provider)
}

/// Why a page cannot be shown.
enum Cannot {
    /// What was asked was not asked by a merchant.
    Forged(Locale),
    /// The database does not answer.
    Away(Locale),
}

impl IntoResponse for Cannot {
    fn into_response(self) -> Response {
        let (status, locale, key) = match self {
            Self::Forged(locale) => (StatusCode::BAD_REQUEST, locale, "forged"),
            Self::Away(locale) => (StatusCode::SERVICE_UNAVAILABLE, locale, "away"),
        };
        (status, html(page::cannot(locale, key), "'none'")).into_response()
    }
}

/// A page, whose form may lead to `form_action`.
fn html(page: String, form_action: &str) -> impl IntoResponse + use<> {
    let policy = format!(
        "default-src 'none'; style-src 'self'; form-action {form_action}; base-uri 'none'; frame-ancestors 'none'"
    );
    (
        [
            (CONTENT_SECURITY_POLICY, policy),
            (CACHE_CONTROL, "no-store".to_owned()),
        ],
        Html(page),
    )
}

fn accepted(headers: &HeaderMap) -> Locale {
    let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    accepted.map(Locale::negotiate).unwrap_or_default()
}

impl Provider {
    /// The payment that a message asks for, and the language in which it is shown.
    async fn open(&self, asked: &str, headers: &HeaderMap) -> Result<(Trade, Locale, Vec<u8>), Cannot> {
        let accepted = accepted(headers);
        let away = |error: sqlx::Error| {
            tracing::error!(%error, "the demo provider's tables cannot be used");
            Cannot::Away(accepted)
        };
        let forged = |NotGenuine| Cannot::Forged(accepted);
        let key = sql::key(&self.pool).await.map_err(away)?;
        let message = read(&key, Kind::Open, asked).map_err(forged)?;
        let amount = message.amount().map_err(forged)?;
        let locale = language(&message).unwrap_or(accepted);
        let trade = sql::open(&self.pool, &message, amount, &reference())
            .await
            .map_err(away)?
            .map_err(forged)?;
        Ok((trade, locale, key))
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
    let (trade, locale, key) = provider.open(&asked, &headers).await?;
    let page = page::pay(
        locale,
        provider.merchant.host(),
        &trade,
        &asked,
        &back(&key, &trade, true),
    );
    // What a form is answered with may lead back to the merchant.
    Ok(html(page, &format!("'self' {}", provider.merchant)).into_response())
}

#[derive(Deserialize)]
struct Decision {
    #[serde(default)]
    asked: String,
    #[serde(default)]
    decision: String,
    #[serde(default)]
    notice: String,
    #[serde(default)]
    stay: String,
}

async fn decide(
    State(provider): State<Arc<Provider>>,
    headers: HeaderMap,
    Form(form): Form<Decision>,
) -> Result<Response, Cannot> {
    let (trade, locale, key) = provider.open(&form.asked, &headers).await?;
    let pays = form.decision == "pay";
    let done = if pays {
        let (notices, after) = match form.notice.as_str() {
            "late" => (1, 20.0),
            "never" => (0, 0.0),
            "twice" => (2, 0.0),
            _ => (1, 0.0),
        };
        sql::pay(&provider.pool, &trade.number, notices, after).await
    } else {
        sql::decline(&provider.pool, &trade.number).await
    };
    if let Err(error) = done {
        tracing::error!(%error, "the demo provider's tables cannot be used");
        return Err(Cannot::Away(locale));
    }
    let page = if pays && form.stay == "1" {
        format!("/pay?{}", form.asked)
    } else {
        back(&key, &trade, pays || trade.is_paid)
    };
    Ok(Redirect::to(&page).into_response())
}

async fn refund(State(provider): State<Arc<Provider>>, body: String) -> StatusCode {
    let refunded = async {
        let key = sql::key(&provider.pool).await?;
        let Ok(message) = read(&key, Kind::Refund, &body) else {
            return Ok(StatusCode::BAD_REQUEST);
        };
        let Ok(amount) = message.amount() else {
            return Ok(StatusCode::BAD_REQUEST);
        };
        Ok(
            match sql::refund(&provider.pool, message.get("number"), amount).await? {
                Refund::Done => StatusCode::OK,
                Refund::Unknown => StatusCode::NOT_FOUND,
                Refund::NotThat => StatusCode::CONFLICT,
            },
        )
    };
    refunded.await.unwrap_or_else(|error: sqlx::Error| {
        tracing::error!(%error, "the demo provider's tables cannot be used");
        StatusCode::SERVICE_UNAVAILABLE
    })
}
