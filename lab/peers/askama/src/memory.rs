//! Pages remembered for a second (`CACHE=1`): a bounded number, and what many ask for at once is loaded once.

use std::{env, sync::Arc, time::Duration};

use moka::future::Cache;
use peer_shop::catalogue::Head;

use crate::app::Error;

/// The most bytes of all remembered pages.
const BYTES: u64 = 32 * 1024 * 1024;
/// What a page takes beside its HTML, roughly.
const BESIDE: usize = 1_000;

/// What all visitors see of a page.
pub struct Shared {
    pub head: Head,
    pub content: String,
}

/// The remembered pages, if any are remembered.
#[derive(Clone)]
pub struct Memory(Option<Cache<String, Arc<Shared>>>);

impl Memory {
    /// The memory that the environment asks for.
    pub fn from_environment() -> Self {
        let wanted = env::var("CACHE").is_ok_and(|wanted| wanted == "1");
        let weight = |key: &String, shared: &Arc<Shared>| {
            u32::try_from(BESIDE + key.len() + shared.content.len()).unwrap_or(u32::MAX)
        };
        let cache = || {
            Cache::builder()
                .max_capacity(BYTES)
                .weigher(weight)
                .time_to_live(Duration::from_secs(1))
                .build()
        };
        Self(wanted.then(cache))
    }

    /// What `load` comes to. Nothing is remembered of what does not exist.
    pub async fn remembered(
        &self,
        key: String,
        load: impl Future<Output = Result<Shared, Error>>,
    ) -> Result<Arc<Shared>, Error> {
        let load = async { load.await.map(Arc::new) };
        match &self.0 {
            Some(cache) => Ok(cache.try_get_with(key, load).await?),
            None => load.await,
        }
    }
}
