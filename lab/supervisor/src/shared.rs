//! What all scenes of a lab share.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use anyhow::Result;
use dev_deployment::hostnames::MALL_HOST;
use lab_model::Visitor;
use url::Url;

use crate::{
    key::Key, postgres::Postgres, running::Surroundings, side_channel::SideChannel, supervisor::Options,
};

/// What all scenes share.
pub struct Shared {
    pub around: Surroundings,
    pub key: Key,
    pub side: SideChannel,
    pub lab_url: Url,
    /// The domain of the cookie by which browsers are told apart.
    pub cookie_domain: String,
    postgres: tokio::sync::Mutex<Option<Arc<Postgres>>>,
    visitors: AtomicU64,
}

impl Shared {
    /// What the scenes of a lab with a new key share.
    pub fn new(options: Options) -> Result<Self> {
        let key = Key::new()?;
        let origin = format!("http://lab.{MALL_HOST}:{}", options.port);
        Ok(Self {
            lab_url: Url::parse(&origin)?,
            side: SideChannel::new(key.hex()),
            around: Surroundings {
                port: options.port,
                release: options.release,
                output: options.output,
                key: key.hex().to_owned(),
                origin,
            },
            key,
            cookie_domain: MALL_HOST.to_owned(),
            postgres: tokio::sync::Mutex::default(),
            visitors: AtomicU64::new(1),
        })
    }

    /// The lab's PostgreSQL, started when it is needed for the first time.
    pub async fn postgres(self: &Arc<Self>) -> Result<Arc<Postgres>> {
        let mut postgres = self.postgres.lock().await;
        if let Some(postgres) = &*postgres {
            return Ok(postgres.clone());
        }
        let shared = self.clone();
        let started = tokio::task::spawn_blocking(move || {
            let Surroundings {
                port,
                release,
                output,
                ..
            } = &shared.around;
            Postgres::start(&format!(".dev/lab/{port}"), *release, output)
        });
        let started = Arc::new(started.await??);
        *postgres = Some(started.clone());
        Ok(started)
    }

    /// A visitor that nobody has seen yet.
    pub fn new_visitor(&self) -> Visitor {
        self.key.visitor(self.visitors.fetch_add(1, Ordering::Relaxed))
    }

    /// Ends the PostgreSQL, if it runs.
    pub async fn end_postgres(&self) {
        let postgres = self.postgres.lock().await.take();
        drop(tokio::task::spawn_blocking(move || drop(postgres)).await);
    }
}
