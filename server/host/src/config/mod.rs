//! What a process is told by its environment, and the combinations that cannot work.

mod combinations;
mod connections;
pub(crate) mod database;
pub(crate) mod error;
mod messenger;
mod session;
mod social;

pub use database::Logins;
pub use error::ConfigError;
pub use messenger::Messenger;
pub(crate) use session::APPLICATION;
pub use social::SocialProvider;

use crate::{
    duration,
    env::{self, Source},
    lab::LabConfig,
    session_store::{self, SessionStore},
    telemetry,
};
use app_kernel::{Links, Origin, PasswordCost};
use app_session::{CookieScope, ScopeChange, SessionConfig, SessionCookie};
use secrecy::{ExposeSecret, SecretString};
use server_connections::Limits;
use std::{
    fmt,
    net::{IpAddr, SocketAddr},
    num::NonZeroU16,
    time::Duration,
};
use url::Url;

/// How long an order may be unpaid where nothing else is said.
const TIME_TO_PAY: Duration = Duration::from_mins(30);
/// The time in which a member can change their mind about deleting the account, where nothing else is said.
const DELETION_GRACE: Duration = Duration::from_hours(14 * 24);
/// What nobody pays for others cannot buy.
const MOST_UNPAID: NonZeroU16 = NonZeroU16::new(20).expect("not zero");
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

    /// The name of a copy that was given none.
    pub(crate) fn first_instance(self) -> String {
        format!("{}-1", self.name())
    }
}

/// Everything a process is told.
#[derive(Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the environment, independent of the others"
)]
pub struct HostConfig {
    /// Which program this is.
    pub service: Service,
    /// The copy's name, shown in the footer.
    pub instance: String,
    /// The commit that the program was built from, if somebody has said it.
    pub commit: Option<String>,
    /// The address of the database.
    pub database_url: SecretString,
    /// The logins of its domains, in the monolith.
    pub logins: Logins,
    /// The address to listen on.
    pub address: SocketAddr,
    /// The public origins of the two services.
    pub links: Links,
    /// The store of sessions.
    pub store: SessionStore,
    /// The session stack.
    pub session: SessionConfig,
    /// Whether a database that has no tables yet gets those of sessions in ranges of ids.
    pub session_partitions: bool,
    /// The address on which metrics are served, if any.
    pub metrics: Option<SocketAddr>,
    /// Whether a collector of spans is named.
    pub has_collector: bool,
    /// Whether the handles of the conformance suite are mounted.
    pub probe: bool,
    /// Whether combinations that cannot work may start, to be looked at.
    pub lab: bool,
    /// What the session lab is told besides.
    pub lab_config: LabConfig,
    /// Whether demo members and the catalogue are filled in at start.
    pub demo_data: bool,
    /// Whether demo members and the lab are there for everybody who can reach the address.
    pub demo_for_everybody: bool,
    /// The time from the signal to stop until the listener closes, in which balancers learn of it.
    pub shutdown_delay: Duration,
    /// The limits of visitors' connections.
    pub connections: Limits,
    /// The time after which an unpaid order is closed.
    pub time_to_pay: Duration,
    /// The number of orders that a member may have unpaid at the same time.
    pub most_unpaid: NonZeroU16,
    /// The time from a member's request to delete the account until it is deleted.
    pub deletion_grace: Duration,
    /// Where messages to phones go.
    pub messenger: Messenger,
    /// What passwords are hashed with.
    pub password_cost: PasswordCost,
    /// The providers at which members can log in.
    pub social: Vec<SocialProvider>,
}

