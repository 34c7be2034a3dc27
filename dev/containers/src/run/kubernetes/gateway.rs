//! The gateway: Caddy, told by the routes of the manifests and by who is ready.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use dev_deployment::{process::Output, stop};
use serde_json::{Value, json};
use ureq::Agent;

use super::super::machine::{StandIn, USER};
use crate::{
    image::sandbox::{Running, Sandbox},
    kubernetes::{HttpRoute, RoutePath},
};

/// Where visitors reach it.
pub const ADDRESS: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::new(127, 0, 9, 1)), 8080);
/// Caddy is told nothing at another address than this one of the loopback's.
const ADMIN: &str = "127.0.0.1:2909";
/// What it learns about pods reaches it later by so much, as in a cluster.
pub const DELAY: Duration = Duration::from_secs(1);
const START: Duration = Duration::from_secs(10);

/// The gateway.
pub struct Gateway {
    routes: Vec<HttpRoute>,
    running: Running,
    agent: Agent,
    told: Endpoints,
    /// What it will be told, and when that came up.
    news: Option<(Endpoints, Instant)>,
}

/// The addresses behind each service, by its name.
pub type Endpoints = Vec<(String, Vec<SocketAddr>)>;

impl Gateway {
    /// Starts it.
    pub fn start(
        routes: Vec<HttpRoute>,
        endpoints: Endpoints,
        folder: &Path,
        output: &Output,
    ) -> Result<Self> {
        let stand_in = StandIn::of("caddy")?;
        let mut sandbox = Sandbox::of_machine("gateway", USER, &folder.join("tmp/gateway"))?;
        if let Some((file, to)) = stand_in.file() {
            sandbox = sandbox.seeing(file, &to);
        }
        let mut environment = stand_in.environment();
        // Nothing of it is to be kept.
        for name in ["XDG_CONFIG_HOME", "XDG_DATA_HOME"] {
            environment.insert(name.to_owned(), "/tmp".to_owned());
        }
        let file = folder.join("gateway.json");
        std::fs::write(&file, configuration(&routes, &endpoints).to_string())?;
        let program = ["/image/caddy", "run", "--config", "/run/gateway.json"].map(str::to_owned);
        let running = sandbox
            .seeing(&file, "/run/gateway.json")
            .with(&environment)
            .start(&program, output)?;
        let agent = Agent::config_builder()
            .timeout_global(Some(Duration::from_secs(5)))
            .build()
            .new_agent();
        let mut gateway = Self {
            routes,
            running,
            agent,
            told: endpoints,
            news: None,
        };
        let deadline = Instant::now() + START;
        while gateway
            .agent
            .get(format!("http://{ADMIN}/config/"))
            .call()
            .is_err()
        {
            gateway.running.check()?;
            ensure!(Instant::now() < deadline, "the gateway does not answer");
            stop::check_interrupt()?;
        }
        Ok(gateway)
    }

    /// Takes notice of who is ready, and acts on it when the time has come.
    pub fn tick(&mut self, endpoints: Endpoints) -> Result<()> {
        self.running.check()?;
        let newest = self.news.as_ref().map_or(&self.told, |(news, _)| news);
        if *newest != endpoints {
            let since = self.news.as_ref().map_or_else(Instant::now, |(_, since)| *since);
            self.news = Some((endpoints, since));
        }
        if let Some((news, _)) = self.news.take_if(|(_, since)| since.elapsed() >= DELAY) {
            let configuration = configuration(&self.routes, &news).to_string();
            self.agent
                .post(format!("http://{ADMIN}/load"))
                .content_type("application/json")
                .send(configuration)
                .context("the gateway takes no configuration")?;
            self.told = news;
        }
        Ok(())
    }

    /// Ends it.
    pub fn end(self) -> Result<()> {
        self.running.terminate(START).map(drop)
    }
}

/// What Caddy is told. Longer paths come first, as the Gateway API demands; no request is sent twice.
fn configuration(routes: &[HttpRoute], endpoints: &Endpoints) -> Value {
    let mut handlers = Vec::new();
    for route in routes {
        for rule in &route.spec.rules {
            let service = rule.backend_refs.first().map_or("", |backend| &*backend.name);
            let addresses = endpoints.iter().find(|(name, _)| name == service);
            let upstreams: Vec<_> = addresses
                .iter()
                .flat_map(|(_, addresses)| addresses)
                .map(|address| json!({ "dial": address.to_string() }))
                .collect();
            let removed: Vec<_> = rule
                .filters
                .iter()
                .flat_map(|filter| &filter.request_header_modifier.remove)
                .collect();
            let handler = if upstreams.is_empty() {
                json!({ "handler": "static_response", "status_code": 503 })
            } else {
                json!({
                    "handler": "reverse_proxy",
                    "upstreams": upstreams,
                    "load_balancing": { "selection_policy": { "policy": "round_robin" } },
                    // TLS would end here.
                    "headers": { "request": { "set": { "X-Forwarded-Proto": ["https"] }, "delete": removed } },
                    "transport": {
                        "protocol": "http",
                        "dial_timeout": "1s",
                        "response_header_timeout": rule.timeouts.request,
                    },
                })
            };
            for RoutePath::PathPrefix(prefix) in rule.matches.iter().map(|found| &found.path) {
                let prefix = prefix.trim_end_matches('/');
                let paths = [prefix.to_owned(), format!("{prefix}/*")];
                let paths: Vec<_> = paths.into_iter().filter(|path| !path.is_empty()).collect();
                handlers.push((
                    prefix.len(),
                    json!({
                        "match": [{ "host": route.spec.hostnames, "path": paths }],
                        "handle": [handler],
                        "terminal": true,
                    }),
                ));
            }
        }
    }
    handlers.sort_by_key(|(length, _)| std::cmp::Reverse(*length));
    let handlers: Vec<_> = handlers.into_iter().map(|(_, handler)| handler).collect();
    json!({
        "admin": { "listen": ADMIN },
        "apps": { "http": { "servers": { "gateway": {
            "listen": [ADDRESS.to_string()],
            "automatic_https": { "disable": true },
            "routes": handlers,
        } } } },
    })
}
