//! PgBouncer before the databases of connection strings.

use std::{fs, io};

use crate::{Program, Proxy, workspace};

/// The file that operators copy.
const SHIPPED: &str = "deploy/pgbouncer.ini";

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

/// PgBouncer, as the shipped file sets it up, before the PostgreSQL of these connection strings, for those who log in with them. Each has a
/// password and an address with a port, and all lead to one server. [`Proxy::before`] makes them lead to PgBouncer.
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
    let shipped = fs::read_to_string(workspace().join(SHIPPED))?;
    let mut list = Ok(());
    let proxy = Proxy::start(Program::PgBouncer, |port, folder| {
        let lines = logins
            .iter()
            .map(|login| format!("\"{}\" \"{}\"\n", login.user, login.password));
        list = fs::write(folder.join("users"), lines.collect::<String>());
        here(&shipped, mode, &logins[0], port)
    });
    list.and(proxy)
}

/// The shipped file with what is different on this machine, and with another mode if that is tried.
fn here(shipped: &str, mode: PoolMode, server: &Login<'_>, port: u16) -> String {
    let own = |line: &str| {
        let (name, _) = line.split_once(" = ")?;
        Some(match (name, mode) {
            ("cfmall", _) => format!("* = host={} port={}", server.host, server.port),
            ("listen_addr", _) => "listen_addr = 127.0.0.1".to_owned(),
            ("listen_port", _) => format!("listen_port = {port}\nunix_socket_dir ="),
            ("auth_file", _) => "auth_file = users".to_owned(),
            ("pool_mode", PoolMode::Transaction) => "pool_mode = transaction".to_owned(),
            _ => return None,
        })
    };
    let lines = shipped
        .lines()
        .map(|line| own(line).unwrap_or_else(|| line.to_owned()) + "\n");
    let mut text: String = lines.collect();
    // It refuses to be root.
    if rustix::process::geteuid().is_root() {
        text += "user = nobody\n";
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_file_is_what_runs() {
        let shipped = fs::read_to_string(workspace().join(SHIPPED)).expect("it is shipped");
        let server = Login::parse("postgres://a:b@127.0.0.1:5999/shop").expect("an address");
        let session = here(&shipped, PoolMode::Session, &server, 6000);
        for line in [
            "* = host=127.0.0.1 port=5999",
            "listen_addr = 127.0.0.1",
            "listen_port = 6000",
            "auth_file = users",
            "auth_type = scram-sha-256",
            "pool_mode = session",
            "default_pool_size = 60",
        ] {
            assert!(session.lines().any(|own| own == line), "{line} in {session}");
        }
        let transaction = here(&shipped, PoolMode::Transaction, &server, 6000);
        assert_eq!(
            transaction,
            session.replace("pool_mode = session", "pool_mode = transaction")
        );
    }
}
