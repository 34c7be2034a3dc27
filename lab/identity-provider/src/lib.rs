//! A provider of OpenID Connect for demonstrations and tests.
//!
//! The provider knows people who do not exist, asks for no password, and can make every mistake that a provider can make ([`Fault`]). Its keys
//! are made at the start and are gone with it. It listens on a loopback address only; a shop that others can reach has no use for it.

mod authorize;
mod clock;
mod discovery;
mod fault;
mod keys;
mod person;
mod token;

pub use fault::Fault;

use anyhow::{Context, ensure};
use axum::{
    Router,
    routing::{get, post},
};
use keys::Keys;
use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::net::TcpListener;

/// The program that may send people here.
#[derive(Clone, Debug)]
pub struct Client {
    /// The name by which it is known.
    pub id: String,
    /// The secret that goes with it.
    pub secret: String,
    /// The addresses to which people are sent back, compared as they are (RFC 9700 §2.1).
    pub redirects: Vec<String>,
}

/// A provider.
#[derive(Clone)]
pub struct Provider(Arc<State>);

struct State {
    issuer: String,
    client: Client,
    changing: Mutex<Changing>,
}

/// What changes while it runs.
struct Changing {
    keys: Keys,
    fault: Option<Fault>,
    /// What was given out and not come back, by code.
    grants: HashMap<String, authorize::Grant>,
}

impl Provider {
    /// The provider at this issuer.
    ///
    /// # Panics
    /// If the operating system has no randomness to give.
    pub fn new(issuer: String, client: Client) -> Self {
        let changing = Changing {
            keys: Keys::fresh(),
            fault: None,
            grants: HashMap::new(),
        };
        Self(Arc::new(State {
            issuer,
            client,
            changing: Mutex::new(changing),
        }))
    }

    /// Its address, by which it calls itself.
    pub fn issuer(&self) -> &str {
        &self.0.issuer
    }

    /// Makes this mistake from now on, or none.
    pub fn make(&self, fault: Option<Fault>) {
        self.changing().fault = fault;
    }

    /// Signs with another key from now on.
    pub fn change_keys(&self) {
        self.changing().keys = Keys::fresh();
    }

    fn fault(&self) -> Option<Fault> {
        self.changing().fault
    }

    fn changing(&self) -> MutexGuard<'_, Changing> {
        self.0.changing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers whoever comes to the listener.
    ///
    /// # Errors
    /// If the listener fails.
    pub async fn serve(&self, listener: TcpListener) -> std::io::Result<()> {
        axum::serve(listener, self.router()).await
    }

    /// What it answers.
    fn router(&self) -> Router {
        Router::new()
            .route("/.well-known/openid-configuration", get(discovery::metadata))
            .route("/keys", get(discovery::keys))
            .route("/authorize", get(authorize::ask).post(authorize::decide))
            .route("/token", post(token::exchange))
            .with_state(self.clone())
    }
}

/// A place for a provider, which nobody but this machine can reach.
///
/// # Errors
/// If others could reach it, or the address is taken.
pub async fn listen(address: SocketAddr) -> anyhow::Result<(TcpListener, String)> {
    ensure!(
        address.ip().to_canonical().is_loopback(),
        "{address} can be reached by others, and this provider asks for no password: use a loopback address"
    );
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("nothing can listen on {address}"))?;
    let issuer = format!("http://{}", listener.local_addr()?);
    Ok((listener, issuer))
}
