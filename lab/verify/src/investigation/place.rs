//! Which service an address belongs to, and which answer on a way is a service's own.

use diagnosis::evidence::Service;
use url::Url;

use super::Investigation;
use crate::{browser::Hop, site::answering};

impl Investigation<'_> {
    /// The service that an address of a login's way belongs to.
    pub fn service_of(&self, url: &Url) -> Service {
        let (a, b) = (&self.plan.auth, &self.plan.mall);
        let is_at = |page: &Url| url.origin() == page.origin();
        let is_apart = self.a.page.origin() != self.b.page.origin();
        if a.origin() != b.origin() && (is_apart || self.a.page.origin() == a.origin()) {
            // Beside data that a script asks for, or that A gives, may lie what is not B's, such as the login.
            let is_all_of_it = is_apart && self.script.is_none();
            let is_page = is_at(&self.b.page) && (is_all_of_it || url.path() == self.b.page.path());
            return if is_at(b) || is_page {
                Service::B
            } else {
                Service::A
            };
        }
        // Of services on one origin it is the one whose page, or the folder of it, says most about the path.
        let shared = |pages: [&Url; 2]| {
            let all = pages
                .into_iter()
                .flat_map(|page| [page.path(), folder(page.path())]);
            let fits = all.filter(|base| is_below(url.path(), base));
            // The root is anybody's.
            fits.map(str::len).max().unwrap_or_default().max(1)
        };
        if shared([b, &self.b.page]) > shared([a, &self.a.page]) {
            Service::B
        } else {
            Service::A
        }
    }

    /// The address of the other service, as it was given.
    const fn other_than(&self, service: Service) -> &Url {
        match service {
            Service::A => &self.plan.mall,
            Service::B => &self.plan.auth,
        }
    }

    /// The place among the hops of a visit that answers for the service.
    pub fn answering(&self, service: Service, hops: &[Hop]) -> usize {
        answering(
            service,
            hops,
            self.other_than(service),
            self.site(service).reader.login_page.as_ref(),
        )
    }
}

/// The folder that a path is in.
fn folder(path: &str) -> &str {
    &path[..=path
        .rfind('/')
        .unwrap_or_default()
        .min(path.len().saturating_sub(1))]
}

/// Whether a path is a base, or below it.
fn is_below(path: &str, base: &str) -> bool {
    let rest = path.strip_prefix(base);
    rest.is_some_and(|rest| rest.is_empty() || base.ends_with('/') || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_below_its_folder() {
        for (path, base, is_it) in [
            ("/shop", "/shop", true),
            ("/shop/cart", "/shop", true),
            ("/shopping", "/shop", false),
            ("/shop/cgi/login", folder("/shop/cgi/me"), true),
            ("/login", folder("/me"), true),
        ] {
            assert_eq!(is_below(path, base), is_it, "{path} {base}");
        }
    }
}
