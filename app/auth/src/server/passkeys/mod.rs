//! Passkeys (WebAuthn Level 3): logging in, and proving anew who one is, by a key that stays with the member.
//!
//! A ceremony is a challenge that a browser answers. Its state is a row in the database, never part of what the browser is given, so that any copy
//! can take the answer and nobody can answer twice.

mod adding;
pub(super) mod browser;
mod ceremony;
mod keys;
mod sql;

pub(super) use ceremony::{Begun, Key};
pub(super) use keys::Removed;
pub(crate) use keys::{OwnKey, has_own_keys, own_device, own_keys, passkeys_are_possible};

use app_kernel::Links;
use app_session::Proof;
use std::sync::Arc;
use webauthn_rs::prelude::{Url, Webauthn, WebauthnBuilder};

/// The word for a login with a passkey, in the list of a member's sessions and in their activity.
pub(super) const METHOD: &str = "passkey";
/// The most passkeys that a member can have.
pub(crate) const MOST: i32 = 20;
/// The most characters of a passkey's name. The same limit is a constraint of `auth.passkey`.
pub(crate) const NAME_LENGTH: usize = 40;

/// The relying party of this deployment; none where browsers have no passkeys because the host is no name.
#[derive(Clone)]
pub(super) struct RelyingParty(Option<Arc<Webauthn>>);

impl RelyingParty {
    /// The relying party whose pages are on the origin of auth, with the id `domain`, or the host of auth. An id of a parent domain outlives a
    /// split: what was added at `cfmall.example` is good at `auth.cfmall.example` (WebAuthn Level 3 §5.1.2).
    pub(super) fn new(links: &Links, domain: Option<&str>) -> Self {
        let origin = Url::parse(&links.auth.to_string()).ok();
        let named = origin.filter(|origin| origin.domain().is_some());
        let id = domain.unwrap_or_else(|| links.auth.host());
        Self(named.and_then(|origin| {
            let built = WebauthnBuilder::new(id, &origin).and_then(WebauthnBuilder::build);
            built.ok().map(Arc::new)
        }))
    }
}

/// The proof of a login with a passkey, for an account whose credentials have this version. The authenticator has asked for a PIN, a
/// fingerprint or the like, so it is as good as the password.
pub(super) const fn proof(version: i32) -> Proof {
    Proof {
        method: METHOD,
        version: Some(version),
        elevates: true,
        context: None,
    }
}

/// The name of a passkey as it was typed; none if it cannot be one.
pub(super) fn name(text: &str) -> Option<&str> {
    use app_kernel::text::is_invisible;
    let text = text.trim();
    let is_seen = text.chars().any(|c| !c.is_whitespace() && !is_invisible(c));
    let fits = text.chars().count() <= NAME_LENGTH && !text.contains(char::is_control);
    (is_seen && fits).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use app_kernel::Origin;

    fn links(mall: &str, auth: &str) -> Links {
        let origin = |text| Origin::parse(text).expect("an origin");
        Links {
            mall: origin(mall),
            auth: origin(auth),
        }
    }

    #[test]
    fn a_relying_party_is_a_name() {
        let one = links("http://cfmall.localhost:3000", "http://cfmall.localhost:3000");
        let two = links("https://cfmall.example", "https://auth.cfmall.example");
        let bare = links("http://127.0.0.1:3000", "http://127.0.0.1:3000");
        for (links, domain, possible) in [
            (&one, None, true),
            (&two, None, true),
            (&two, Some("cfmall.example"), true),
            (&two, Some("mall.example"), false),
            (&bare, None, false),
        ] {
            let party = RelyingParty::new(links, domain);
            assert_eq!(party.0.is_some(), possible, "{links:?} {domain:?}");
        }
    }

    #[test]
    fn a_name_can_be_seen_and_is_one_line() {
        assert_eq!(name(" 我的手机 "), Some("我的手机"));
        assert_eq!(name(&"x".repeat(40)), Some(&*"x".repeat(40)));
        for text in ["", " \u{200b} ", "a\nb", &"x".repeat(41)] {
            assert_eq!(name(text), None, "{text:?}");
        }
    }
}
