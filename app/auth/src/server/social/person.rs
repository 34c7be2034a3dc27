//! What an ID token says of somebody.

use super::provider::Connected;
use crate::domain::{nickname::Nickname, user_name::UserName};
use app_kernel::text;
use openidconnect::{
    AccessTokenHash, ClaimsVerificationError, Nonce, OAuth2TokenResponse, TokenResponse,
    core::{CoreIdTokenClaims, CoreJwsSigningAlgorithm, CoreTokenResponse},
};

/// Clocks differ: so many seconds may a fresh login seem to be older than the request for it.
const LEEWAY: i64 = 60;
/// The algorithms of signatures that are taken: with keys of the provider's own, and never `none` (RFC 8725 §3.1).
const ALGORITHMS: [CoreJwsSigningAlgorithm; 5] = [
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
];

/// Whoever a provider says that somebody is.
pub(super) struct Person {
    /// Never changes, and is never given to anybody else, at this issuer.
    pub(super) subject: String,
    /// The time of the login at the provider, if it says it, in seconds since 1970.
    pub(super) logged_in_at: Option<i64>,
    /// The name by which they log in there. Only a suggestion: it may change, and belong to somebody else tomorrow.
    pub(super) user_name: Option<String>,
    /// What they want to be called.
    pub(super) nickname: Option<String>,
}

impl Person {
    /// Whether they have logged in at the provider since this time.
    pub(super) fn is_fresh(&self, since: time::OffsetDateTime) -> bool {
        self.logged_in_at
            .is_some_and(|at| at.saturating_add(LEEWAY) >= since.unix_timestamp())
    }
}

/// What the ID token says, if it is this provider's, for us, for this attempt, and for now (OpenID Connect Core §3.1.3.7).
pub(super) fn verified(
    client: &Connected,
    token: &CoreTokenResponse,
    nonce: &Nonce,
) -> Result<CoreIdTokenClaims, ClaimsVerificationError> {
    let other = |reason: &dyn ToString| ClaimsVerificationError::Other(reason.to_string());
    let verifier = client.id_token_verifier().set_allowed_algs(ALGORITHMS);
    let id_token = token.id_token().ok_or_else(|| other(&"there is no ID token"))?;
    let claims = id_token.claims(&verifier, nonce)?;
    if let Some(expected) = claims.access_token_hash() {
        let algorithm = id_token.signing_alg().map_err(|error| other(&error))?;
        let key = id_token.signing_key(&verifier).map_err(|error| other(&error))?;
        let actual = AccessTokenHash::from_token(token.access_token(), algorithm, key)
            .map_err(|error| other(&error))?;
        if actual != *expected {
            return Err(other(&"the access token is another"));
        }
    }
    Ok(claims.clone())
}

pub(super) fn person(claims: &CoreIdTokenClaims) -> Person {
    let name = claims
        .name()
        .and_then(|name| name.get(None))
        .map(|name| name.as_str());
    let nickname = claims.nickname().and_then(|name| name.get(None));
    let nickname = nickname.map(|name| name.as_str()).or(name);
    Person {
        subject: claims.subject().to_string(),
        logged_in_at: claims.auth_time().map(|at| at.timestamp()),
        user_name: claims.preferred_username().map(|name| name.to_string()),
        nickname: nickname.map(str::to_owned),
    }
}

/// What the provider suggests that somebody may be called here, as far as it can be: user name and nickname.
pub(super) fn suggestions(person: &Person) -> (Option<String>, Option<String>) {
    let user_name = person.user_name.as_deref().and_then(|name| {
        // It may be an e-mail address there.
        let name = name.split('@').next().unwrap_or_default();
        UserName::parse(name).ok()
    });
    let nickname = person
        .nickname
        .as_deref()
        .and_then(|name| Nickname::parse(&text::comparable(name)).ok());
    (
        user_name.map(|name| name.as_str().to_owned()),
        nickname.map(Nickname::into_string),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(user_name: &str, nickname: &str) -> Person {
        Person {
            subject: "1".to_owned(),
            logged_in_at: None,
            user_name: Some(user_name.to_owned()),
            nickname: Some(nickname.to_owned()),
        }
    }

    #[test]
    fn what_cannot_be_a_name_is_not_suggested() {
        let (user_name, nickname) = suggestions(&person("Li.Lei@example.com", " 李\u{200b}雷 "));
        assert_eq!(user_name.as_deref(), Some("li.lei"));
        assert_eq!(nickname.as_deref(), Some("李雷"));
        assert_eq!(suggestions(&person("13800000001", "\u{200b}")), (None, None));
        assert_eq!(suggestions(&person("admin", &"x".repeat(41))), (None, None));
    }

    #[test]
    fn a_fresh_login_is_not_older_than_the_request_for_it() {
        let begun = time::OffsetDateTime::from_unix_timestamp(1_000_000).expect("a moment");
        let mut person = person("a", "b");
        assert!(!person.is_fresh(begun), "nobody knows when it was");
        for (at, fresh) in [(1_000_001, true), (999_950, true), (999_900, false)] {
            person.logged_in_at = Some(at);
            assert_eq!(person.is_fresh(begun), fresh, "{at}");
        }
    }
}
