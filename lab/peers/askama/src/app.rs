//! Addresses, and how a page is put together.

use std::sync::Arc;

use askama::Template;
use axum::{
    Form, Router,
    extract::{OriginalUri, State},
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
    routing::{get, post},
};
use peer_shop::{catalogue::Head, encoded};
use serde::Deserialize;
use sqlx::PgPool;
use tower_sessions::Session;

use crate::{
    memory::{Memory, Shared},
    pages,
    templates::{Layout, Missing},
    visitor::{NICKNAME, Visitor},
};

/// The most characters of a nickname.
const LONGEST_NICKNAME: usize = 40;

/// What every request can use.
#[derive(Clone)]
pub struct App {
    pub pool: PgPool,
    pub memory: Memory,
    pub origin: Arc<str>,
}

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no such page")]
    Missing,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Session(#[from] tower_sessions::session::Error),
    #[error(transparent)]
    Template(#[from] askama::Error),
    #[error(transparent)]
    Remembered(#[from] Arc<Self>),
}

/// All addresses.
pub fn router(pool: PgPool, origin: &str) -> Router {
    Router::new()
        .route("/", get(pages::front))
        .route("/c/{slug}", get(pages::category))
        .route("/p/{sku}", get(pages::product))
        .route("/search", get(pages::search))
        .route("/login", post(log_in))
        .route("/logout", post(log_out))
        .fallback(pages::missing)
        .with_state(App {
            pool,
            memory: Memory::from_environment(),
            origin: origin.into(),
        })
}

impl App {
    /// The page whose inside is the same for all visitors; the frame around it is the visitor's own.
    pub async fn page(
        &self,
        visitor: Option<Visitor>,
        OriginalUri(uri): OriginalUri,
        key: String,
        inside: impl Future<Output = Result<Shared, Error>>,
    ) -> Result<Response, Error> {
        let shared = self.memory.remembered(key, inside).await;
        let (status, shared) = match shared {
            Ok(shared) => (StatusCode::OK, shared),
            Err(error) if error.is_missing() => (StatusCode::NOT_FOUND, Arc::new(self.missing()?)),
            Err(error) => return Err(error),
        };
        let target = uri.path_and_query().map_or("/", |target| target.as_str());
        let page = Layout {
            head: &shared.head,
            content: &shared.content,
            visitor: visitor.as_ref(),
            origin: &self.origin,
            target,
            next: encoded(&format!("{}{target}", self.origin)),
        };
        Ok((status, Html(page.render()?)).into_response())
    }

    fn missing(&self) -> Result<Shared, Error> {
        let content = Missing { origin: &self.origin }.render()?;
        let head = Head::missing();
        Ok(Shared { head, content })
    }
}

impl Error {
    fn is_missing(&self) -> bool {
        match self {
            Self::Missing => true,
            Self::Remembered(error) => error.is_missing(),
            _ => false,
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        eprintln!("{self}");
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    }
}

#[derive(Deserialize)]
struct Login {
    nickname: String,
}

/// A login without a password: here only its session matters.
async fn log_in(session: Session, Form(login): Form<Login>) -> Result<Response, Error> {
    let nickname = login.nickname.trim();
    if nickname.is_empty() || nickname.chars().count() > LONGEST_NICKNAME {
        return Ok(StatusCode::BAD_REQUEST.into_response());
    }
    session.cycle_id().await?;
    session.insert(NICKNAME, nickname).await?;
    Ok(Redirect::to("/").into_response())
}

async fn log_out(session: Session, State(_): State<App>) -> Result<Redirect, Error> {
    session.flush().await?;
    Ok(Redirect::to("/"))
}
