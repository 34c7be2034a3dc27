//! PgBouncer before the databases of connection strings.

use std::{fs, io};

use crate::{Program, Proxy};

impl Proxy {
    /// The connection string with this proxy's address for its own.
    pub fn before(&self, url: &str) -> String {
        Login::parse(url).map_or_else(
            || url.to_owned(),
            |login| {
                url.replacen(
                    &format!("@{}:{}/", login.host, login.port),
                    &format!("@{}/", self.address()),
                    1,
                )
            },
        )
    }
}

/// Who logs in where, as a connection string says.
struct Login<'a> {
    user: &'a str,
    password: &'a str,
    host: &'a str,
    port: &'a str,
}

impl<'a> Login<'a> {
    fn parse(url: &'a str) -> Option<Self> {
        let authority = url.split('/').nth(2)?;
        let (login, address) = authority.rsplit_once('@')?;
        let (user, password) = login.split_once(':')?;
        let (host, port) = address.rsplit_once(':')?;
        Some(Self {
            user,
            password,
            host,
            port,
        })
    }
}

/// How PgBouncer lends server connections to its clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PoolMode {
    /// For as long as the client is connected.
    Session,
    /// For one transaction at a time.
    Transaction,
}

/// PgBouncer before the PostgreSQL of these connection strings, for those who log in with them. Each has a password and an address
/// with a port, and all lead to one server. [`Proxy::before`] makes them lead to PgBouncer.
///
/// # Errors
/// As [`Proxy::start`].
pub fn pgbouncer(mode: PoolMode, urls: &[String]) -> io::Result<Option<Proxy>> {
    let logins = urls
        .iter()
        .map(|url| Login::parse(url))
        .collect::<Option<Vec<_>>>();
    let logins = logins.filter(|logins| !logins.is_empty()).ok_or_else(|| {
        io::Error::new(
            io::ErrorKind::InvalidInput,
            "connection strings need a password and a port",
        )
    })?;
    let mode = match mode {
        PoolMode::Session => "session",
        PoolMode::Transaction => "transaction",
    };
    let mut list = Ok(());
    let proxy = Proxy::start(Program::PgBouncer, |port, folder| {
        let lines = logins
            .iter()
            .map(|login| format!("\"{}\" \"{}\"\n", login.user, login.password));
        list = fs::write(folder.join("users"), lines.collect::<String>());
        // It refuses to be root.
        let user = if rustix::process::geteuid().is_root() {
            "user = nobody"
        } else {
            ""
        };
        format!(
            "[databases]\n* = host={} port={}\n\
             [pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n\
             pool_mode = {mode}\ndefault_pool_size = 60\nauth_type = scram-sha-256\nauth_file = users\n{user}\n",
            logins[0].host, logins[0].port,
        )
    });
    list.and(proxy)
}
