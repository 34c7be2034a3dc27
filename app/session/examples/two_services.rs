//! Two services that share a login: the smallest use of this crate.
//!
//! `DATABASE_URL=postgres://… cargo run -p app-session --example two_services`, then
//! `curl -c jar -d name=Ada -H 'Origin: http://localhost:4401' http://localhost:4401/login` and
//! `curl -b jar http://localhost:4402/` greets Ada. Real services check a password before, and an origin against an allow-list.

use app_session::{
    Connector, CurrentSession, MIGRATOR, Member, SessionConfig, SessionError, Sessions, Viewer,
};
use axum::{
    Extension, Form, Router,
    extract::{Request, State},
    http::{StatusCode, header::ORIGIN},
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde::Deserialize;
use sqlx::{PgPool, postgres::PgConnectOptions};

#[derive(Deserialize)]
struct Name {
    name: String,
}

/// The one service that may begin and end sessions. It publishes who its members are to `session.member`.
async fn log_in(
    State(pool): State<PgPool>,
    Extension(session): Extension<CurrentSession>,
    Form(Name { name }): Form<Name>,
) -> Result<StatusCode, SessionError> {
    sqlx::query("insert into session.member (id, nickname) values (1, $1) on conflict (id) do update set nickname = $1")
        .bind(&name)
        .execute(&pool)
        .await?;
    let member = Member {
        id: 1,
        nickname: name,
    };
    session.sign_in(&member, false, None).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn log_out(Extension(session): Extension<CurrentSession>) -> Result<StatusCode, SessionError> {
    session.sign_out().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The other service only asks. During an outage it does not say that nobody is logged in.
async fn greet(Extension(viewer): Extension<Viewer>) -> Response {
    match viewer {
        Viewer::Member(member) => format!("Hello, {}!", member.nickname).into_response(),
        Viewer::Guest => "Hello, stranger!".into_response(),
        Viewer::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "Nobody can be recognised.").into_response(),
    }
}

const OURS: [&str; 2] = ["http://localhost:4401", "http://localhost:4402"];

/// Cookies are sent along from anywhere on the same site, so what changes something must come from a page of ours.
async fn from_here_only(request: Request, next: Next) -> Response {
    let origin = request
        .headers()
        .get(ORIGIN)
        .and_then(|origin| origin.to_str().ok());
    if request.method().is_safe() || origin.is_some_and(|origin| OURS.contains(&origin)) {
        return next.run(request).await;
    }
    StatusCode::FORBIDDEN.into_response()
}

/// Both services, as two processes would have them: each with a stack of its own, on one database.
pub(crate) fn services(pool: &PgPool, connector: &Connector) -> [Router; 2] {
    let accounts = Router::new()
        .route("/login", post(log_in))
        .route("/logout", post(log_out))
        .with_state(pool.clone())
        .layer(from_fn(from_here_only));
    let shop = Router::new().route("/", get(greet));
    [accounts, shop].map(|service| {
        let sessions = Sessions::new(SessionConfig::new("example"), pool.clone(), connector);
        sessions.around(service)
    })
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let options: PgConnectOptions = std::env::var("DATABASE_URL")?.parse()?;
    let pool = PgPool::connect_with(options.clone()).await?;
    MIGRATOR.run(&pool).await?;
    let [accounts, shop] = services(&pool, &options.into());
    let accounts = axum::serve(tokio::net::TcpListener::bind("127.0.0.1:4401").await?, accounts);
    let shop = axum::serve(tokio::net::TcpListener::bind("127.0.0.1:4402").await?, shop);
    tokio::try_join!(accounts.into_future(), shop.into_future())?;
    Ok(())
}
