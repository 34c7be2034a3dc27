//! A site as the authority knows it: the allow-list.

use serde::{Deserialize, Serialize};
use std::net::SocketAddr;

/// A site that may ask the authority who somebody is. Whoever operates the authority writes it down; nothing of it is ever taken
/// from a request.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registration {
    /// The name, `client_id`.
    pub id: String,
    /// The secret that the site and the authority share: at least 32 characters.
    pub secret: String,
    /// The one return address, compared character by character (RFC 9700 §2.1).
    pub redirect_uri: String,
    /// Host and port that the site answers to.
    pub host: String,
    /// The address at which the site is told that a session has ended, on this machine.
    pub back_channel: SocketAddr,
}

/// Reads the list of sites, which is JSON. Fails with a sentence.
pub(crate) fn read(text: &str) -> Result<Vec<Registration>, String> {
    let sites: Vec<Registration> = serde_json::from_str(text).map_err(|error| error.to_string())?;
    for site in &sites {
        if site.secret.len() < 32 {
            return Err(format!("the secret of {} is shorter than 32 characters", site.id));
        }
        if !site.back_channel.ip().is_loopback() {
            return Err(format!(
                "{} is told over plain http, so it must be on this machine",
                site.id
            ));
        }
        if sites.iter().filter(|other| other.id == site.id).count() > 1 {
            return Err(format!("{} is registered twice", site.id));
        }
    }
    Ok(sites)
}

#[cfg(test)]
mod tests {
    use super::read;

    fn site(secret: &str, address: &str) -> String {
        format!(
            r#"[{{"id":"a","secret":"{secret}","redirect_uri":"http://a.localhost/sso/callback","host":"a.localhost","back_channel":"{address}"}}]"#
        )
    }

    #[test]
    fn weak_secrets_and_far_sites_are_refused() {
        let secret = "x".repeat(32);
        assert!(read(&site(&secret, "127.0.0.1:1")).is_ok());
        assert!(read(&site("short", "127.0.0.1:1")).is_err_and(|error| error.contains("32")));
        assert!(read(&site(&secret, "10.0.0.1:1")).is_err_and(|error| error.contains("this machine")));
    }
}
