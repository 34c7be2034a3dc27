//! A way to the database that can be cut.

use std::{net::Ipv4Addr, sync::Arc};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
    task::{JoinHandle, JoinSet},
};

/// Forwards TCP connections from a port of its own to another.
pub(crate) struct Forwarder {
    pub(crate) port: u16,
    target: u16,
    swallow: Arc<watch::Sender<bool>>,
    task: Option<JoinHandle<()>>,
}

impl Forwarder {
    /// Open at first.
    pub(crate) async fn to(target: u16) -> Self {
        let mut forwarder = Self {
            port: 0,
            target,
            swallow: Arc::default(),
            task: None,
        };
        forwarder.mend().await;
        forwarder
    }

    /// Connections break, and new ones are refused.
    pub(crate) async fn cut(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
            // Gone when this returns, and with it the listener and all connections.
            assert!(task.await.is_err());
        }
    }

    /// Connections stay and new ones are accepted, but nothing comes through any more.
    pub(crate) fn swallow(&self) {
        self.swallow.send_replace(true);
    }

    /// Leads to another server from now on, as a balancer does that cuts off connections to a primary that is none any more.
    pub(crate) async fn lead_to(&mut self, target: u16) {
        self.target = target;
        self.mend().await;
    }

    /// As if nothing had happened, but for connections that were there.
    pub(crate) async fn mend(&mut self) {
        self.cut().await;
        self.swallow = Arc::default();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, self.port))
            .await
            .expect("a port");
        self.port = listener.local_addr().expect("an address").port();
        self.task = Some(tokio::spawn(forward(
            listener,
            self.target,
            self.swallow.subscribe(),
        )));
    }
}

impl Drop for Forwarder {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

async fn forward(listener: TcpListener, target: u16, swallow: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    while let Ok((near, _)) = listener.accept().await {
        connections.spawn(connect(near, target, swallow.clone()));
    }
}

async fn connect(mut near: TcpStream, target: u16, mut swallow: watch::Receiver<bool>) {
    let Ok(mut far) = TcpStream::connect((Ipv4Addr::LOCALHOST, target)).await else {
        return;
    };
    let swallowed = async {
        // The guard must not be kept.
        drop(swallow.wait_for(|swallow| *swallow).await);
    };
    tokio::select! {
        biased;
        () = swallowed => std::future::pending().await,
        _ = copy_bidirectional(&mut near, &mut far) => {}
    }
}
