//! What a process is told by its environment, and the combinations that cannot work.

mod connections;
pub(crate) mod error;
mod session;

pub use error::ConfigError;
pub(crate) use session::APPLICATION;

use crate::{
    duration,
    env::{self, Source},
    session_store::{self, SessionStore},
};
use app_kernel::{Links, Origin};
use app_session::{CookieScope, SessionConfig, SessionCookie};
use secrecy::{ExposeSecret, SecretString};
use server_connections::Limits;
use std::{fmt, net::SocketAddr, time::Duration};

/// The time that balancers take to notice: they ask every few seconds.
const SHUTDOWN_DELAY: Duration = Duration::from_secs(5);

/// The three programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// Everything in one process.
    Monolith,
    /// Accounts.
    Auth,
    /// The shop.
    Mall,
}

impl Service {
    /// The program's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Monolith => "monolith",
            Self::Auth => "auth",
            Self::Mall => "mall",
        }
    }
}

/// Everything a process is told.
#[derive(Clone)]
pub struct HostConfig {
    /// Which program this is.
    pub service: Service,
    /// The copy's name, shown in the footer.
    pub instance: String,
    /// The address of the database.
    pub database_url: SecretString,
    /// The address to listen on.
    pub address: SocketAddr,
    /// The public origins of the two services.
    pub links: Links,
    /// The store of sessions.
    pub store: SessionStore,
    /// The session stack.
    pub session: SessionConfig,
    /// The address on which metrics are served, if any.
    pub metrics: Option<SocketAddr>,
    /// Whether the handles of the conformance suite are mounted.
    pub probe: bool,
    /// Whether combinations that cannot work may start, to be looked at.
    pub lab: bool,
    /// Whether demo members and the catalogue are filled in at start.
    pub demo_data: bool,
    /// The time from the signal to stop until the listener closes, in which balancers learn of it.
    pub shutdown_delay: Duration,
    /// The limits of visitors' connections.
    pub connections: Limits,
}

impl HostConfig {
    /// Reads and checks the configuration.
    pub fn from_env(service: Service, source: Source<'_>) -> Result<Self, ConfigError> {
        let database_url = env::optional(source, "DATABASE_URL").ok_or(ConfigError::Missing {
            name: "DATABASE_URL",
            hint: "Both services and all their copies use one database: postgres://user:password@host/cfmall",
        })?;
        let address = env::parsed(source, "LEPTOS_SITE_ADDR", str::parse::<SocketAddr>)?
            .unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 3000)));
        let links = links(service, source, address)?;
        let session = session::read(source)?;
        let mut config = Self {
            service,
            instance: env::optional(source, "INSTANCE").unwrap_or_else(|| format!("{}-1", service.name())),
            database_url: SecretString::from(database_url),
            address,
            links,
            store: SessionStore::read(source)?,
            connections: connections::read(source, session.trusted_proxies)?,
            session,
            metrics: env::parsed(source, "METRICS_ADDR", str::parse)?,
            probe: session_store::read_probe(source)?,
            lab: env::switch(source, "LAB")?,
            demo_data: env::switch(source, "DEMO_DATA")?,
            shutdown_delay: Duration::ZERO,
        };
        // On one's own machine there is no balancer to wait for.
        let usual = if config.is_local() {
            Duration::ZERO
        } else {
            SHUTDOWN_DELAY
        };
        config.shutdown_delay =
            env::parsed(source, "SHUTDOWN_DELAY", duration::parse_or_none)?.unwrap_or(usual);
        config.check()?;
        Ok(config)
    }

    /// This service's own origin.
    pub fn origin(&self) -> &Origin {
        match self.service {
            Service::Auth => &self.links.auth,
            Service::Monolith | Service::Mall => &self.links.mall,
        }
    }

    /// Whether only this machine can reach it: names that always lead back here (RFC 6761 §6.3).
    pub fn is_local(&self) -> bool {
        let host = self.origin().host();
        host == "localhost" || host.ends_with(".localhost") || host.starts_with("127.") || host == "[::1]"
    }

    fn check(&self) -> Result<(), ConfigError> {
        if self.demo_data && !self.is_local() {
            return Err(ConfigError::CannotWork(format!(
                "DEMO_DATA=1 creates members whose password is in the README, and {} can be reached by others: unset DEMO_DATA",
                self.origin()
            )));
        }
        if self.probe && !self.is_local() {
            return Err(ConfigError::CannotWork(format!(
                "SESSION_PROBE=1 lets everybody change what sessions carry, and {} can be reached by others: unset SESSION_PROBE",
                self.origin()
            )));
        }
        match (self.reason_it_cannot_work(), self.lab) {
            (Some(reason), false) => Err(ConfigError::CannotWork(format!(
                "{reason} To start it all the same, to watch it fail, set LAB=1."
            ))),
            _ => Ok(()),
        }
    }

    /// The lesson, as a check: why nobody would stay logged in with this configuration.
    fn reason_it_cannot_work(&self) -> Option<String> {
        let (mall, auth) = (self.links.mall.host(), self.links.auth.host());
        let split = self.service != Service::Monolith;
        match &self.session.scope {
            CookieScope::Parent(domain) => {
                let outside = [mall, auth].into_iter().find(|host| !covers(domain, host));
                if let Some(host) = outside {
                    return Some(format!(
                        "SESSION_COOKIE_DOMAIN={domain} does not cover {host}, so browsers refuse the cookie there: use a domain that both hosts end with."
                    ));
                }
                if !domain.contains('.') {
                    return Some(format!(
                        "SESSION_COOKIE_DOMAIN={domain} is a single label, which browsers refuse: use cfmall.localhost or a registered domain."
                    ));
                }
            }
            CookieScope::Host if mall != auth => {
                return Some(format!(
                    "The cookie that {auth} sets is never sent to {mall}, so a login there is not seen here: set SESSION_COOKIE_DOMAIN to the domain both share."
                ));
            }
            CookieScope::Host => {}
        }
        (split && self.store.is_in_process()).then(|| {
            "SESSION_STORE=memory keeps sessions inside one process, so the other service does not know them: use SESSION_STORE=postgres.".into()
        })
    }
}

