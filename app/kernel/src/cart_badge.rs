//! The number at the cart in the header, as the mall last told the browser.
//!
//! A cookie, so that no page asks a database for it and the auth service shows it without knowing carts.

use crate::{Viewer, cookie::value_in};
use http::HeaderMap;

/// The number of pieces in a visitor's cart. It is for one viewer: what is left of a member is not shown to a guest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CartBadge(pub u32);

impl CartBadge {
    /// The cookie that carries it.
    pub const COOKIE: &str = "cfmall-cart-pieces";

    /// The cookie's value for this viewer; none if it is not known who that is.
    pub fn value(self, viewer: &Viewer) -> Option<String> {
        Some(format!("{}.{}", self.0, owner(viewer)?))
    }

    /// The number that a request brought, if it is this viewer's.
    pub fn of(headers: &HeaderMap, viewer: &Viewer) -> Option<Self> {
        let (pieces, whose) = value_in(headers, Self::COOKIE)?.split_once('.')?;
        (whose == owner(viewer)?).then_some(())?;
        pieces.parse().ok().map(Self)
    }
}

fn owner(viewer: &Viewer) -> Option<String> {
    match viewer {
        Viewer::Guest => Some("guest".to_owned()),
        Viewer::Member(member) => Some(member.id.to_string()),
        Viewer::Unavailable => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Member, MemberId};
    use http::{HeaderValue, header::COOKIE};

    #[test]
    fn a_number_is_shown_to_nobody_else() {
        let member = |id| {
            Viewer::Member(Member {
                id: MemberId(id),
                nickname: String::new(),
            })
        };
        let viewers = [Viewer::Guest, member(1), member(10), Viewer::Unavailable];
        for (index, told) in viewers.iter().enumerate() {
            let Some(value) = CartBadge(7).value(told) else {
                assert_eq!(*told, Viewer::Unavailable);
                continue;
            };
            let cookie = format!("{}={value}", CartBadge::COOKIE);
            let mut headers = HeaderMap::new();
            headers.insert(COOKIE, HeaderValue::from_str(&cookie).expect("a header"));
            for (other, asking) in viewers.iter().enumerate() {
                let expected = (other == index).then_some(CartBadge(7));
                assert_eq!(
                    CartBadge::of(&headers, asking),
                    expected,
                    "{value} for {asking:?}"
                );
            }
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for value in [
            "",
            "7",
            ".guest",
            "-1.guest",
            "99999999999.guest",
            "x.guest",
            "7.guest.guest",
        ] {
            let mut headers = HeaderMap::new();
            let cookie = format!("{}={value}", CartBadge::COOKIE);
            headers.insert(COOKIE, HeaderValue::from_str(&cookie).expect("a header"));
            assert_eq!(CartBadge::of(&headers, &Viewer::Guest), None, "{value}");
        }
    }
}
