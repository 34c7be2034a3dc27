//! The guest's cookie, and the one with the number for the header.

use super::owner::GuestToken;
use app_kernel::{CartBadge, Origin, Viewer};
use app_session::{CookieScope, SessionConfig, SessionCookie};
use axum::http::{HeaderMap, HeaderValue};
use axum_extra::extract::cookie::{Cookie, SameSite};
use std::time::Duration;

/// How long a guest's cart lives after its last use; `mall.cart_is_over` says the same of its row.
const LIFETIME: Duration = Duration::from_hours(30 * 24);

/// The cookies of carts in one deployment.
#[derive(Clone, Debug)]
pub struct CartCookies {
    /// Follows the rules of the session's cookie, but for one host always: only the mall reads it.
    guest: SessionCookie,
    /// Where the number is shown: on both services, if they share a domain.
    badge_domain: Option<String>,
    secure: bool,
}

/// What a request brought under the name of the guest's cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Brought {
    Nothing,
    /// A token.
    Token(GuestToken),
    /// No token, or several, none of which can be told to be the browser's own.
    Unusable,
}

impl CartCookies {
    /// The cookies beside sessions of this configuration, for a mall at `origin`.
    pub fn new(session: &SessionConfig, origin: &Origin) -> Self {
        let guest = SessionCookie::new(&SessionConfig {
            insecure: session.insecure,
            ..SessionConfig::new("cfmall-cart")
        });
        Self {
            guest,
            badge_domain: match &session.scope {
                CookieScope::Host => None,
                CookieScope::Parent(domain) => Some(domain.clone()),
            },
            secure: origin.is_https(),
        }
    }

    /// What a request brought.
    pub(super) fn brought(&self, headers: &HeaderMap) -> Brought {
        let mut any = false;
        let mut tokens: Vec<GuestToken> = Vec::new();
        for value in self.guest.values_in(headers) {
            any = true;
            tokens.extend(value.parse().ok().filter(|token| !tokens.contains(token)));
        }
        match (tokens.as_slice(), any) {
            ([one], _) => Brought::Token(*one),
            (_, true) => Brought::Unusable,
            (_, false) => Brought::Nothing,
        }
    }

    /// The header that gives a guest the cookie, or makes it live on.
    pub(super) fn keep(&self, token: GuestToken) -> HeaderValue {
        header(&self.guest.build(token.reveal(), Some(LIFETIME)))
    }

    /// The header that takes the guest's cookie back.
    pub(super) fn forget(&self) -> HeaderValue {
        header(&self.guest.removal())
    }

    /// The header with the number of pieces in the cart of `viewer`.
    pub fn badge(&self, pieces: u32, viewer: &Viewer) -> Option<HeaderValue> {
        let value = CartBadge(pieces).value(viewer)?;
        let mut cookie = Cookie::build((CartBadge::COOKIE, value))
            .path("/")
            .max_age(time::Duration::try_from(LIFETIME).ok()?)
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(self.secure)
            .build();
        if let Some(domain) = &self.badge_domain {
            cookie.set_domain(domain.clone());
        }
        Some(header(&cookie))
    }
}

fn header(cookie: &Cookie<'_>) -> HeaderValue {
    HeaderValue::from_str(&cookie.to_string()).expect("names, numbers and base64url are a header")
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::header::COOKIE;

    fn cookies(insecure: bool) -> CartCookies {
        let origin = Origin::parse("https://cfmall.example").expect("an origin");
        let session = SessionConfig {
            insecure,
            scope: CookieScope::Parent("cfmall.example".into()),
            ..SessionConfig::new("cfmall")
        };
        CartCookies::new(&session, &origin)
    }

    #[test]
    fn the_guest_s_cookie_is_the_mall_s_alone_and_the_number_is_shown_on_both() {
        let token = GuestToken::fresh();
        let value = token.reveal();
        assert_eq!(
            cookies(false).keep(token),
            format!("__Host-cfmall-cart={value}; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=2592000")
        );
        assert_eq!(
            cookies(true).keep(token),
            format!("cfmall-cart={value}; HttpOnly; SameSite=Lax; Path=/; Max-Age=2592000")
        );
        assert_eq!(
            cookies(false).badge(3, &Viewer::Guest).expect("a cookie"),
            "cfmall-cart-pieces=3.guest; HttpOnly; SameSite=Lax; Secure; Path=/; Domain=cfmall.example; Max-Age=2592000"
        );
    }

    #[test]
    fn a_cookie_is_read_as_hostile_input() {
        let (a, b) = (GuestToken::fresh(), GuestToken::fresh());
        let (one, two) = (a.reveal(), b.reveal());
        let name = "__Host-cfmall-cart";
        for (line, brought) in [
            (String::new(), Brought::Nothing),
            (format!("cfmall-cart={one}; {name}x={one}"), Brought::Nothing),
            (format!("{name}={one}"), Brought::Token(a)),
            (format!("{name}={one}; {name}={one}"), Brought::Token(a)),
            (
                format!("{name}=garbage; {name}={one}; {name}="),
                Brought::Token(a),
            ),
            (format!("{name}={one}; {name}={two}"), Brought::Unusable),
            (format!("{name}="), Brought::Unusable),
            (format!("{name}={}", "A".repeat(5_000)), Brought::Unusable),
        ] {
            let mut headers = HeaderMap::new();
            headers.append(
                COOKIE,
                HeaderValue::from_bytes(b"odd=\xff\xfe").expect("a header"),
            );
            headers.append(COOKIE, HeaderValue::from_str(&line).expect("a header"));
            assert_eq!(cookies(false).brought(&headers), brought, "{line}");
        }
    }
}
