//! The authority: where the member is logged in, and who tells the sites.

mod authorize;
mod client;
mod exchange;
mod logout;
mod store;

use crate::{Registration, back_channel::BackChannel, schema, secret};
use app_kernel::{Links, Origin, path};
use app_part::Part;
use axum::{
    extract::DefaultBodyLimit,
    http::Method,
    middleware::from_fn_with_state,
    routing::{get, post},
};
use logout::Announcer;
use secrecy::SecretString;
use sqlx::PgPool;
use std::sync::Arc;

/// `GET`, for browsers: asks for a code, and for a login before it.
pub const AUTHORIZE: &str = "/sso/authorize";
/// `POST`, for sites: exchanges a code for the member's name.
pub const TOKEN: &str = "/api/sso/token";
/// `POST`, for sites: the member has logged out there, and wants to be logged out everywhere.
pub const END: &str = "/api/sso/end";

/// The largest form that a site sends, in bytes.
const FORM_LIMIT: usize = 8 * 1024;

/// The authority of one process; clones are the same.
#[derive(Clone)]
struct Authority {
    pool: PgPool,
    links: Links,
    sites: Arc<[Site]>,
    announcer: Announcer,
}

/// A site, and the way to it.
struct Site {
    registration: Registration,
    channel: BackChannel,
}

impl Authority {
    fn site(&self, id: &str) -> Option<&Registration> {
        let mut known = self.sites.iter().map(|site| &site.registration);
        known.find(|site| site.id == id)
    }

    /// The site with these credentials.
    fn site_with(&self, id: &str, secret: &str) -> Option<&Registration> {
        self.site(id).filter(|site| secret::same(&site.secret, secret))
    }

    fn issuer(&self) -> &Origin {
        &self.links.auth
    }
}

/// `accounts`, the part with the login, as an authority for `sites`. `pool` may do what accounts may; `owner` makes the tables.
pub fn part(
    accounts: Part,
    pool: &PgPool,
    owner: &SecretString,
    links: &Links,
    sites: Vec<Registration>,
) -> Part {
    let sites: Arc<[Site]> = sites
        .into_iter()
        .map(|registration| Site {
            channel: BackChannel::new(registration.back_channel, &registration.host),
            registration,
        })
        .collect();
    let announcer = Announcer::new(pool.clone(), links.auth.to_string(), sites.clone());
    let authority = Authority {
        pool: pool.clone(),
        links: links.clone(),
        sites,
        announcer: announcer.clone(),
    };
    let repeated = announcer.clone();
    Part {
        endpoints: vec![(
            Method::GET,
            AUTHORIZE,
            get(authorize::authorize).with_state(authority.clone()),
        )],
        assets: vec![
            (
                Method::POST,
                TOKEN,
                post(exchange::exchange)
                    .layer(DefaultBodyLimit::max(FORM_LIMIT))
                    .with_state(authority.clone()),
            ),
            (
                Method::POST,
                END,
                post(logout::end)
                    .layer(DefaultBodyLimit::max(FORM_LIMIT))
                    .with_state(authority),
            ),
        ],
        checks: vec![schema::preparing(owner, schema::AUTHORITY)],
        background: vec![Box::new(move || {
            let announcer = repeated.clone();
            Box::pin(async move { announcer.repeat().await })
        })],
        ..Part::default()
    } + announcing(accounts, &announcer)
}

/// `accounts`, so that sites know of the end of a session before the browser has the answer.
fn announcing(mut accounts: Part, announcer: &Announcer) -> Part {
    for (method, address, handler) in &mut accounts.endpoints {
        if *method == Method::POST && address.starts_with(path::AUTH_API) {
            let layer = from_fn_with_state(announcer.clone(), logout::announce_after);
            *handler = std::mem::take(handler).layer(layer);
        }
    }
    accounts
}
