//! The addresses of a scene, and which service each belongs to.

use anyhow::{Context as _, Result};
use diagnosis::evidence::Service;
use lab_model::Scene;
use url::Url;

/// What belongs to the login service where both services share one origin, and in the monolith.
const AUTH_PATHS: [&str; 6] = [
    "/login",
    "/register",
    "/mailbox",
    "/account",
    "/admin",
    "/api/auth",
];

/// The page of the login service that stands for the second service where only the first one is looked at.
pub const CONFIRM: &str = "/account/confirm";

/// The addresses of a scene.
#[derive(Clone, Debug)]
pub struct Place {
    /// The home page of the mall.
    pub mall: Url,
    /// The home page of the login service; the mall's where there is one origin.
    pub auth: Url,
    /// The name of the session cookie.
    pub cookie: String,
    /// Whether only the login service is looked at: [`CONFIRM`] is then the second page.
    pub auth_only: bool,
}

impl Place {
    /// The addresses of a scene.
    pub fn of(scene: &Scene, auth_only: bool) -> Result<Self> {
        let url = |text: &str| Url::parse(text).with_context(|| format!("{text} is no address"));
        Ok(Self {
            mall: url(&scene.mall)?,
            auth: url(&scene.auth)?,
            cookie: scene.cookie.clone(),
            auth_only,
        })
    }

    /// An address of the login service.
    pub fn at_auth(&self, path: &str) -> Url {
        join(&self.auth, path)
    }

    /// An address of the mall.
    pub fn at_mall(&self, path: &str) -> Url {
        join(&self.mall, path)
    }

    /// The service that an address belongs to: A is where one logs in, B is where the login ought to be known.
    pub fn service(&self, url: &Url) -> Service {
        let is_under = |path: &str| {
            url.path()
                .strip_prefix(path)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let is_mall = if self.mall.origin() == self.auth.origin() {
            !AUTH_PATHS.iter().any(|path| is_under(path))
        } else {
            url.origin() == self.mall.origin()
        };
        let is_second = if self.auth_only {
            url.path() == CONFIRM
        } else {
            is_mall
        };
        if is_second { Service::B } else { Service::A }
    }
}

fn join(origin: &Url, path: &str) -> Url {
    let mut url = origin.clone();
    let (path, query) = path
        .split_once('?')
        .map_or((path, None), |(path, query)| (path, Some(query)));
    url.set_path(path);
    url.set_query(query);
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(mall: &str, auth: &str, auth_only: bool) -> Place {
        Place {
            mall: Url::parse(mall).expect("an address"),
            auth: Url::parse(auth).expect("an address"),
            cookie: "__Host-cfmall".into(),
            auth_only,
        }
    }

    #[test]
    fn services_are_told_apart_by_host_port_or_path() {
        let two = place(
            "http://t3.cfmall.localhost:4400",
            "http://auth.t3.cfmall.localhost:4400",
            false,
        );
        assert_eq!(two.service(&two.at_auth("/account")), Service::A);
        assert_eq!(two.service(&two.at_mall("/account")), Service::B);
        let ports = place(
            "http://t2b.cfmall.localhost:4400",
            "http://t2b.cfmall.localhost:4401",
            false,
        );
        assert_eq!(ports.service(&ports.at_auth("/")), Service::A);
        let one = place(
            "http://t8.cfmall.localhost:4400",
            "http://t8.cfmall.localhost:4400",
            false,
        );
        assert_eq!(one.service(&one.at_auth("/login/check?next=x")), Service::A);
        assert_eq!(one.service(&one.at_mall("/loginx")), Service::B);
        let auth = place(
            "http://t8.cfmall.localhost:4400",
            "http://t8.cfmall.localhost:4400",
            true,
        );
        assert_eq!(auth.service(&auth.at_auth(CONFIRM)), Service::B);
        assert_eq!(auth.service(&auth.at_auth("/account")), Service::A);
    }
}
