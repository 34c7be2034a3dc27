//! The running gateway: its listeners and its shutdown.

use std::{future::Future, net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{ConnectInfo, Request, State},
    response::Response,
};
use server_connections::Limits;
use tokio::{net::TcpListener, sync::watch, task::JoinSet, time::timeout};

use crate::{Config, Gateway};

/// How long answers under way may take once the gateway is told to stop.
const GRACE: Duration = Duration::from_secs(5);

/// Runs the gateway on these listeners until `stop` is done, then lets answers under way finish. Copies that are ready are preferred.
///
/// The listeners are bound by the caller, who knows what to say about a taken port.
pub async fn serve(
    config: Config,
    listeners: Vec<TcpListener>,
    stop: impl Future<Output = ()>,
) -> anyhow::Result<()> {
    let gateway = Arc::new(Gateway::preferring_ready(&config));
    listen(
        Router::new().fallback(forward).with_state(gateway),
        listeners,
        stop,
    )
    .await
}

async fn forward(
    State(gateway): State<Arc<Gateway>>,
    ConnectInfo(client): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    gateway.forward(client.ip(), request).await
}

/// Serves any router on these listeners, with a gateway's limits, until `stop` is done.
pub async fn listen(
    app: Router,
    listeners: Vec<TcpListener>,
    stop: impl Future<Output = ()>,
) -> anyhow::Result<()> {
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
