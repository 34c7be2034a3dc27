//! What comes back from a provider with the browser.

use crate::social::failure::SocialFailure;
use url::form_urlencoded;

/// The parameters of an answer (RFC 6749 §4.1.2; RFC 9207 §2).
#[derive(Default)]
pub(super) struct Said {
    pub(super) state: Option<String>,
    pub(super) code: Option<String>,
    pub(super) error: Option<String>,
    pub(super) issuer: Option<String>,
    /// The word of a failure that one of our own forms sends here to be said.
    pub(super) failed: Option<String>,
}

impl Said {
    /// Reads a query. None of the parameters may come twice (RFC 6749 §3.1).
    pub(super) fn read(query: &str) -> Result<Self, SocialFailure> {
        let mut said = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let place = match &*name {
                "state" => &mut said.state,
                "code" => &mut said.code,
                "error" => &mut said.error,
                "iss" => &mut said.issuer,
                "failed" => &mut said.failed,
                _ => continue,
            };
            if place.replace(value.into_owned()).is_some() {
                return Err(SocialFailure::Mismatched);
            }
        }
        Ok(said)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_parameter_comes_twice() {
        let said = Said::read("code=a%2Bb&state=c&iss=http%3A%2F%2Fd&scope=x&scope=y").ok();
        let said = said.expect("an answer");
        assert_eq!(said.code.as_deref(), Some("a+b"));
        assert_eq!(said.issuer.as_deref(), Some("http://d"));
        assert!(Said::read("state=a&state=b").is_err());
    }
}
