//! A build for production speaks TLS with the database, and with nobody who only says they are it.

use std::{
    fs::{self, File},
    os::unix::fs::{MetadataExt, PermissionsExt, chown},
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
};

use anyhow::{Context, Result, ensure};
use dev_deployment::{cluster::Cluster, database::Database, process::Output, workspace};

const FOLDER: &str = "target/production/tls";
const DATABASE: &str = "cfmall_tls";
/// What PostgreSQL's log says of a connection with TLS.
const ENCRYPTED: &str = "SSL enabled";

/// A PostgreSQL, and two authorities: `ours`, which has made a certificate for `localhost`, and `foreign`. Made by `openssl`.
pub struct Place {
    /// Where `ours` and `foreign` are folders, with `ca.pem`; in `ours` there are `server.pem` and `server.key` as well.
    pub folder: PathBuf,
    pub cluster: Cluster,
    /// Where programs that are started here write what they have to say.
    pub log: Output,
    _database: Database,
}

impl Place {
    pub fn make() -> Result<Self> {
        let folder = workspace::at(FOLDER);
        fs::create_dir_all(&folder)?;
        let log = Output::File(Arc::new(File::create(folder.join("log"))?));
        let (cluster, database) = Cluster::start(&format!("{FOLDER}/postgres"), DATABASE, false, &log)?;
        authority(&folder, "ours")?;
        authority(&folder, "foreign")?;
        make_certificate(&folder.join("ours"))?;
        Ok(Self {
            folder,
            cluster,
            log,
            _database: database,
        })
    }

    /// The certificate of the authority of this name.
    pub fn authority(&self, name: &str) -> PathBuf {
        self.folder.join(name).join("ca.pem")
    }
}

/// Gives the PostgreSQL its certificate, and lets the program log in to it.
pub fn check(program: &Path, place: &Place) -> Result<()> {
    let cluster = &place.cluster;
    install_certificate(&place.folder.join("ours"), cluster)?;

    let port = cluster.address.port();
    let plain = cluster.owner.split('?').next().unwrap_or_default();
    let migrate = |host: &str, parameters: &str| {
        let url = plain.replacen("@127.0.0.1:", &format!("@{host}:"), 1);
        let output = Command::new(program)
            .arg("migrate")
            .env_clear()
            .env("MALL_ORIGIN", "https://cfmall.example")
            .env("DATABASE_URL", format!("{url}?{parameters}"))
            .output()
            .context("it cannot be started")?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        anyhow::Ok((output.status.success(), said))
    };
    let root = |name: &str| format!("sslrootcert={}", place.authority(name).display());
    for (host, mode, by, works) in [
        ("localhost", "verify-full", "ours", true),
        ("localhost", "verify-full", "foreign", false),
        ("127.0.0.1", "verify-full", "ours", false),
        ("localhost", "verify-ca", "ours", true),
        ("localhost", "verify-ca", "foreign", false),
        ("127.0.0.1", "require", "ours", true),
    ] {
        let before = encrypted(cluster)?;
        let (worked, said) = migrate(host, &format!("sslmode={mode}&{}", root(by)))?;
        let what = format!("sslmode={mode} at {host}:{port}, trusting the {by} authority");
        ensure!(worked == works, "{what}: {said}");
        ensure!(works == (encrypted(cluster)? > before), "{what}: in the clear");
    }
    Ok(())
}

/// How many connections with TLS there were.
fn encrypted(cluster: &Cluster) -> Result<usize> {
    Ok(fs::read_to_string(&cluster.log)?.matches(ENCRYPTED).count())
}

/// A key and the certificate of an authority, in a folder of this name.
fn authority(folder: &Path, name: &str) -> Result<()> {
    let folder = folder.join(name);
    fs::create_dir_all(&folder)?;
    openssl(
        &folder,
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=authority -keyout ca.key -out ca.pem",
    )
}

/// Makes a key and a certificate for `localhost`, in the folder of the authority that signs it.
fn make_certificate(folder: &Path) -> Result<()> {
    openssl(
        folder,
        "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost -keyout server.key -out server.csr",
    )?;
    fs::write(folder.join("names"), "subjectAltName=DNS:localhost\n")?;
    openssl(
        folder,
        "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out server.pem",
    )
}

/// Gives the server the certificate in this folder.
fn install_certificate(folder: &Path, cluster: &Cluster) -> Result<()> {
    let data = cluster.data();
    let owner = fs::metadata(data)?;
    for file in ["server.pem", "server.key"] {
        let there = data.join(file);
        fs::copy(folder.join(file), &there)?;
        fs::set_permissions(&there, fs::Permissions::from_mode(0o600))?;
        chown(&there, Some(owner.uid()), Some(owner.gid()))?;
    }
    cluster.ask(&[
        "alter system set ssl_cert_file = 'server.pem'",
        "alter system set ssl_key_file = 'server.key'",
        "alter system set ssl = on",
        "alter system set log_connections = on",
        "select pg_reload_conf()",
    ])?;
    Ok(())
}

fn openssl(folder: &Path, arguments: &str) -> Result<()> {
    let output = Command::new("openssl")
        .args(arguments.split(' '))
        .current_dir(folder)
        .output()?;
    ensure!(
        output.status.success(),
        "openssl {arguments}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}
