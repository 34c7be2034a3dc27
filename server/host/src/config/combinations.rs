//! Variables that are good by themselves and do not work together.

use super::{HostConfig, Service, error::ConfigError, is_here};
use app_kernel::Origin;
use app_session::CookieScope;

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
    match &config.session.scope {
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
            if psl::domain(domain.as_bytes()).is_none() {
                return Some(format!(
                    "SESSION_COOKIE_DOMAIN={domain} is a public suffix, below which anybody can register a name, and browsers refuse the cookie: use a domain of your own."
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

/// Whether a cookie for `domain` is sent to `host` (RFC 6265 §5.1.3).
fn covers(domain: &str, host: &str) -> bool {
    host == domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
}
