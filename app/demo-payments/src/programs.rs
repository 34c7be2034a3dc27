//! What the provider answers to the merchant's programs: signed questions, and a signed answer where it says something.

use crate::{
    protocol::{Kind, Message, read, sign},
    router::Provider,
    sql::{self, Away, Refund, within_timeout},
};
use axum::{
    extract::{Path, RawQuery, State},
    http::{
        StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};
use std::sync::Arc;

impl IntoResponse for Away {
    fn into_response(self) -> Response {
        StatusCode::SERVICE_UNAVAILABLE.into_response()
    }
}

/// A message of the merchant with the key it was signed with; `None` if it is not genuine.
async fn genuine(provider: &Provider, kind: Kind, encoded: &str) -> Result<Option<(Message, Vec<u8>)>, Away> {
    let key = within_timeout(sql::key(&provider.pool)).await?;
    let message = read(&key, kind, encoded).ok();
    Ok(message.map(|message| (message, key)))
}

/// `POST /refunds`: gives back all that was paid, once.
pub(crate) async fn refund(State(provider): State<Arc<Provider>>, body: String) -> Result<StatusCode, Away> {
    let Some((message, _)) = genuine(&provider, Kind::Refund, &body).await? else {
        return Ok(StatusCode::BAD_REQUEST);
    };
    let Ok(amount) = message.amount() else {
        return Ok(StatusCode::BAD_REQUEST);
    };
    let refunded = sql::refund(&provider.pool, message.get("number"), amount);
    Ok(match within_timeout(refunded).await? {
        Refund::Done => StatusCode::OK,
        Refund::Unknown => StatusCode::NOT_FOUND,
        Refund::NotThat => StatusCode::CONFLICT,
    })
}

/// `GET /trades/{number}`: how a payment stands, for a merchant who has heard nothing of it.
pub(crate) async fn tell(
    State(provider): State<Arc<Provider>>,
    Path(number): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Away> {
    let asked = genuine(&provider, Kind::Query, &query.unwrap_or_default()).await?;
    let Some((_, key)) = asked.filter(|(message, _)| message.get("number") == number) else {
        return Ok(StatusCode::BAD_REQUEST.into_response());
    };
    let trade = within_timeout(sql::find(&provider.pool, &number)).await?;
    let (status, answer) = match trade {
        None => {
            let nothing = [("number", number.as_str()), ("state", "unknown")];
            (StatusCode::NOT_FOUND, sign(&key, Kind::State, &nothing))
        }
        Some(trade) => {
            let amount = trade.amount_fen.to_string();
            let known = [
                ("number", trade.number.as_str()),
                ("state", trade.state.name()),
                ("amount", &amount),
                ("reference", &trade.reference),
            ];
            (StatusCode::OK, sign(&key, Kind::State, &known))
        }
    };
    let headers = [
        (CONTENT_TYPE, "application/x-www-form-urlencoded"),
        (CACHE_CONTROL, "no-store"),
    ];
    Ok((status, headers, answer).into_response())
}
