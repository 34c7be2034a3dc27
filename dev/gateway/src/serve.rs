//! The running gateway: its listeners, its health checks and its shutdown.

use std::{future::Future, sync::Arc, time::Duration};

use axum::Router;
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use server_connections::Limits;
use tokio::{net::TcpListener, sync::watch, task::JoinSet, time::timeout};

use crate::{
    Config,
    forward::{Gateway, forward},
    health,
    pool::Pool,
    upstream::{CONNECT_TIMEOUT, Connections},
};

/// How long answers under way may take once the gateway is told to stop.
const GRACE: Duration = Duration::from_secs(5);

/// Runs the gateway on these listeners until `stop` is done, then lets answers under way finish.
///
/// The listeners are bound by the caller, who knows what to say about a taken port.
pub async fn serve(
    config: Config,
    listeners: Vec<TcpListener>,
    stop: impl Future<Output = ()>,
) -> anyhow::Result<()> {
    let connections = connections();
    let gateway = Arc::new(Gateway {
        pools: config
            .pools
            .iter()
            .map(|pool| Pool::new(pool, &connections))
            .collect(),
        routes: config.routes,
        balance: config.balance,
    });
    let app = Router::new().fallback(forward).with_state(Arc::clone(&gateway));

    let mut checks = JoinSet::new();
    for copy in gateway.pools.iter().flat_map(|pool| &pool.copies) {
        checks.spawn(health::watch(
            Arc::clone(copy),
            connections.clone(),
            config.check_every,
        ));
    }

    let (stop_servers, stopped) = watch::channel(());
    let mut servers = JoinSet::new();
    // Everybody on this machine comes from one address.
    let limits = Limits::for_this_process();
    let limits = Limits {
        per_address: limits.total,
        ..limits
    };
    for listener in listeners {
        let mut stopped = stopped.clone();
        let told_to_stop = async move { drop(stopped.changed().await) };
        // Nobody asks whether the gateway lives.
        servers.spawn(server_connections::serve(
            listener,
            app.clone(),
            limits,
            |_| false,
            told_to_stop,
        ));
    }

    tokio::select! {
        () = stop => {}
        Some(ended) = servers.join_next() => ended?,
    }
    drop(stop_servers);
    if timeout(GRACE, async { while servers.join_next().await.is_some() {} })
        .await
        .is_err()
    {
        tracing::warn!("some answers were still under way and are cut off");
    }
    Ok(())
}

fn connections() -> Connections {
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    connector.set_connect_timeout(Some(CONNECT_TIMEOUT));
    Client::builder(TokioExecutor::new()).build(connector)
}
