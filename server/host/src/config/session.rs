//! The variables that concern sessions.

use super::error::ConfigError;
use crate::{
    duration,
    env::{self, Source},
};
use app_session::{CookieScope, Lifetime, Limits, Renewal, ScopeChange, SessionConfig};

/// The name under which sessions and their cookie are kept apart from those of other applications.
pub(crate) const APPLICATION: &str = "cfmall";

/// The scope that the cookie has at the same time, while it changes.
pub(super) const ALSO: &str = "SESSION_COOKIE_ALSO";
/// The scope that it had.
pub(super) const FORMER: &str = "SESSION_COOKIE_FORMER";

pub(super) fn read(source: Source<'_>) -> Result<SessionConfig, ConfigError> {
    let scope = env::optional(source, "SESSION_COOKIE_DOMAIN").map_or(CookieScope::Host, parent);
    let insecure = env::switch(source, "COOKIE_INSECURE")?;
    Ok(SessionConfig {
        application: APPLICATION,
        scope_change: scope_change(source, &scope, insecure)?,
        scope,
        insecure,
        limits: limits(source)?,
        buckets: env::switch(source, "SESSION_BUCKETS")?,
        require_standby: env::switch(source, "SESSION_REQUIRE_STANDBY")?,
        trusted_proxies: env::parsed(source, "TRUSTED_PROXIES", str::parse)?.unwrap_or_default(),
    })
}

fn parent(domain: String) -> CookieScope {
    CookieScope::Parent(domain.trim_start_matches('.').to_lowercase())
}

/// `SESSION_COOKIE_ALSO` or `SESSION_COOKIE_FORMER`: `host`, or the domain.
fn scope_change(
    source: Source<'_>,
    scope: &CookieScope,
    insecure: bool,
) -> Result<Option<ScopeChange>, ConfigError> {
    let read = |name| {
        env::optional(source, name).map(|text| match text.as_str() {
            "host" => CookieScope::Host,
            _ => parent(text),
        })
    };
    let (name, change) = match (read(ALSO), read(FORMER)) {
        (None, None) => return Ok(None),
        (Some(also), None) => (ALSO, ScopeChange::Also(also)),
        (None, Some(former)) => (FORMER, ScopeChange::Former(former)),
        (Some(_), Some(_)) => {
            return Err(ConfigError::CannotWork(format!(
                "{ALSO} says that a change of the cookie's scope is under way, and {FORMER} that it is over: set one of them."
            )));
        }
    };
    let (ScopeChange::Also(other) | ScopeChange::Former(other)) = &change;
    if matches!(other, CookieScope::Host) == matches!(scope, CookieScope::Host) {
        let domain = match scope {
            CookieScope::Host => "is not set, so it says the domain",
            CookieScope::Parent(_) => "is set, so it says host",
        };
        return Err(ConfigError::CannotWork(format!(
            "{name} names the scope that the cookie had or will have, and SESSION_COOKIE_DOMAIN {domain}."
        )));
    }
    if insecure {
        return Err(ConfigError::CannotWork(format!(
            "{name}: with COOKIE_INSECURE=1 the cookies of both scopes have one name, and cannot be told apart."
        )));
    }
    Ok(Some(change))
}

/// How often ids are renewed; `0`: never.
fn renewal(text: &str) -> Result<Option<Renewal>, &'static str> {
    let every = duration::parse_or_none(text)?;
    Ok((!every.is_zero()).then(|| Renewal {
        every,
        ..Renewal::default()
    }))
}

fn limits(source: Source<'_>) -> Result<Limits, ConfigError> {
    let usual = Limits::default();
    let duration = |name, usual| {
        let given = env::parsed(source, name, duration::parse)?;
        Ok::<_, ConfigError>(given.unwrap_or(usual))
    };
    let limits = Limits {
        ordinary: Lifetime {
            idle: duration("SESSION_IDLE", usual.ordinary.idle)?,
            absolute: duration("SESSION_ABSOLUTE", usual.ordinary.absolute)?,
        },
        remembered: Lifetime {
            idle: duration("SESSION_REMEMBER_IDLE", usual.remembered.idle)?,
            absolute: duration("SESSION_REMEMBER_ABSOLUTE", usual.remembered.absolute)?,
        },
        per_member: env::parsed(source, "SESSION_LIMIT", |text| match text.parse() {
            Ok(0) | Err(_) => Err("it is a number from 1 to 65535"),
            Ok(limit) => Ok(limit),
        })?
        .unwrap_or(usual.per_member),
        renewal: env::parsed(source, "SESSION_RENEWAL", renewal)?.unwrap_or(usual.renewal),
        clean_up: duration("SESSION_CLEAN_UP", usual.clean_up)?,
        ..usual
    };
    for (lifetime, names) in [
        (limits.ordinary, "SESSION_IDLE and SESSION_ABSOLUTE"),
        (
            limits.remembered,
            "SESSION_REMEMBER_IDLE and SESSION_REMEMBER_ABSOLUTE",
        ),
    ] {
        if lifetime.idle > lifetime.absolute {
            return Err(ConfigError::CannotWork(format!(
                "{names}: the idle limit is longer than the absolute one, so it would never be reached: make it shorter."
            )));
        }
    }
    Ok(limits)
}
