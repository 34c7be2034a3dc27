//! One of the two services, as far as it is known.

use diagnosis::{evidence::Shown, jar::host};
use url::Url;

use crate::{
    browser::Hop,
    http::Reply,
    page::{Landmark, Reader, leads_to_login},
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
pub fn answering(hops: &[Hop], other: &Url, login: Option<&Url>) -> usize {
    let first = &hops[0].url;
    let mut found = 0;
    for (index, hop) in hops.iter().enumerate() {
        let is_same =
            is_alias(first, &hop.url) || index > 0 && is_moved(&hops[index - 1].url, &hop.url, other);
        if !is_same {
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
    let is_same_page = from.path() == to.path() && from.query() == to.query();
    is_same_page && host::same_site(from, to, false) && !is_alias(to, other)
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
