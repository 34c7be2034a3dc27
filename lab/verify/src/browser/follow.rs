//! Where a browser goes by itself.

use diagnosis::jar::Context;
use url::Url;

use super::Navigation;

/// The next request after a redirect (Fetch standard, HTTP-redirect fetch).
pub(super) fn redirect(before: Navigation, target: Url, status: u16) -> Navigation {
    let Navigation {
        url,
        mut context,
        mut body,
        accept,
    } = before;
    let becomes_get = match status {
        301 | 302 => context.method == "POST",
        303 => context.method != "GET" && context.method != "HEAD",
        _ => false,
    };
    if becomes_get {
        "GET".clone_into(&mut context.method);
        body = None;
    }
    context.redirected_by.push(url);
    Navigation {
        url: target,
        context,
        body,
        accept,
    }
}

/// The next request after a page that leads on by itself.
pub(super) fn page(before: &Navigation, from: Url, target: Url) -> Navigation {
    let context = Context {
        purpose: before.context.purpose.clone(),
        ..Context::link(from)
    };
    Navigation::page(target, context)
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    fn after(status: u16) -> (String, bool) {
        let before = Navigation {
            body: Some(("text/plain".to_owned(), "x".to_owned())),
            ..Navigation::page(
                url("http://a.localhost/login"),
                Context::post(url("http://a.localhost/login")),
            )
        };
        let next = redirect(before, url("http://b.localhost/"), status);
        (next.context.method, next.body.is_some())
    }

    #[test]
    fn a_post_becomes_a_get_where_browsers_make_it_one() {
        for status in [301, 302, 303] {
            assert_eq!(after(status), ("GET".to_owned(), false));
        }
        for status in [307, 308] {
            assert_eq!(after(status), ("POST".to_owned(), true));
        }
    }
}
