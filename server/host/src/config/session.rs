//! The variables that concern sessions.

use super::error::ConfigError;
use crate::{
    duration,
    env::{self, Source},
};
use app_session::{CookieScope, Lifetime, Limits, SessionConfig};

/// The name under which sessions and their cookie are kept apart from those of other applications.
pub(crate) const APPLICATION: &str = "cfmall";

pub(super) fn read(source: Source<'_>) -> Result<SessionConfig, ConfigError> {
    let scope = env::optional(source, "SESSION_COOKIE_DOMAIN").map_or(CookieScope::Host, |domain| {
        CookieScope::Parent(domain.trim_start_matches('.').to_lowercase())
    });
    Ok(SessionConfig {
        application: APPLICATION,
        scope,
        insecure: env::switch(source, "COOKIE_INSECURE")?,
        limits: limits(source)?,
        trusted_proxies: env::parsed(source, "TRUSTED_PROXIES", str::parse)?.unwrap_or_default(),
    })
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
