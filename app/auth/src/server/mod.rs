//! The server's half: use cases, SQL, and the forms' endpoints.

pub(crate) mod account;
pub(crate) mod activity;
mod attempt_counters;
mod code_login;
pub(crate) mod codes;
mod contact;
mod credentials;
pub(crate) mod deletion;
mod device;
mod endpoints;
mod export;
mod hasher;
pub(crate) mod mailbox;
mod messenger;
mod new_password;
pub(crate) mod operators;
mod part;
pub(crate) mod passkeys;
mod password_reset;
mod reached;
pub(crate) mod registration;
mod seed;
pub(crate) mod sessions;
pub(crate) mod social;
mod store;
mod throttle;
#[cfg(feature = "tls")]
mod tls;
mod user_agent;

pub use hasher::{Hasher, Overloaded};
pub use messenger::Provider;
pub use operators::operate;
pub use part::{Terms, part};
pub use seed::{DEMO_MEMBERS, DEMO_PASSWORD, seed};
pub use social::SocialProvider;

use app_kernel::Links;
use attempt_counters::{ConfirmationCounters, LoginCounters};
use messenger::{Http, Mailbox, Messenger};
use passkeys::RelyingParty;
use social::Providers;
use sqlx::PgPool;
use std::{sync::Arc, time::Duration};
use throttle::{Turns, Uncounted};

/// The account service: what its use cases work with.
#[derive(Clone)]
pub(crate) struct Auth {
    pool: PgPool,
    hasher: Hasher,
    links: Links,
    /// Whether demo members may log in.
    demo: bool,
    /// Whether a demo member may be an operator.
    demo_operator: bool,
    /// Whoever takes messages; without one nobody can register, log in with a code or get a new password.
    messenger: Option<Arc<dyn Messenger>>,
    /// What would be on phones and in mailboxes, where a demonstration runs.
    mailbox: Option<Mailbox>,
    /// The providers at which members can log in instead.
    social: Providers,
    /// The time from a member's request to delete the account until it is deleted.
    deletion_grace: Duration,
    /// Whose passkeys are good here.
    relying_party: RelyingParty,
    turns: Turns,
    uncounted: Uncounted,
    logins: LoginCounters,
    confirmations: ConfirmationCounters,
}

impl Auth {
    /// The service on this database, with these public origins.
    fn new(pool: PgPool, links: Links, terms: Terms) -> Self {
        let mailbox = terms.mailbox.then(|| Mailbox::new(pool.clone()));
        let messenger: Option<Arc<dyn Messenger>> = match (&mailbox, terms.provider) {
            (Some(mailbox), _) => Some(Arc::new(mailbox.clone())),
            (None, Some(provider)) => Some(Arc::new(Http::new(provider))),
            (None, None) => None,
        };
        Self {
            pool,
            hasher: Hasher::new(terms.password_cost, &terms.traffic),
            social: Providers::new(terms.social, &links),
            relying_party: RelyingParty::new(&links, terms.passkey_domain.as_deref()),
            links,
            demo: terms.demo,
            demo_operator: terms.demo_operator,
            messenger,
            deletion_grace: terms.deletion_grace,
            mailbox,
            turns: Turns::default(),
            uncounted: Uncounted::default(),
            logins: LoginCounters::new(),
            confirmations: ConfirmationCounters::new(),
        }
    }
}
