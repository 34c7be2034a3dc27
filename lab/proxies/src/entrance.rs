//! The public side of a proxy, and visitors who come to it.

use std::{
    fmt,
    io::{self, Read, Write},
    net::{SocketAddr, TcpStream},
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use dev_deployment::psql;
use rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};

use crate::{
    AUTH_HOST, MALL_HOST,
    http::{Head, Reader},
};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Longer than a proxy may wait for a copy.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(40);

/// A certificate for both hosts that only we trust.
pub struct Certificate {
    pub file: PathBuf,
    trusting: Arc<ClientConfig>,
}

impl Certificate {
    /// A new one in this folder.
    pub fn make(folder: &Path) -> Result<Self> {
        let file = folder.join("certificate.pem");
        let key = folder.join("certificate.pem.key");
        let names = format!("subjectAltName=DNS:{MALL_HOST},DNS:{AUTH_HOST}");
        let mut openssl = Command::new("openssl");
        openssl.args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
        ]);
        openssl.args(["-nodes", "-days", "2", "-subj", "/CN=cfmall", "-addext", &names]);
        openssl.args(["-addext", "basicConstraints=critical,CA:FALSE"]);
        openssl.arg("-keyout").arg(&key).arg("-out").arg(&file);
        psql::output(&mut openssl).context("a certificate is made by openssl")?;
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(&file)?)?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self {
            file,
            trusting: Arc::new(config),
        })
    }
}

/// Where a proxy is reached, and whether it speaks TLS there.
#[derive(Clone)]
pub struct Entrance {
    pub address: SocketAddr,
    tls: Option<Arc<ClientConfig>>,
}

impl Entrance {
    pub const fn plain(address: SocketAddr) -> Self {
        Self { address, tls: None }
    }

    pub fn tls(address: SocketAddr, certificate: &Certificate) -> Self {
        Self {
            address,
            tls: Some(Arc::clone(&certificate.trusting)),
        }
    }

    /// What a browser would have in its address bar.
    pub const fn scheme(&self) -> &'static str {
        if self.tls.is_some() { "https" } else { "http" }
    }

    /// A connection, as to this host.
    pub fn connect(&self, host: &str) -> Result<Connection> {
        let stream = TcpStream::connect_timeout(&self.address, CONNECT_TIMEOUT)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(ANSWER_TIMEOUT))?;
        stream.set_write_timeout(Some(ANSWER_TIMEOUT))?;
        let wire = match &self.tls {
            None => Wire::Plain(stream),
            Some(config) => {
                let name = ServerName::try_from(host.to_owned())?;
                let client = ClientConnection::new(Arc::clone(config), name)?;
                Wire::Tls(Box::new(StreamOwned::new(client, stream)))
            }
        };
        Ok(Connection(Reader::new(wire)))
    }

    /// Sends a request on a connection of its own.
    pub fn ask(&self, request: &Request<'_>) -> Result<Answer> {
        self.connect(request.host)?.ask(request)
    }

    /// The same, for a page.
    pub fn get(&self, host: &str, path: &str) -> Result<Answer> {
        self.ask(&Request::get(host, path))
    }

    /// Logs 张三 in, and gives the cookie of the session.
    pub fn log_in(&self) -> Result<String> {
        let answer = self.ask(&Request::login())?;
        ensure!(
            answer.status() == 303,
            "the login is answered {}",
            answer.head.start
        );
        let cookies = answer.head.all("set-cookie");
        let mut sessions = cookies.filter(|cookie| cookie.starts_with("__Secure-cfmall="));
        let session = sessions.next().context("the login sets no cookie")?;
        Ok(session.split(';').next().unwrap_or_default().to_owned())
    }
}

/// The bytes of a connection, in the clear or not.
pub enum Wire {
    Plain(TcpStream),
    Tls(Box<StreamOwned<ClientConnection, TcpStream>>),
}

impl Read for Wire {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(stream) => stream.read(buffer),
            Self::Tls(stream) => stream.read(buffer),
        }
    }
}

impl Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(stream) => stream.write(bytes),
            Self::Tls(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(stream) => stream.flush(),
            Self::Tls(stream) => stream.flush(),
        }
    }
}

/// A connection to a proxy.
pub struct Connection(pub Reader<Wire>);

impl Connection {
    pub fn send(&mut self, bytes: &[u8]) -> Result<()> {
        self.0.stream.write_all(bytes)?;
        Ok(self.0.stream.flush()?)
    }

    pub fn ask(&mut self, request: &Request<'_>) -> Result<Answer> {
        // A proxy that refuses a long body may answer before it has got all of it, and hang up.
        let sent = self.send(&request.bytes());
        match self.answer() {
            Ok(answer) => Ok(answer),
            Err(error) => Err(sent.err().unwrap_or(error)),
        }
    }

    pub fn answer(&mut self) -> Result<Answer> {
        loop {
            let head = self.0.head()?.context("the proxy hangs up without an answer")?;
            if !(100..200).contains(&head.status()) {
                let body = self.0.answer_body(&head)?;
                return Ok(Answer { head, body });
            }
        }
    }
}

/// A request as a browser sends it, and more.
#[derive(Clone)]
pub struct Request<'a> {
    method: &'a str,
    pub host: &'a str,
    path: &'a str,
    headers: String,
    body: Vec<u8>,
}

impl<'a> Request<'a> {
    pub const fn get(host: &'a str, path: &'a str) -> Self {
        Self {
            method: "GET",
            host,
            path,
            headers: String::new(),
            body: Vec::new(),
        }
    }

    /// A form of one of our pages.
    pub fn post(host: &'a str, path: &'a str, form: impl Into<Vec<u8>>) -> Self {
        Self {
            method: "POST",
            body: form.into(),
            ..Self::get(host, path)
        }
        .with("origin", &format!("https://{host}"))
        .with("content-type", "application/x-www-form-urlencoded")
    }

    /// 张三 logs in.
    pub fn login() -> Self {
        Self::post(
            AUTH_HOST,
            "/api/auth/login",
            "account=zhangsan&password=cfmall-demo",
        )
    }

    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        for part in [name, ": ", value, "\r\n"] {
            self.headers.push_str(part);
        }
        self
    }

    fn bytes(&self) -> Vec<u8> {
        let Self {
            method,
            host,
            path,
            headers,
            body,
        } = self;
        let length = if *method == "GET" {
            String::new()
        } else {
            format!("content-length: {}\r\n", body.len())
        };
        let head = format!("{method} {path} HTTP/1.1\r\nhost: {host}\r\n{headers}{length}\r\n");
        [head.as_bytes(), body].concat()
    }
}

impl fmt::Display for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// An answer, whole.
#[derive(Debug)]
pub struct Answer {
    pub head: Head,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn status(&self) -> u16 {
        self.head.status()
    }

    /// Whether a program of ours gave it, and not the proxy.
    pub fn is_ours(&self) -> bool {
        self.head.value("x-request-id").is_some()
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}
