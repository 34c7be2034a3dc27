//! Variables that are good by themselves and do not work together.

use super::{HostConfig, Service, SessionStore, error::ConfigError, is_here, session};
use app_kernel::Origin;
use app_session::{CookieScope, ScopeChange};

/// Fails if nobody would stay logged in, or if others than the developer could use what is for the developer.
pub(super) fn check(config: &HostConfig) -> Result<(), ConfigError> {
    if !config.may_have_demo()
        && let Some(danger) = danger(config)
    {
        return Err(ConfigError::CannotWork(format!(
            "{danger}, and others can reach {} at {}: unset it, or listen on 127.0.0.1 with origins below localhost. \
             If everybody is welcome to it, DANGER_DEMO_FOR_EVERYBODY=1 says so.",
            config.origin(),
            config.address
        )));
    }
    // Not even if everybody is welcome: who reads a code has the phone of somebody else.
    if config.has_mailbox() && !config.is_local() {
        return Err(ConfigError::CannotWork(format!(
            "MESSENGER=mailbox shows every code that is sent to a phone on a page, and others can reach {} at {}: unset it, or listen \
             on 127.0.0.1 with origins below localhost. Without a messenger nobody can register.",
            config.origin(),
            config.address
        )));
    }
    if config.session_partitions && !config.session.buckets {
        return Err(ConfigError::CannotWork(
            "SESSION_PARTITIONS=1 keeps sessions in ranges of ids, and without SESSION_BUCKETS=1 all of them lie in one: set both.".to_owned(),
        ));
    }
    check_scope_change(config)?;
    match (reason_it_cannot_work(config), config.lab) {
        (Some(reason), false) => Err(ConfigError::CannotWork(format!(
            "{reason} To start it all the same, to watch it fail, set LAB=1."
        ))),
        _ => Ok(()),
    }
}

/// What must stay on the developer's machine.
fn danger(config: &HostConfig) -> Option<String> {
    let switches = [
        (
            config.demo_data,
            "DEMO_DATA=1 creates members whose password is in the README",
        ),
        (
            config.probe,
            "SESSION_PROBE=1 lets everybody change what sessions carry",
        ),
        (config.lab, "LAB=1 starts what is known not to work"),
    ];
    let switch = switches.into_iter().find(|(on, _)| *on);
    switch.map(|(_, danger)| danger.to_owned()).or_else(|| {
        config.store.is_for_comparison().then(|| {
            format!(
                "SESSION_STORE={} is there to be compared with, and loses sessions or their end",
                config.store.name()
            )
        })
    })
}

/// The lesson, as a check: why nobody would stay logged in with this configuration.
fn reason_it_cannot_work(config: &HostConfig) -> Option<String> {
    let (mall, auth) = (config.links.mall.host(), config.links.auth.host());
    let split = config.service != Service::Monolith;
    if let CookieScope::Parent(domain) = &config.session.scope
        && let Some(reason) = reason_browsers_refuse("SESSION_COOKIE_DOMAIN", domain, [mall, auth])
    {
        return Some(reason);
    }
    if config.session.scope == CookieScope::Host && mall != auth {
        return Some(format!(
            "The cookie that {auth} sets is never sent to {mall}, so a login there is not seen here: set SESSION_COOKIE_DOMAIN to the domain both share."
        ));
    }
    // Browsers take loopback names for as good as encrypted.
    let is_plain = |origin: &&Origin| !origin.is_https() && !is_here(origin);
    let plain = [&config.links.mall, &config.links.auth]
        .into_iter()
        .find(is_plain);
    if let Some(origin) = plain.filter(|_| !config.session.insecure) {
        return Some(format!(
            "Browsers keep no Secure cookie from {origin}, so nobody stays logged in: use https, or for a test host COOKIE_INSECURE=1."
        ));
    }
    (split && config.store.is_in_process()).then(|| {
        "SESSION_STORE=memory keeps sessions inside one process, so the other service does not know them: use SESSION_STORE=postgres.".into()
    })
}

/// A change of the cookie's scope that would lose logins.
fn check_scope_change(config: &HostConfig) -> Result<(), ConfigError> {
    let (name, scope) = match &config.session.scope_change {
        None => return Ok(()),
        Some(ScopeChange::Also(scope)) => (session::ALSO, scope),
        Some(ScopeChange::Former(scope)) => (session::FORMER, scope),
    };
    if config.store != SessionStore::Postgres {
        return Err(ConfigError::CannotWork(format!(
            "{name} is for SESSION_STORE=postgres: the other stores know one cookie only."
        )));
    }
    let hosts = [config.links.mall.host(), config.links.auth.host()];
    match scope {
        CookieScope::Parent(domain) => match reason_browsers_refuse(name, domain, hosts) {
            Some(reason) => Err(ConfigError::CannotWork(reason)),
            None => Ok(()),
        },
        CookieScope::Host => Ok(()),
    }
}

/// Why browsers refuse a cookie for `domain`, which the variable `name` says, on one of `hosts`.
fn reason_browsers_refuse(name: &str, domain: &str, hosts: [&str; 2]) -> Option<String> {
    let outside = hosts.into_iter().find(|host| !covers(domain, host));
    if let Some(host) = outside {
        return Some(format!(
            "{name}={domain} does not cover {host}, so browsers refuse the cookie there: use a domain that both hosts end with."
        ));
    }
    if !domain.contains('.') {
        return Some(format!(
            "{name}={domain} is a single label, which browsers refuse: use cfmall.localhost or a registered domain."
        ));
    }
    psl::domain(domain.as_bytes()).is_none().then(|| {
        format!(
            "{name}={domain} is a public suffix, below which anybody can register a name, and browsers refuse the cookie: use a domain of your own."
        )
    })
}

/// Whether a cookie for `domain` is sent to `host` (RFC 6265 §5.1.3).
fn covers(domain: &str, host: &str) -> bool {
    host == domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
}
