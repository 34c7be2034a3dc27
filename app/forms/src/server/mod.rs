//! The server's half: how a form's sender is answered, and who may send one.

mod answer;
mod flash;
mod signed_in;

pub use answer::{FORGET, Wants, keep_for_login, refuse, see, see_with, with_next};
pub use flash::{peek, take, take_if};
pub use signed_in::{FormPage, SignedIn};

use app_kernel::{Links, Next, Origin, path};

/// The address of the login form, seen from a page on the origin `here`, for a visitor who comes back to `next`.
pub(crate) fn login_address(here: &Origin, links: &Links, next: Option<&Next>) -> String {
    with_next(&on_auth(here, links, path::LOGIN), next)
}

/// The address of a page of the auth service, seen from the origin `here`: a path on the same origin, absolute from another.
fn on_auth(here: &Origin, links: &Links, page: &str) -> String {
    if *here == links.auth {
        page.to_owned()
    } else {
        links.auth(page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_login_is_found_from_either_service() {
        let origin = |text| Origin::parse(text).expect("an origin");
        let links = Links {
            mall: origin("https://cfmall.example"),
            auth: origin("https://auth.cfmall.example"),
        };
        let next = Next::parse("https://cfmall.example/cart", &links);
        assert_eq!(
            login_address(&links.mall, &links, next.as_ref()),
            "https://auth.cfmall.example/login?next=https%3A%2F%2Fcfmall.example%2Fcart"
        );
        assert_eq!(login_address(&links.auth, &links, None), "/login");
    }
}
