//! A PostgreSQL of our own, for whoever has none yet.

use dev_postgres::{Options, Server};

/// The database in it.
const NAME: &str = "cfmall";
/// Which variable says how a role logs in.
const LOGINS: [(&str, &str); 2] = [
    ("cfmall_auth", "AUTH_DATABASE_URL"),
    ("cfmall_mall", "MALL_DATABASE_URL"),
];

/// Starts the private server when asked to, and leaves it in `running` so that it lives as long as the process. Gives the
/// variables that name it.
pub(crate) fn start(
    running: &mut Option<Server>,
) -> impl AsyncFnOnce() -> anyhow::Result<Vec<(&'static str, String)>> {
    async || {
        let server = Server::ensure(&Options::from_env(), &|step| eprintln!("{step}")).await?;
        server.ensure_database(NAME).await?;
        let logins = server.ensure_logins(NAME).await?.into_iter().filter_map(|login| {
            let (_, variable) = LOGINS.into_iter().find(|(role, _)| *role == login.role)?;
            Some((variable, login.url))
        });
        let variables = [("DATABASE_URL", server.database_url(NAME))]
            .into_iter()
            .chain(logins)
            .collect();
        *running = Some(server);
        Ok(variables)
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
