//! One of the two services, as far as it is known.

use diagnosis::{
    evidence::{Service, Shown},
    jar::host,
};
use url::Url;

use crate::{
    browser::Hop,
    http::Reply,
    page::{Landmark, Reader, has_login_form, leads_to_login},
};

/// A service: the page that shows who is asking, and how it is read.
#[derive(Clone, Debug)]
pub struct Site {
    /// The page, after redirects to its canonical address.
    pub page: Url,
    pub reader: Reader,
    /// The page without cookies.
    pub guest: Option<Reply>,
    /// The page for garbage, where it looked like a member's.
    pub refusal: Option<Reply>,
    /// Addresses of single copies.
    pub copies: Vec<Url>,
}

impl Site {
    /// A service of which only the address and some landmarks are known.
    pub fn new(page: Url, members: Vec<Landmark>, guests: Vec<Landmark>, copies: Vec<Url>) -> Self {
        Self {
            page,
            reader: Reader {
                members,
                guests,
                ..Reader::default()
            },
            guest: None,
            refusal: None,
            copies,
        }
    }

    /// Takes over what the page for garbage shows: nobody is known by it.
    pub fn see_refusal(&mut self) {
        if let Some(refusal) = self.refusal.clone() {
            self.reader.see_refusal(&refusal, &self.page);
        }
    }

    /// Who an answer takes the visitor for.
    pub fn read(&self, reply: &Reply, url: &Url) -> Shown {
        self.reader.read(reply, url)
    }
}

/// The place among the hops of a visit that answers for the service: the last one before the way leaves the service or ends
/// at a login. `other` is an address of the other service, `login` the page that guests are led to, where it is known.
pub fn answering(service: Service, hops: &[Hop], other: &Url, login: Option<&Url>) -> usize {
    let first = &hops[0].url;
    let mut found = 0;
    for (index, hop) in hops.iter().enumerate() {
        let is_same =
            is_alias(first, &hop.url) || index > 0 && is_moved(&hops[index - 1].url, &hop.url, other);
        let has_form = |hop: &Hop| hop.reply().is_some_and(|reply| has_login_form(reply, &hop.url));
        // Another host with the form is where B leads guests to.
        if !is_same || service == Service::B && !is_alias(first, &hop.url) && has_form(hop) {
            break;
        }
        if index > 0 && login.is_some_and(|login| is_page(login, &hop.url)) {
            break;
        }
        found = index;
        if hop.reply().is_some_and(|reply| leads_to_login(reply, &hop.url)) {
            break;
        }
    }
    found
}

/// Whether an address is that of a page, whatever its query.
pub fn is_page(page: &Url, url: &Url) -> bool {
    page.origin() == url.origin() && page.path() == url.path()
}

/// Whether a redirect only names another host of the site for the same page, as those for a language do; the other service is no such host.
fn is_moved(from: &Url, to: &Url, other: &Url) -> bool {
    let is_same_page = bare(from.path()) == bare(to.path()) && from.query() == to.query();
    is_same_page && host::same_site(from, to, false) && !is_alias(to, other)
}

/// A path without the language that it begins with.
fn bare(path: &str) -> &str {
    let inside = path.strip_prefix('/').unwrap_or(path);
    let (first, rest) = inside.find('/').map_or((inside, "/"), |end| inside.split_at(end));
    let (language, region) = first.split_once(['-', '_']).unwrap_or((first, "XX"));
    let is_code = |code: &str| code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_alphabetic());
    if is_code(language) && is_code(region) {
        rest
    } else {
        path
    }
}

/// Whether two addresses are of one service: the same host, with or without `www`, whatever the scheme.
pub fn is_alias(one: &Url, other: &Url) -> bool {
    let bare = |url: &Url| {
        let host = url.host_str().unwrap_or_default();
        host.strip_prefix("www.").unwrap_or(host).to_owned()
    };
    let same_port = one.port() == other.port() || one.scheme() != other.scheme();
    bare(one) == bare(other) && same_port
}

/// Headers by which copies of a service can be told apart.
const COPY_HEADERS: [&str; 14] = [
    "x-instance",
    "x-instance-id",
    "x-upstream",
    "x-backend",
    "x-backend-server",
    "x-served-by",
    "x-server",
    "x-server-id",
    "x-node",
    "x-pod",
    "x-pod-name",
    "x-hostname",
    "x-copy",
    "x-worker",
];

/// The copy that answered, if it says so.
pub fn copy(reply: &Reply) -> Option<String> {
    COPY_HEADERS
        .iter()
        .find_map(|name| reply.header(name))
        .map(str::to_owned)
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_host_for_a_language_is_the_service_itself() {
        let url = |text: &str| Url::parse(text).unwrap();
        let other = url("http://auth.shop.test/");
        for (from, to, is_it) in [
            ("http://shop.test/cart?a=1", "http://en.shop.test/cart?a=1", true),
            ("http://shop.test/", "http://en.shop.test/en/", true),
            ("http://shop.test/cart", "http://www.shop.test/zh-CN/cart", true),
            ("http://shop.test/cart", "http://id.shop.test/login", false),
            ("http://shop.test/", "http://auth.shop.test/", false),
            ("http://shop.test/", "http://elsewhere.test/", false),
        ] {
            assert_eq!(is_moved(&url(from), &url(to), &other), is_it, "{from} {to}");
        }
    }
}
