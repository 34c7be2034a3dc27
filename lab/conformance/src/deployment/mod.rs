//! A running deployment, and a case's view of it: copies to ask, users to log in, things to break.

pub mod browser;
mod cleanup;
mod csrf;
pub mod replica;
mod sockets;
mod token;
pub mod world;

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

pub use browser::Browser;
pub use replica::{Origin, Replica, Service};
pub use token::Token;
pub use world::World;

use crate::{
    adapter::Adapter,
    client::{Client, SetCookie, Witness},
    control::Control,
    database::Database,
    random::Random,
};

/// A system that is running, with all that is needed to test it.
pub struct Deployment {
    /// The description of the system.
    pub adapter: Adapter,
    /// The copies of the auth service, which log people in.
    pub auth: Vec<Replica>,
    /// The copies of the mall, which want to know who is logged in.
    pub mall: Vec<Replica>,
    /// The HTTP client for all requests.
    pub client: Client,
    /// The control program, for what HTTP cannot do.
    pub control: Option<Control>,
    /// Read-only access to the database.
    pub database: Option<Database>,
    /// The name of the session cookie, learned from the first login where the adapter does not say it.
    cookie_name: Mutex<Option<String>>,
    run: String,
    counter: AtomicU64,
}

impl Deployment {
    /// A deployment of these copies. A copy that is given as both services counts once.
    pub fn new(
        adapter: Adapter,
        mut auth: Vec<Replica>,
        mut mall: Vec<Replica>,
        control: Option<Control>,
        database: Option<Database>,
    ) -> Self {
        let addresses =
            |copies: &[Replica]| -> Vec<String> { copies.iter().map(|copy| copy.address.clone()).collect() };
        let (of_auth, of_mall) = (addresses(&auth), addresses(&mall));
        let copies = auth.iter_mut().zip(1..).map(|copy| (copy, "auth", &of_mall));
        let copies = copies.chain(mall.iter_mut().zip(1..).map(|copy| (copy, "mall", &of_auth)));
        for ((copy, number), service, others) in copies {
            let both = others.contains(&copy.address);
            copy.name = format!("{}-{number}", if both { "copy" } else { service });
        }
        Self {
            adapter,
            auth,
            mall,
            client: Client::new(Witness::default()),
            control,
            database,
            cookie_name: Mutex::default(),
            run: format!("{:08x}", Random::from_entropy().next() >> 32),
            counter: AtomicU64::default(),
        }
    }

    /// A name that was not used before: barriers stay open once they are opened.
    pub fn unique(&self, what: &str) -> String {
        let number = self.counter.fetch_add(1, Ordering::Relaxed);
        format!("{what}-{}-{number}", self.run)
    }

    /// Whether `cookie` is the session cookie.
    pub fn is_session(&self, cookie: &SetCookie) -> bool {
        let known = self.adapter.cookie.names.is_empty() && self.known_name().is_none();
        if known {
            cookie.http_only
        } else {
            self.is_session_name(&cookie.name)
        }
    }

    /// Whether the session cookie has the name `name`.
    pub fn is_session_name(&self, name: &str) -> bool {
        let names = &self.adapter.cookie.names;
        if names.is_empty() {
            self.known_name().is_some_and(|known| known == name)
        } else {
            names.iter().any(|known| known == name)
        }
    }

    /// Remembers the name of the session cookie that a login has set.
    pub fn note_cookie_name(&self, name: &str) {
        let mut known = self.cookie_name.lock().unwrap_or_else(PoisonError::into_inner);
        known.get_or_insert_with(|| name.to_owned());
    }

    fn known_name(&self) -> Option<String> {
        self.cookie_name
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}
