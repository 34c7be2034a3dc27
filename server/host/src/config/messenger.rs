//! Where messages to phones go.

use super::{error::ConfigError, is_here};
use crate::env::{self, Source};
use app_kernel::Origin;
use secrecy::SecretString;
use url::Url;

const NAME: &str = "MESSENGER";
const ADDRESS: &str = "MESSENGER_URL";
const TOKEN: &str = "MESSENGER_TOKEN";
const TOKEN_FILE: &str = "MESSENGER_TOKEN_FILE";

/// Where messages to phones go, `MESSENGER`.
#[derive(Clone, Debug)]
pub enum Messenger {
    /// Nowhere: whatever needs one, such as registering, is closed.
    None,
    /// To a page that everybody can read who can reach the shop.
    Mailbox,
    /// To a provider over HTTP.
    Http {
        /// The address that messages are posted to.
        address: Url,
        /// The token by which the provider knows us.
        token: SecretString,
    },
}

impl Messenger {
    /// Reads the variables. Where nothing is said, there is a mailbox on one's own machine, and nothing elsewhere.
    pub(super) fn read(source: Source<'_>, is_local: bool) -> Result<Self, ConfigError> {
        let usual = if is_local { "mailbox" } else { "none" };
        match env::optional(source, NAME).as_deref().unwrap_or(usual) {
            "none" => Ok(Self::None),
            "mailbox" => Ok(Self::Mailbox),
            "http" => Ok(Self::Http {
                address: env::parsed(source, ADDRESS, address)?.ok_or(ConfigError::Missing {
                    name: ADDRESS,
                    hint: "MESSENGER=http posts every message to this address of a provider.",
                })?,
                token: env::secret(source, TOKEN, TOKEN_FILE, token)?.ok_or(ConfigError::Missing {
                    name: TOKEN,
                    hint: "MESSENGER=http sends it to the provider; it may be in a file, MESSENGER_TOKEN_FILE.",
                })?,
            }),
            other => Err(ConfigError::Invalid {
                name: NAME,
                value: other.to_owned(),
                reason: "it is none, mailbox or http".to_owned(),
            }),
        }
    }
}

/// Codes travel encrypted, unless they stay on this machine.
fn address(text: &str) -> Result<Url, &'static str> {
    let url = Url::parse(text).map_err(|_| "it is no address")?;
    let here = Origin::parse(&url.origin().ascii_serialization()).is_ok_and(|origin| is_here(&origin));
    if !url.username().is_empty() || url.password().is_some() {
        return Err("what is secret belongs into MESSENGER_TOKEN");
    }
    match url.scheme() {
        "https" if cfg!(feature = "tls") => Ok(url),
        "https" => Err("this build has no TLS: a build for production has"),
        "http" if here => Ok(url),
        _ => Err("it begins with https://, or with http:// for a relay on this machine"),
    }
}

fn token(text: &str) -> Result<SecretString, &'static str> {
    let fits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    fits.then(|| SecretString::from(text))
        .ok_or("a token is visible ASCII without blanks")
}
