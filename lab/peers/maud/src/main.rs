//! The shop with axum and maud, from memory: no session, and no database after the start. What a server could do at best.
//!
//!     DATABASE_URL=postgres://… PORT=3004 cargo run --release -p peer-maud
//!
//! Environment: `PORT`, `DATABASE_URL`, `WORKERS`; `COMPRESSION=1`; `ORIGIN` if it is not that port of `cfmall.localhost`.

mod layout;
mod pages;

use std::sync::Arc;

use anyhow::Result;
use axum::{
    Router,
    extract::{OriginalUri, Path, Query, State},
    http::StatusCode,
    response::{Html, IntoResponse, Response},
    routing::get,
};
use maud::Markup;
use peer_shop::{Address, Query as Asked, catalogue::Head, memory::Memory, run, serve};

/// What every request can use.
#[derive(Clone)]
struct App {
    memory: Arc<Memory>,
    origin: Arc<str>,
}

fn main() -> Result<()> {
    run(async {
        let address = Address::from_environment()?;
        let app = App {
            memory: Arc::new(Memory::load().await?),
            origin: address.origin.as_str().into(),
        };
        let router = Router::new()
            .route("/", get(front))
            .route("/c/{slug}", get(category))
            .route("/p/{sku}", get(product))
            .route("/search", get(search))
            .fallback(missing)
            .with_state(app);
        serve(router, &address).await
    })
}

async fn front(State(app): State<App>, uri: OriginalUri) -> Response {
    let page = &app.memory.front;
    app.page(&uri, &page.head, pages::front(page))
}

async fn category(
    State(app): State<App>,
    uri: OriginalUri,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let page = asked.page().and_then(|page| app.memory.category(&slug, page));
    match page {
        Some(page) => app.page(&uri, &page.head, pages::category(page)),
        None => app.missing(&uri),
    }
}

async fn product(State(app): State<App>, uri: OriginalUri, Path(sku): Path<String>) -> Response {
    let page = sku.parse().ok().and_then(|sku| app.memory.product(sku));
    match page {
        Some(page) => app.page(&uri, &page.head, pages::product(page)),
        None => app.missing(&uri),
    }
}

async fn search(State(app): State<App>, uri: OriginalUri, Query(asked): Query<Asked>) -> Response {
    let page = asked
        .page()
        .and_then(|page| app.memory.search(&asked.words(), page));
    match page {
        Some(page) => app.page(&uri, &page.head, pages::search(&page)),
        None => app.missing(&uri),
    }
}

async fn missing(State(app): State<App>, uri: OriginalUri) -> Response {
    app.missing(&uri)
}

impl App {
    fn page(&self, OriginalUri(uri): &OriginalUri, head: &Head, content: Markup) -> Response {
        let target = uri.path_and_query().map_or("/", |target| target.as_str());
        let document = layout::document(head, &self.origin, target, &content);
        Html(document.into_string()).into_response()
    }

    fn missing(&self, uri: &OriginalUri) -> Response {
        let content = pages::missing(&self.origin);
        (StatusCode::NOT_FOUND, self.page(uri, &Head::missing(), content)).into_response()
    }
}
