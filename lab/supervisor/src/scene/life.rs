//! Starting a scene, ending it, and changing its processes.

use std::{
    sync::{Arc, PoisonError},
    time::Duration,
};

use anyhow::{Context, Result};
use gateway::{Config, Gateway, PoolConfig, Route};
use lab_model::{Refusal, SceneState};

use super::Scene;
use crate::{
    refusal::failed,
    running::{CopyNow, Running},
};

/// The time between two checks whether a copy lives.
const CHECK_EVERY: Duration = Duration::from_secs(1);

impl Scene {
    /// Starts it and returns when it answers. One that runs is left as it is.
    pub async fn start(self: &Arc<Self>) -> Result<(), Refusal> {
        let _operation = self.operation.lock().await;
        if self.gateway().is_some() {
            return Ok(());
        }
        self.begin().await
    }

    async fn begin(self: &Arc<Self>) -> Result<(), Refusal> {
        self.set_state(SceneState::Starting);
        match self.try_begin().await {
            Ok(()) => {
                self.set_state(SceneState::Running);
                Ok(())
            }
            Err(error) => {
                self.set_state(SceneState::Failed(format!("{error:#}")));
                Err(failed(&error))
            }
        }
    }

    async fn try_begin(self: &Arc<Self>) -> Result<()> {
        let postgres = self.shared.postgres().await?;
        let (spec, ports, shared) = (self.spec.clone(), self.ports, self.shared.clone());
        let started =
            tokio::task::spawn_blocking(move || Running::start(&spec, ports, &shared.around, postgres))
                .await??;
        let front = started.front()?;
        let mut pools: Vec<_> = front.routes.iter().map(|route| route.service).collect();
        pools.dedup();
        let gateway = Gateway::new(&Config {
            listen: Vec::new(),
            routes: front
                .routes
                .iter()
                .map(|route| Route {
                    host: Some(route.host.clone()),
                    path: route.path.map(str::to_owned),
                    pool: route.service.to_owned(),
                })
                .collect(),
            pools: pools
                .into_iter()
                .map(|pool| PoolConfig {
                    name: pool.to_owned(),
                    copies: Vec::new(),
                })
                .collect(),
            balance: front.balance.parse()?,
            check_every: CHECK_EVERY,
        });
        let copies = started.copies();
        *self.running.lock().unwrap_or_else(PoisonError::into_inner) = Some(started);
        *self.gateway.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(gateway));
        self.copies.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.learn(copies);
        Ok(())
    }

    /// Ends it.
    pub async fn stop(self: &Arc<Self>) -> Result<(), Refusal> {
        let _operation = self.operation.lock().await;
        self.end().await
    }

    /// Ends all sessions, forgets what was seen and makes good every fault: starts it anew on a fresh database.
    pub async fn reset(self: &Arc<Self>) -> Result<(), Refusal> {
        let _operation = self.operation.lock().await;
        self.journal().clear();
        self.planted
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
        if self.gateway().is_none() {
            self.announce();
            return Ok(());
        }
        self.end().await?;
        self.begin().await
    }

    async fn end(self: &Arc<Self>) -> Result<(), Refusal> {
        *self.gateway.write().unwrap_or_else(PoisonError::into_inner) = None;
        self.copies.lock().unwrap_or_else(PoisonError::into_inner).clear();
        let running = self.running.clone();
        let ended = tokio::task::spawn_blocking(move || {
            let ended = running.lock().unwrap_or_else(PoisonError::into_inner).take();
            ended.map_or(Ok(()), Running::end_all)
        });
        let ended = ended.await.map_err(anyhow::Error::from).and_then(|ended| ended);
        self.set_state(SceneState::Stopped);
        ended.map_err(|error| failed(&error))
    }

    /// Changes the processes of a scene that runs, where blocking is allowed, and learns what has become of its copies.
    pub async fn change<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&mut Running) -> Result<T> + Send + 'static,
    ) -> Result<T, Refusal> {
        let running = self.running.clone();
        let changed = tokio::task::spawn_blocking(move || {
            let mut running = running.lock().unwrap_or_else(PoisonError::into_inner);
            let running = running.as_mut().context("the scene does not run")?;
            let outcome = work(running);
            Ok((outcome, running.copies()))
        });
        let changed: Result<(Result<T>, Vec<CopyNow>)> = changed
            .await
            .map_err(anyhow::Error::from)
            .and_then(|changed| changed);
        let (outcome, copies) = changed.map_err(|error| failed(&error))?;
        self.learn(copies);
        outcome.map_err(|error| failed(&error))
    }
}
