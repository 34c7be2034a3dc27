//! What a split makes of passkeys: they belong to a name, and the name has to stay (WebAuthn Level 3 §5.1.2).

use super::{ADD, ADDED, LOGGED_IN, LOGIN, begin, log_in, nickname, refused};
use crate::{
    browser::Browser,
    mall::{Mall, ORIGIN},
    passkeys::Authenticator,
};
use serde_json::{Value, json};

/// The account pages of a split.
const AUTH: &str = "http://auth.cfmall.localhost:3000";
/// What both services of it are told.
const SPLIT: [(&str, &str); 2] = [
    ("AUTH_ORIGIN", AUTH),
    ("SESSION_COOKIE_DOMAIN", "cfmall.localhost"),
];

/// The relying party of which a browser asks its authenticators for a passkey.
fn asked_for(browser: &mut Browser) -> String {
    let (_, asked) = begin(browser, LOGIN);
    let party = asked["publicKey"]["rpId"].as_str();
    party.expect("a relying party").to_owned()
}

/// Adds a passkey; the relying party to which it belongs.
fn belongs_to(browser: &mut Browser, authenticator: &mut Authenticator) -> Value {
    let (ceremony, asked) = begin(browser, ADD);
    let credential = authenticator.creates(&asked);
    let answer = json!({ "ceremony": ceremony, "credential": credential, "name": "手机" });
    assert_eq!(browser.tell(ADDED, &answer).0, 200);
    asked["publicKey"]["rp"]["id"].clone()
}

/// 张三 is logged in there with this passkey, which belongs to the parent domain.
fn is_good(there: &Mall, authenticator: &mut Authenticator, origin: &str) {
    let mut browser = Browser::new(there);
    assert_eq!(asked_for(&mut browser), "cfmall.localhost");
    origin.clone_into(&mut authenticator.origin);
    let (status, answer) = log_in(&mut browser, authenticator);
    assert_eq!(status, 200, "{answer}");
    assert_eq!(nickname(&mut browser).as_deref(), Some("张三"));
}

#[tokio::test]
async fn a_passkey_outlives_a_split_and_the_way_back() {
    // The domain is the monolith's own host: there is nothing to be set before.
    for told in [&[][..], &SPLIT[1..]] {
        let monolith = Mall::open_with(told).await;
        let auth = monolith.auth_beside(&SPLIT);
        let mut old = Authenticator::new(7, ORIGIN);
        let mut browser = Browser::of(&monolith, "zhangsan");
        assert_eq!(belongs_to(&mut browser, &mut old), "cfmall.localhost");
        is_good(&auth, &mut old, AUTH);

        let mut new = Authenticator::new(9, AUTH);
        let mut browser = Browser::of(&auth, "zhangsan");
        assert_eq!(belongs_to(&mut browser, &mut new), "cfmall.localhost");
        for passkey in [&mut old, &mut new] {
            is_good(&monolith, passkey, ORIGIN);
            is_good(&auth, passkey, AUTH);
        }
        // What was signed on the pages of one is good on those of the other only where a browser is at them.
        let mut browser = Browser::new(&auth);
        ORIGIN.clone_into(&mut new.origin);
        assert_eq!(log_in(&mut browser, &mut new), refused(400, "wrong-origin"));
    }
}

/// A monolith below the domain has to be told of it before the first passkey is added.
#[tokio::test]
async fn a_passkey_of_a_host_below_the_domain_is_lost_unless_the_domain_was_set_before() {
    const WWW: &str = "http://www.cfmall.localhost:3000";
    for (told, good) in [(&SPLIT[1..], true), (&[], false)] {
        let told = [&[("MALL_ORIGIN", WWW)], told].concat();
        let monolith = Mall::open_with(&told).await;
        let auth = monolith.auth_beside(&[&[("MALL_ORIGIN", WWW)], &SPLIT[..]].concat());
        let mut authenticator = Authenticator::new(7, WWW);
        let mut browser = Browser::of(&monolith, "zhangsan");
        let party = belongs_to(&mut browser, &mut authenticator);
        let mut browser = Browser::new(&auth);
        assert_eq!(party == asked_for(&mut browser), good, "{party}");
        if good {
            is_good(&auth, &mut authenticator, AUTH);
            continue;
        }
        // No browser would find it. One that signs in the name of the host all the same is refused.
        let (ceremony, mut asked) = begin(&mut browser, LOGIN);
        asked["publicKey"]["rpId"] = party;
        AUTH.clone_into(&mut authenticator.origin);
        let answer = json!({ "ceremony": ceremony, "credential": authenticator.signs(&asked) });
        assert_eq!(browser.tell(LOGGED_IN, &answer), refused(400, "wrong-origin"));
    }
}
