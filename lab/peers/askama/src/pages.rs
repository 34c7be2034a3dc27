//! The pages.

use askama::Template;
use axum::{
    extract::{OriginalUri, Path, Query, State},
    response::Response,
};
use peer_shop::{Query as Asked, catalogue};

use crate::{
    app::{App, Error},
    memory::Shared,
    templates::{Category, Front, Product, Search},
    visitor::Asking,
};

type Page = Result<Response, Error>;

pub async fn front(State(app): State<App>, Asking(visitor): Asking, uri: OriginalUri) -> Page {
    let inside = async {
        let page = catalogue::front(&app.pool).await?;
        let content = Front { page: &page }.render()?;
        Ok(Shared {
            head: page.head,
            content,
        })
    };
    app.page(visitor, uri, "front".to_owned(), inside).await
}

pub async fn category(
    State(app): State<App>,
    Asking(visitor): Asking,
    uri: OriginalUri,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Page {
    let page = asked.page();
    let key = format!("category {} {slug}", page.unwrap_or_default());
    let inside = async {
        let page = page.ok_or(Error::Missing)?;
        let page = catalogue::category(&app.pool, &slug, page)
            .await?
            .ok_or(Error::Missing)?;
        let content = Category { page: &page }.render()?;
        Ok(Shared {
            head: page.head,
            content,
        })
    };
    app.page(visitor, uri, key, inside).await
}

pub async fn product(
    State(app): State<App>,
    Asking(visitor): Asking,
    uri: OriginalUri,
    Path(sku): Path<String>,
) -> Page {
    let key = format!("product {sku}");
    let inside = async {
        let sku = sku.parse().map_err(|_| Error::Missing)?;
        let page = catalogue::product(&app.pool, sku).await?.ok_or(Error::Missing)?;
        let content = Product { page: &page }.render()?;
        Ok(Shared {
            head: page.head,
            content,
        })
    };
    app.page(visitor, uri, key, inside).await
}

pub async fn search(
    State(app): State<App>,
    Asking(visitor): Asking,
    uri: OriginalUri,
    Query(asked): Query<Asked>,
) -> Page {
    let (page, words) = (asked.page(), asked.words());
    let key = format!("search {} {words}", page.unwrap_or_default());
    let inside = async {
        let page = page.ok_or(Error::Missing)?;
        let page = catalogue::search(&app.pool, &words, page)
            .await?
            .ok_or(Error::Missing)?;
        let content = Search { page: &page }.render()?;
        Ok(Shared {
            head: page.head,
            content,
        })
    };
    app.page(visitor, uri, key, inside).await
}

/// The page for an address that does not exist.
pub async fn missing(State(app): State<App>, Asking(visitor): Asking, uri: OriginalUri) -> Page {
    let inside = async { Err(Error::Missing) };
    app.page(visitor, uri, "missing".to_owned(), inside).await
}