impl HostConfig {
    /// Reads and checks the configuration.
    pub fn from_env(service: Service, source: Source<'_>) -> Result<Self, ConfigError> {
        let address = address(source)?;
        let links = links(service, source, address)?;
        let mut session = session::read(source)?;
        // Before the split there was no host of auth's own, so no cookie of it is one of the mall's.
        if service == Service::Auth && links.auth.host() != links.mall.host() {
            session.scope_change = session
                .scope_change
                .filter(|change| !matches!(change, ScopeChange::Also(CookieScope::Host)));
        }
        let mut config = Self {
            service,
            instance: env::optional(source, "INSTANCE").unwrap_or_else(|| service.first_instance()),
            commit: env::optional(source, "CFMALL_COMMIT"),
            database_url: database::read(source)?,
            logins: if service == Service::Monolith {
                Logins::read(source)?
            } else {
                Logins::default()
            },
            address,
            links,
            store: SessionStore::read(source)?,
            connections: connections::read(source, session.trusted_proxies)?,
            session,
            session_partitions: env::switch(source, "SESSION_PARTITIONS")?,
            metrics: env::parsed(source, "METRICS_ADDR", str::parse)?,
            has_collector: telemetry::has_collector(source),
            probe: session_store::read_probe(source)?,
            lab: env::switch(source, "LAB")?,
            lab_config: LabConfig::read(source)?,
            demo_data: env::switch(source, "DEMO_DATA")?,
            demo_for_everybody: env::switch(source, "DANGER_DEMO_FOR_EVERYBODY")?,
            shutdown_delay: Duration::ZERO,
            time_to_pay: env::parsed(source, "TIME_TO_PAY", duration::parse)?.unwrap_or(TIME_TO_PAY),
            most_unpaid: env::parsed(source, "MAX_UNPAID_ORDERS", str::parse)?.unwrap_or(MOST_UNPAID),
            deletion_grace: env::parsed(source, "ACCOUNT_DELETION_GRACE", duration::parse)?
                .unwrap_or(DELETION_GRACE),
            messenger: Messenger::None,
            password_cost: env::parsed(source, "PASSWORD_COST", str::parse)?.unwrap_or_default(),
            social: Vec::new(),
        };
        // The mall sends no messages and logs nobody in, and needs no secrets for it.
        if service != Service::Mall {
            config.social = social::read(source)?;
            config.messenger = Messenger::read(source, config.is_local())?;
        }
        // On one's own machine there is no balancer to wait for.
        let usual = if config.is_local() {
            Duration::ZERO
        } else {
            SHUTDOWN_DELAY
        };
        config.shutdown_delay =
            env::parsed(source, "SHUTDOWN_DELAY", duration::parse_or_none)?.unwrap_or(usual);
        combinations::check(&config)?;
        Ok(config)
    }

    /// This service's own origin.
    pub fn origin(&self) -> &Origin {
        match self.service {
            Service::Auth => &self.links.auth,
            Service::Monolith | Service::Mall => &self.links.mall,
        }
    }

    /// Whether only this machine can reach it: it listens on a loopback address, and both origins are names or addresses that
    /// always lead back here (RFC 6761 §6.3).
    pub fn is_local(&self) -> bool {
        self.address.ip().to_canonical().is_loopback()
            && [&self.links.mall, &self.links.auth].into_iter().all(is_here)
    }

    /// Whether messages to phones are on a page instead.
    pub fn has_mailbox(&self) -> bool {
        matches!(self.messenger, Messenger::Mailbox)
    }

    /// The provider that takes messages to phones: its address, and the token by which it knows us.
    pub fn provider(&self) -> Option<(&Url, &SecretString)> {
        match &self.messenger {
            Messenger::Http { address, token } => Some((address, token)),
            Messenger::None | Messenger::Mailbox => None,
        }
    }

    /// Whether demo members may exist and log in, and experiments may be made.
    pub fn may_have_demo(&self) -> bool {
        self.is_local() || self.demo_for_everybody
    }
}

/// Says everything but the secrets.
impl fmt::Debug for HostConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HostConfig")
            .field("service", &self.service.name())
            .field("instance", &self.instance)
            .field("commit", &self.commit)
            .field("address", &self.address)
            .field("mall", &self.links.mall.to_string())
            .field("auth", &self.links.auth.to_string())
            .field("store", &self.store)
            .field("session", &self.session)
            .field("cookie", &SessionCookie::new(&self.session).name())
            .field("metrics", &self.metrics)
            .field("has_collector", &self.has_collector)
            .field("probe", &self.probe)
            .field("lab", &self.lab)
            .field("demo_data", &self.demo_data)
            .field("demo_for_everybody", &self.demo_for_everybody)
            .field("shutdown_delay", &self.shutdown_delay)
            .field("connections", &self.connections)
            .field("time_to_pay", &self.time_to_pay)
            .field("most_unpaid", &self.most_unpaid)
            .field("deletion_grace", &self.deletion_grace)
            .field("messenger", &self.messenger)
            .field("password_cost", &self.password_cost.to_string())
            .field("social", &self.social)
            .finish_non_exhaustive()
    }
}

impl HostConfig {
    /// The database's address, for the one place that connects.
    pub(crate) fn database_address(&self) -> &str {
        self.database_url.expose_secret()
    }
}

/// The address to listen on.
pub(crate) fn address(source: Source<'_>) -> Result<SocketAddr, ConfigError> {
    let address = env::parsed(source, "LEPTOS_SITE_ADDR", str::parse)?;
    Ok(address.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 3000))))
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

/// Whether the host of an origin is a name or an address of this machine.
fn is_here(origin: &Origin) -> bool {
    let host = origin.host();
    let address = host
        .trim_start_matches('[')
        .trim_end_matches(']')
        .parse::<IpAddr>();
    match address {
        Ok(address) => address.to_canonical().is_loopback(),
        Err(_) => host == "localhost" || host.ends_with(".localhost"),
    }
}