/// Says everything but the secrets.
impl fmt::Debug for HostConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HostConfig")
            .field("service", &self.service.name())
            .field("instance", &self.instance)
            .field("address", &self.address)
            .field("mall", &self.links.mall.to_string())
            .field("auth", &self.links.auth.to_string())
            .field("store", &self.store)
            .field("session", &self.session)
            .field("cookie", &SessionCookie::new(&self.session).name())
            .field("metrics", &self.metrics)
            .field("probe", &self.probe)
            .field("lab", &self.lab)
            .field("demo_data", &self.demo_data)
            .finish_non_exhaustive()
    }
}

impl HostConfig {
    /// The database's address, for the one place that connects.
    pub(crate) fn database_address(&self) -> &str {
        self.database_url.expose_secret()
    }
}

fn links(service: Service, source: Source<'_>, address: SocketAddr) -> Result<Links, ConfigError> {
    let mall = env::parsed(source, "MALL_ORIGIN", Origin::parse)?;
    let auth = env::parsed(source, "AUTH_ORIGIN", Origin::parse)?;
    if service == Service::Monolith {
        let here = format!("http://cfmall.localhost:{}", address.port());
        let mall = mall
            .or_else(|| Origin::parse(&here).ok())
            .ok_or(ConfigError::Missing {
                name: "MALL_ORIGIN",
                hint: "It is the address visitors type, such as https://cfmall.example",
            })?;
        return Ok(Links {
            auth: auth.unwrap_or_else(|| mall.clone()),
            mall,
        });
    }
    Ok(Links {
        mall: mall.ok_or(ConfigError::Missing {
            name: "MALL_ORIGIN",
            hint: "It is the shop's public address, such as https://cfmall.example",
        })?,
        auth: auth.ok_or(ConfigError::Missing {
            name: "AUTH_ORIGIN",
            hint: "It is the auth service's public address, such as https://auth.cfmall.example",
        })?,
    })
}

/// Whether a cookie for `domain` is sent to `host` (RFC 6265 §5.1.3).
fn covers(domain: &str, host: &str) -> bool {
    host == domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
}
