//! What a case is given: copies to ask, users to log in, levers to pull.

pub mod browser;
mod csrf;
mod mending;
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

/// A system that is running.
pub struct Deployment {
    /// How to speak with it.
    pub adapter: Adapter,
    /// Copies that log people in.
    pub auth: Vec<Replica>,
    /// Copies that want to know who is logged in.
    pub mall: Vec<Replica>,
    /// Speaks HTTP.
    pub client: Client,
    /// Does what HTTP cannot.
    pub control: Option<Control>,
    /// A look inside.
    pub database: Option<Database>,
    /// Learned from the first login, where the adapter does not say.
    cookie_name: Mutex<Option<String>>,
    run: String,
    counter: AtomicU64,
}

impl Deployment {
    /// Copies that were given as both services are one copy.
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
            run: format!("{:08x}", Random::unlike_any_other().next() >> 32),
            counter: AtomicU64::default(),
        }
    }

    /// A name nobody has used: barriers stay open once they are opened.
    pub fn unique(&self, what: &str) -> String {
        let number = self.counter.fetch_add(1, Ordering::Relaxed);
        format!("{what}-{}-{number}", self.run)
    }

    /// Whether this is the session cookie.
    pub fn is_session(&self, cookie: &SetCookie) -> bool {
        let known = self.adapter.cookie.names.is_empty() && self.known_name().is_none();
        if known {
            cookie.http_only
        } else {
            self.is_session_name(&cookie.name)
        }
    }

    /// Whether the session cookie is called so.
    pub fn is_session_name(&self, name: &str) -> bool {
        let names = &self.adapter.cookie.names;
        if names.is_empty() {
            self.known_name().is_some_and(|known| known == name)
        } else {
            names.iter().any(|known| known == name)
        }
    }

    /// A login has set a cookie of this name.
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
