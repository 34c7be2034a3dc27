//! The variable that says where the database is.

use super::error::ConfigError;
use crate::env::{self, Source};
use secrecy::SecretString;
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use std::{net::IpAddr, str::FromStr};
use url::Url;

const NAME: &str = "DATABASE_URL";
const FILE: &str = "DATABASE_URL_FILE";
/// The parameters that are understood; sqlx would drop any other with a line in the log.
const PARAMETERS: [&str; 17] = [
    "application_name",
    "dbname",
    "host",
    "hostaddr",
    "options",
    "password",
    "port",
    "sslmode",
    "ssl-mode",
    "sslrootcert",
    "ssl-root-cert",
    "sslcert",
    "ssl-cert",
    "sslkey",
    "ssl-key",
    "statement-cache-capacity",
    "user",
];
const ONE_SERVER: &str = "put HAProxy, a virtual address or the operator's -rw service there";

/// Reads the address and everything that will be made of it later: what is refused is refused at start.
pub(super) fn read(source: Source<'_>) -> Result<SecretString, ConfigError> {
    env::secret(source, NAME, FILE, parse)?.ok_or(ConfigError::Missing {
        name: NAME,
        hint: "Both services and all their copies use one database: postgres://user:password@host/cfmall",
    })
}

/// The logins of the monolith's domains: each is a role of its own, where `set role` would only be a mask that the owner can take off.
#[derive(Clone, Default)]
pub struct Logins {
    /// The address of the database for accounts.
    pub auth: Option<SecretString>,
    /// The address of the database for the shop.
    pub mall: Option<SecretString>,
}

impl Logins {
    pub(super) fn read(source: Source<'_>) -> Result<Self, ConfigError> {
        Ok(Self {
            auth: env::secret(source, "AUTH_DATABASE_URL", "AUTH_DATABASE_URL_FILE", parse)?,
            mall: env::secret(source, "MALL_DATABASE_URL", "MALL_DATABASE_URL_FILE", parse)?,
        })
    }
}

/// Whether the environment says where the database is.
pub(crate) fn is_named(source: Source<'_>) -> bool {
    [NAME, FILE]
        .into_iter()
        .any(|name| env::optional(source, name).is_some())
}

fn parse(address: &str) -> Result<SecretString, String> {
    check(address).map(|()| SecretString::from(address))
}

fn check(address: &str) -> Result<(), String> {
    let authority = address.split(['/', '?']).nth(2).unwrap_or_default();
    let hosts = authority.rsplit('@').next().unwrap_or_default();
    if hosts.contains(',') {
        return Err(format!(
            "it names several servers, and only one is asked: {ONE_SERVER}"
        ));
    }
    let url = Url::parse(address)
        .map_err(|error| format!("{error}: write postgres://user:password@host/cfmall"))?;
    if !matches!(url.scheme(), "postgres" | "postgresql") {
        return Err("it does not begin with postgres://".to_owned());
    }
    for (name, value) in url.query_pairs() {
        if !PARAMETERS.contains(&&*name) && !name.starts_with("options[") {
            return Err(format!(
                "the parameter {name} is not understood; if it is about several servers, {ONE_SERVER}"
            ));
        }
        if matches!(&*name, "host" | "hostaddr" | "port") && value.contains(',') {
            return Err(format!(
                "{name} names several servers, and only one is asked: {ONE_SERVER}"
            ));
        }
    }
    let options = PgConnectOptions::from_str(address).map_err(|error| error.to_string())?;
    if wants_tls(options.get_ssl_mode()) && !cfg!(feature = "tls") {
        return Err(
            "its sslmode asks for TLS, which this program was built without: build it with --features tls"
                .to_owned(),
        );
    }
    Ok(())
}

const fn wants_tls(mode: PgSslMode) -> bool {
    matches!(
        mode,
        PgSslMode::Require | PgSslMode::VerifyCa | PgSslMode::VerifyFull
    )
}

/// A warning about a way to the database on which others may listen, or pretend to be it.
pub(crate) fn warning(options: &PgConnectOptions) -> Option<String> {
    let host = options.get_host();
    let is_here = host.starts_with('/')
        || host == "localhost"
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    let is_verified = matches!(options.get_ssl_mode(), PgSslMode::VerifyFull);
    (!is_here && !is_verified).then(|| {
        format!("the way to the database at {host} is not safe from others: write sslmode=verify-full into DATABASE_URL")
    })
}

#[cfg(test)]
mod tests {
    use super::{check, warning};
    use sqlx::postgres::PgConnectOptions;
    use std::str::FromStr;

    #[test]
    fn what_connects_is_taken() {
        for address in [
            "postgres://cfmall:p%40ss@db.internal/cfmall",
            "postgresql://cfmall@[::1]:5433/cfmall?sslmode=disable&application_name=x",
            "postgres://cfmall@localhost/cfmall?host=/run/postgresql",
        ] {
            assert_eq!(check(address), Ok(()), "{address}");
        }
    }

    #[test]
    fn a_way_on_which_others_may_listen_is_warned_of() {
        for (address, is_warned_of) in [
            ("postgres://a@db.internal/cfmall", true),
            ("postgres://a@10.0.0.7/cfmall?sslmode=require", true),
            ("postgres://a@db.internal/cfmall?sslmode=verify-full", false),
            ("postgres://a@127.0.0.1/cfmall", false),
            ("postgres://a@localhost/cfmall?sslmode=disable", false),
            ("postgres://a@localhost/cfmall?host=/run/postgresql", false),
        ] {
            let options = PgConnectOptions::from_str(address).expect("an address");
            assert_eq!(warning(&options).is_some(), is_warned_of, "{address}");
        }
    }

    #[test]
    fn what_would_be_found_out_at_night_is_refused() {
        for (address, words) in [
            ("postgres://a@one,two/cfmall", "HAProxy"),
            ("postgres://a@one:5432,two:5433/cfmall", "HAProxy"),
            ("postgres://a@one/cfmall?host=one,two", "HAProxy"),
            (
                "postgres://a@one/cfmall?target_session_attrs=primary",
                "target_session_attrs",
            ),
            ("postgres://a@one:99999/cfmall", "port"),
            ("mysql://a@one/cfmall", "postgres://"),
            ("cfmall", "postgres://"),
            ("postgres://a@one/cfmall?sslmode=maybe", "ssl_mode"),
            #[cfg(not(feature = "tls"))]
            ("postgres://a@one/cfmall?sslmode=verify-full", "--features tls"),
        ] {
            let reason = check(address).expect_err("it is refused");
            assert!(reason.contains(words), "{address}: {reason}");
        }
    }
}
