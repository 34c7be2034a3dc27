//! A site: it has a session of its own and no login form. Who somebody is, the authority says.

mod begin;
mod callback;
mod flow;
mod logout;
mod store;

use crate::{back_channel::BackChannel, schema};
use app_kernel::{Links, Origin, path};
use app_part::Part;
use app_session::SessionConfig;
use axum::{
    extract::DefaultBodyLimit,
    http::Method,
    routing::{get, post},
};
use secrecy::SecretString;
use sqlx::PgPool;
use std::{net::SocketAddr, sync::Arc};

/// `GET`, for browsers: the return address. The code comes here.
pub const CALLBACK: &str = "/sso/callback";
/// `POST`, for the authority: a session has ended there.
pub const BACK_CHANNEL_LOGOUT: &str = "/api/sso/backchannel-logout";

/// The largest logout token, in bytes.
const FORM_LIMIT: usize = 8 * 1024;

/// How the site is known to the authority, and where that is.
#[derive(Clone)]
pub struct Membership {
    /// The name, `client_id`.
    pub id: String,
    /// The secret that both share.
    pub secret: String,
    /// The authority for browsers.
    pub authority: Origin,
    /// The authority for servers: an address of this machine.
    pub back_channel: SocketAddr,
}

/// The site of one process; clones are the same.
#[derive(Clone)]
struct Site {
    pool: PgPool,
    links: Links,
    session: Arc<SessionConfig>,
    membership: Arc<Membership>,
    channel: BackChannel,
}

impl Site {
    fn redirect_uri(&self) -> String {
        self.links.mall(CALLBACK)
    }
}

/// What a site adds to the shop. Its links lead to its own origin only, and so does the shop's "log in". `pool` may begin and end
/// sessions; `owner` makes the tables.
pub fn part(
    pool: &PgPool,
    owner: &SecretString,
    links: &Links,
    session: &SessionConfig,
    membership: Membership,
) -> Part {
    let channel = BackChannel::new(membership.back_channel, &membership.authority.authority())
        .on_behalf_of(&membership.id, &membership.secret);
    let site = Site {
        pool: pool.clone(),
        links: links.clone(),
        session: Arc::new(session.clone()),
        membership: Arc::new(membership),
        channel,
    };
    Part {
        endpoints: vec![
            (
                Method::GET,
                path::LOGIN,
                get(begin::begin).with_state(site.clone()),
            ),
            (
                Method::GET,
                path::ACCOUNT,
                get(begin::account).with_state(site.clone()),
            ),
            (
                Method::GET,
                CALLBACK,
                get(callback::callback).with_state(site.clone()),
            ),
            (
                Method::POST,
                path::LOGOUT_API,
                post(logout::log_out).with_state(site.clone()),
            ),
        ],
        assets: vec![(
            Method::POST,
            BACK_CHANNEL_LOGOUT,
            post(logout::told)
                .layer(DefaultBodyLimit::max(FORM_LIMIT))
                .with_state(site),
        )],
        checks: vec![schema::preparing(owner, schema::SITE)],
        ..Part::default()
    }
}
