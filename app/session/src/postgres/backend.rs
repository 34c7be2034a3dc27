//! The stack as the layer sees it.

use super::{clean_up, resolution::Resolution, session::PostgresSession, stack::Stack};
use crate::{Backend, Client, CurrentSession, Resolved, SessionMark};
use async_trait::async_trait;
use http::request::Parts;
use std::sync::Arc;

#[async_trait]
impl Backend for Stack {
    async fn resolve(self: Arc<Self>, head: &Parts) -> Resolved {
        let brought = self.cookies.brought(&head.headers);
        let resolution = Resolution::of(&self, &brought).await;
        let cookies = resolution.cookies(&brought);
        let client = Client::of(head, self.trusted_proxies);
        Resolved {
            is_unknown: resolution.is_unknown(),
            viewer: resolution.viewer(),
            mark: SessionMark::of(self.application, brought.marked()),
            session: CurrentSession::new(PostgresSession::new(self, client, resolution, cookies)),
        }
    }

    async fn clean_up(&self, copy: u32) {
        clean_up::clean_up(&self.pool, self.limits.clean_up, copy).await;
    }
}
