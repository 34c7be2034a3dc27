//! A PostgreSQL of our own, for whoever has none yet.

use dev_postgres::{Options, Server};

/// The database in it.
const NAME: &str = "cfmall";

/// Starts the private server when asked to, and leaves it in `running` so that it lives as long as the process.
pub(crate) fn start(running: &mut Option<Server>) -> impl AsyncFnOnce() -> anyhow::Result<Option<String>> {
    async || {
        let server = Server::ensure(&Options::from_env(), &|step| eprintln!("{step}")).await?;
        server.ensure_database(NAME).await?;
        let url = server.database_url(NAME);
        *running = Some(server);
        Ok(Some(url))
    }
}

/// Gives the server back; whoever is last stops it.
pub(crate) async fn stop(running: Option<Server>) {
    if let Some(server) = running
        && let Err(error) = server.release().await
    {
        eprintln!("the private PostgreSQL could not be stopped: {error}");
    }
}
