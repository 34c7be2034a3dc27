//! Connections: which machine a name stands for, and TLS.

use std::{
    io,
    net::IpAddr,
    pin::Pin,
    str::FromStr,
    task::{self, Poll},
};

use diagnosis::jar::host::is_loopback;
use rustls::pki_types::ServerName;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};
use url::{Host, Url};

use super::{Call, Client, Failure, authority};

/// `--resolve HOST:PORT:ADDRESS`, as curl has it: an address for a name that DNS does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    host: String,
    /// `None`: every port.
    port: Option<u16>,
    address: IpAddr,
}

impl FromStr for Override {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text}: what is wanted is HOST:PORT:ADDRESS or HOST:ADDRESS");
        let (host, rest) = text.split_once(':').ok_or_else(wrong)?;
        let parse = |address: &str| address.trim_matches(['[', ']']).parse().map_err(|_| wrong());
        let with_port = rest
            .split_once(':')
            .and_then(|(port, address)| Some((port.parse().ok()?, address)));
        let (port, address) = match with_port {
            Some((port, address)) => (Some(port), parse(address)?),
            None => (None, parse(rest.strip_prefix("*:").unwrap_or(rest))?),
        };
        Ok(Self {
            host: host.to_ascii_lowercase(),
            port,
            address,
        })
    }
}

/// A connection on which a request can be sent.
pub struct Stream {
    pub io: Box<dyn Io>,
    pub http2: bool,
}

/// What TCP and TLS have in common.
pub trait Io: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Io for T {}

/// A connection whose other side may hang up without saying so in TLS (`close_notify`), as browsers let it.
struct Lenient<T>(T);

impl<T: AsyncRead + Unpin> AsyncRead for Lenient<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut task::Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match Pin::new(&mut self.0).poll_read(context, buffer) {
            Poll::Ready(Err(error)) if error.kind() == io::ErrorKind::UnexpectedEof => Poll::Ready(Ok(())),
            other => other,
        }
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Lenient<T> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut task::Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut task::Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut task::Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}

impl Client {
    pub(super) async fn connect(&self, call: &Call) -> Result<Stream, Failure> {
        let target = call.copy.as_ref().unwrap_or(&call.url);
        let tcp = self.reach(target).await?;
        if target.scheme() != "https" {
            return Ok(Stream {
                io: Box::new(tcp),
                http2: false,
            });
        }
        let name = call.url.host_str().unwrap_or_default();
        let refused = |error: String| Failure::Tls(authority(&call.url), error);
        let server = ServerName::try_from(name.trim_matches(['[', ']']).to_owned())
            .map_err(|error| refused(error.to_string()))?;
        let connector = self.trust.connector().map_err(refused)?;
        let tls = connector
            .connect(server, tcp)
            .await
            .map_err(|error| refused(error.to_string()))?;
        let http2 = tls.get_ref().1.alpn_protocol() == Some(b"h2");
        Ok(Stream {
            io: Box::new(Lenient(tls)),
            http2,
        })
    }

    async fn reach(&self, url: &Url) -> Result<TcpStream, Failure> {
        let port = url.port_or_known_default().unwrap_or(80);
        let host = url.host_str().unwrap_or_default();
        let addresses = self.addresses(url, port).await?;
        if addresses.is_empty() {
            return Err(Failure::Unresolved(host.to_owned()));
        }
        for address in addresses {
            if let Ok(stream) = TcpStream::connect((address, port)).await {
                let _ = stream.set_nodelay(true);
                return Ok(stream);
            }
        }
        Err(Failure::Unreachable(format!("{host}:{port}")))
    }

    async fn addresses(&self, url: &Url, port: u16) -> Result<Vec<IpAddr>, Failure> {
        let name = match url.host() {
            Some(Host::Ipv4(address)) => return Ok(vec![address.into()]),
            Some(Host::Ipv6(address)) => return Ok(vec![address.into()]),
            Some(Host::Domain(name)) => name,
            None => return Ok(Vec::new()),
        };
        let given: Vec<_> = self
            .overrides
            .iter()
            .filter(|entry| entry.host == name && entry.port.is_none_or(|own| own == port))
            .map(|entry| entry.address)
            .collect();
        if !given.is_empty() {
            return Ok(given);
        }
        // RFC 6761 §6.3, whatever the resolver says.
        if is_loopback(name) {
            return Ok(vec![
                [127, 0, 0, 1].into(),
                IpAddr::from([0, 0, 0, 0, 0, 0, 0, 1]),
            ]);
        }
        let found = tokio::net::lookup_host((name, port))
            .await
            .map_err(|_| Failure::Unresolved(name.to_owned()))?;
        Ok(found.map(|address| address.ip()).collect())
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn overrides_as_curl_writes_them() {
        for (text, port) in [
            ("Mall.example:443:127.0.0.1", Some(443)),
            ("mall.example:*:127.0.0.1", None),
            ("mall.example:127.0.0.1", None),
        ] {
            let entry: Override = text.parse().unwrap();
            assert_eq!(
                (entry.host.as_str(), entry.port),
                ("mall.example", port),
                "{text}"
            );
        }
        let six: Override = "mall.example:443:[::1]".parse().unwrap();
        assert!(six.address.is_ipv6() && six.port == Some(443));
        for wrong in ["", "mall.example", "mall.example:443:nowhere", "mall.example:x"] {
            assert!(wrong.parse::<Override>().is_err(), "{wrong}");
        }
    }
}
