//! What the shops in Rust share: the catalogue's statements and answers, the same answers from memory, and the server.

pub mod catalogue;
pub mod icons;
pub mod memory;
mod price;
mod rows;
mod server;
mod statements;
mod text;

pub use price::Price;
pub use server::{Address, run, serve};
pub use text::{encoded, readable};

/// The shop's name.
pub const SITE: &str = "谷粒商城";

/// The `page` and `q` of an address, as they were sent.
#[derive(Debug, Clone, Default, serde::Deserialize)]
pub struct Query {
    page: Option<String>,
    q: Option<String>,
}

impl Query {
    /// The query of `page` and `q`.
    pub fn new(page: Option<String>, q: Option<String>) -> Self {
        Self { page, q }
    }

    /// The number of a page of a list: 1 if none is named, `None` if it is none.
    pub fn page(&self) -> Option<u32> {
        let page = self.page.as_deref().unwrap_or("1");
        let is_one =
            page.len() < 10 && !page.starts_with('0') && page.bytes().all(|byte| byte.is_ascii_digit());
        is_one.then(|| page.parse().ok()).flatten()
    }

    /// The words of a search.
    pub fn words(&self) -> String {
        readable(self.q.as_deref().unwrap_or_default())
    }
}
