//! What an address carries besides the place.

/// The length from which a value of an address may be an id of a session.
const SHORTEST_ID: usize = 16;
/// The length from which a value without digits may be one, if it has letters of both cases, as words may have.
const WITHOUT_DIGIT: usize = 22;
/// Parameters whose long values are good once, or say something else (RFC 6749, SAML, CAS).
const OTHERS: [&str; 8] = [
    "code",
    "state",
    "nonce",
    "ticket",
    "samlrequest",
    "samlresponse",
    "relaystate",
    "code_challenge",
];

/// An address without its path parameters (RFC 3986 §3.3), query and fragment: the place.
pub fn place(address: &str) -> &str {
    address.split([';', '?', '#']).next().unwrap_or(address)
}

/// The value in an address, perhaps a relative one, that is like the id of a session, as `;jsessionid=` is followed by.
pub fn id_in(address: &str) -> Option<&str> {
    let rest = &address[place(address).len()..];
    let mut pairs = rest
        .split([';', '?', '&', '#'])
        .filter_map(|pair| pair.split_once('='));
    let is_id = |value: &str| {
        let is_plain = value
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.!~".contains(&byte));
        let has = |kind: fn(&u8) -> bool| value.bytes().any(|byte| kind(&byte));
        let is_mixed = has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic);
        // One of forty random values of 128 bits in base64 has no digit.
        let is_long =
            value.len() >= WITHOUT_DIGIT && has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase);
        is_plain && value.len() >= SHORTEST_ID && (is_mixed || is_long)
    };
    let found =
        pairs.find(|(name, value)| !OTHERS.contains(&name.to_ascii_lowercase().as_str()) && is_id(value));
    found.map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_found_in_addresses() {
        let id = "387cb329-ea3b-4f59-abf5-d22db37d475c";
        for address in [
            format!("/account;jsessionid={id}"),
            format!("http://a.test/account;jsessionid={id}?lang=en"),
            format!("/account?lang=en&PHPSESSID={id}"),
            format!("/account?SID={id}#top"),
        ] {
            assert_eq!(id_in(&address), Some(id), "{address}");
        }
        let digitless = "kQzTvbHsPwEuYnRxAcLdGf";
        assert_eq!(id_in(&format!("/;sid={digitless}")), Some(digitless));
        for address in [
            "/account",
            "/account?next=OrdersOfTheMember",
            "/account?next=%2Forders%2F2024-12-31-all",
            "/back?code=4f1c9a02b7d84f1c9a02b7d8&state=9a02b7d84f1c9a02",
            "/account;v=2?page=12345678901234567890",
        ] {
            assert_eq!(id_in(address), None, "{address}");
        }
        assert_eq!(place("/account;jsessionid=1?a=b#c"), "/account");
    }
}
