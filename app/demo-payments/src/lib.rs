//! A provider of payments for demonstrations: it behaves like one, and no money moves.
//!
//! The provider is a third party: it has an origin and pages of its own, keeps what it knows in a schema of its own, and talks with the merchant
//! over HTTP only, in signed messages ([`protocol`]). It is served by the processes of the mall, because a demonstration should need
//! nothing else; any copy answers any step.

mod answer;
mod http;
mod page;
mod programs;
pub mod protocol;
mod router;
mod sql;
mod words;
mod worker;

pub use http::{get, post};

use app_kernel::{Links, Origin};
use app_part::{Part, Site};
use sqlx::PgPool;

/// The origin of the provider beside a mall: `http://pay-cfmall.localhost:3000`. Not below the mall's name, so that none of its cookies
/// come along. `None` beside a mall without a name: an address has no names beside it.
pub fn origin(links: &Links) -> Option<Origin> {
    let mall = &links.mall;
    let host = match mall.host() {
        "localhost" => "pay.localhost".to_owned(),
        host if host.parse::<std::net::IpAddr>().is_ok() || host.starts_with('[') => return None,
        host => format!("pay-{host}"),
    };
    let scheme = if mall.is_https() { "https" } else { "http" };
    let port = if mall.has_default_port() {
        String::new()
    } else {
        format!(":{}", mall.port())
    };
    Origin::parse(&format!("{scheme}://{host}{port}")).ok()
}

/// The provider beside the mall of these links; nothing if there is no place for it.
pub fn part(pool: &PgPool, links: &Links) -> Part {
    let Some(origin) = origin(links) else {
        return Part::default();
    };
    let told = pool.clone();
    Part {
        sites: vec![Site {
            router: router::router(pool, links),
            origin,
        }],
        background: vec![Box::new(move || {
            let pool = told.clone();
            Box::pin(async move {
                worker::run(&pool).await;
                Ok(())
            })
        })],
        ..Part::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_provider_is_beside_the_mall() {
        for (mall, provider) in [
            (
                "http://cfmall.localhost:3000",
                Some("http://pay-cfmall.localhost:3000"),
            ),
            (
                "https://t3.cfmall.localhost",
                Some("https://pay-t3.cfmall.localhost"),
            ),
            ("http://localhost:3000", Some("http://pay.localhost:3000")),
            ("http://127.0.0.1:3000", None),
            ("http://[::1]:3000", None),
        ] {
            let mall = Origin::parse(mall).expect("an origin");
            let links = Links {
                auth: mall.clone(),
                mall,
            };
            let origin = origin(&links).map(|origin| origin.to_string());
            assert_eq!(origin.as_deref(), provider);
        }
    }
}
