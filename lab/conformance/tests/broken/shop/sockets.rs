//! Connections that end with the session.

use std::convert::Infallible;

use axum::{
    extract::{
        State,
        ws::{Message, WebSocket, WebSocketUpgrade},
    },
    http::{HeaderMap, StatusCode},
    response::{
        IntoResponse, Response,
        sse::{Event, Sse},
    },
};
use futures::{StreamExt, stream};

use super::{Mistake, Shop, session_cookie};

pub async fn socket(State(shop): State<Shop>, headers: HeaderMap, upgrade: WebSocketUpgrade) -> Response {
    let found = shop.session(&headers);
    if found.is_none() && !shop.opens_for_nobody(&headers) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    upgrade.on_upgrade(async move |mut socket: WebSocket| {
        if let Some(found) = found {
            // Whoever waits for the end must get past these.
            let _ = socket.send(Message::Text("hello".into())).await;
            let _ = socket.send(Message::Ping("there?".into())).await;
            shop.until_ended(found.number).await;
        }
        let _ = socket.send(Message::Close(None)).await;
    })
}

pub async fn events(State(shop): State<Shop>, headers: HeaderMap) -> Response {
    let found = shop.session(&headers);
    if found.is_none() && !shop.opens_for_nobody(&headers) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let hello = stream::once(async { "hello" });
    let bye = stream::once(async move {
        if let Some(found) = found {
            shop.until_ended(found.number).await;
        }
        "bye"
    });
    let events = hello
        .chain(bye)
        .map(|text| Ok::<_, Infallible>(Event::default().data(text)));
    Sse::new(events).into_response()
}

impl Shop {
    fn opens_for_nobody(&self, headers: &HeaderMap) -> bool {
        match self.mistake {
            Mistake::OpensBeforeItAsks => true,
            Mistake::SocketsTakeAnyCookie => session_cookie(headers).is_some(),
            _ => false,
        }
    }

    async fn until_ended(&self, session: u64) {
        let mut ended = match self.mistake {
            Mistake::ClosesOwnSocketsOnly => self.ended_here.subscribe(),
            _ => self.store.ended.subscribe(),
        };
        while self.store.is_alive(session) {
            let _ = ended.changed().await;
            if self.mistake == Mistake::ClosesEverySocket {
                return;
            }
        }
    }
}
