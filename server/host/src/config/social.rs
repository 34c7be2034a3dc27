//! The providers at which members can log in (OpenID Connect).

use super::{error::ConfigError, is_here};
use crate::env::{self, Source};
use app_kernel::Origin;
use secrecy::SecretString;
use url::Url;

const NAMES: &str = "SOCIAL_PROVIDERS";

/// A provider at which members can log in, and by what it knows us.
#[derive(Clone, Debug)]
pub struct SocialProvider {
    /// The word in addresses, from `SOCIAL_PROVIDERS`.
    pub name: String,
    /// What people call it, `SOCIAL_<NAME>_LABEL`.
    pub label: String,
    /// Its issuer as it writes it, `SOCIAL_<NAME>_ISSUER`.
    pub issuer: String,
    /// The name by which it knows us, `SOCIAL_<NAME>_CLIENT_ID`.
    pub client_id: String,
    /// The secret that goes with it, `SOCIAL_<NAME>_CLIENT_SECRET`.
    pub client_secret: SecretString,
}

impl SocialProvider {
    /// The origin at which visitors log in there; the issuer was read as an address.
    pub fn origin(&self) -> Option<Origin> {
        let url = Url::parse(&self.issuer).ok()?;
        Origin::parse(&url.origin().ascii_serialization()).ok()
    }
}

/// Reads the providers that `SOCIAL_PROVIDERS` names, in its order.
pub(super) fn read(source: Source<'_>) -> Result<Vec<SocialProvider>, ConfigError> {
    let Some(names) = env::optional(source, NAMES) else {
        return Ok(Vec::new());
    };
    let mut all: Vec<SocialProvider> = Vec::new();
    for name in names.split(',').map(str::trim) {
        let provider = provider(source, name)?;
        if all
            .iter()
            .any(|other| other.name == provider.name || other.issuer == provider.issuer)
        {
            return Err(ConfigError::CannotWork(format!(
                "{NAMES} names {name} twice, or two providers with one issuer."
            )));
        }
        all.push(provider);
    }
    Ok(all)
}

fn provider(source: Source<'_>, name: &str) -> Result<SocialProvider, ConfigError> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if name.is_empty() || name.len() > 32 || !name.chars().all(fits) {
        return Err(ConfigError::Invalid {
            name: NAMES,
            value: name.to_owned(),
            reason: "the names are small letters, digits and hyphens, with commas between them".to_owned(),
        });
    }
    let variable = |what: &str| format!("SOCIAL_{}_{what}", name.to_uppercase().replace('-', "_"));
    let needed = |what: &str| {
        let name = variable(what);
        env::optional(source, &name).ok_or_else(|| {
            ConfigError::CannotWork(format!("{name} is missing, and {NAMES} names this provider."))
        })
    };
    let issuer = needed("ISSUER")?;
    check_issuer(&issuer)
        .map_err(|reason| ConfigError::CannotWork(format!("{}={issuer}: {reason}.", variable("ISSUER"))))?;
    Ok(SocialProvider {
        label: env::optional(source, &variable("LABEL")).unwrap_or_else(|| name.to_owned()),
        client_id: needed("CLIENT_ID")?,
        client_secret: client_secret(source, &variable("CLIENT_SECRET"))?,
        issuer,
        name: name.to_owned(),
    })
}

/// Who somebody is travels encrypted, unless it stays on this machine.
fn check_issuer(issuer: &str) -> Result<(), &'static str> {
    let url = Url::parse(issuer).map_err(|_| "it is no address")?;
    let here = Origin::parse(&url.origin().ascii_serialization()).is_ok_and(|origin| is_here(&origin));
    // OpenID Connect Discovery §2.
    if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
        return Err("an issuer has no query, no fragment and no user");
    }
    match url.scheme() {
        "https" if cfg!(feature = "tls") => Ok(()),
        "https" => Err("this build has no TLS: a build for production has"),
        "http" if here => Ok(()),
        _ => Err("it begins with https://, or with http:// for a provider on this machine"),
    }
}

/// The variable, or what is in the file that the variable with `_FILE` names.
fn client_secret(source: Source<'_>, name: &str) -> Result<SecretString, ConfigError> {
    let file = format!("{name}_FILE");
    let secret = match (env::optional(source, name), env::optional(source, &file)) {
        (Some(_), Some(_)) => {
            return Err(ConfigError::CannotWork(format!(
                "{name} and {file} are both set: which of them is meant?"
            )));
        }
        (Some(secret), None) => secret,
        (None, Some(path)) => std::fs::read_to_string(&path)
            .map_err(|error| ConfigError::CannotWork(format!("{file}={path} cannot be read: {error}.")))?,
        (None, None) => String::new(),
    };
    let secret = secret.trim();
    if secret.is_empty() {
        return Err(ConfigError::CannotWork(format!(
            "{name} is missing: the provider knows us by it. It may be in a file, {file}."
        )));
    }
    Ok(SecretString::from(secret))
}
