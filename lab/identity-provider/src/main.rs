//! `identity-provider`: people to log in as, for demonstrations. `--redirect` may be given more than once.

use anyhow::{Context, Result, bail};
use lab_identity_provider::{Client, Provider, listen};
use lexopt::Arg::Long;
use std::net::{Ipv4Addr, SocketAddr};

const USAGE: &str =
    "usage: identity-provider [--port PORT] --client-id ID --client-secret SECRET --redirect ADDRESS…";

#[tokio::main]
async fn main() -> Result<()> {
    let mut port = 0;
    let mut client = Client {
        id: String::new(),
        secret: String::new(),
        redirects: Vec::new(),
    };
    let mut words = lexopt::Parser::from_env();
    while let Some(word) = words.next()? {
        let Long(name) = word else { bail!(USAGE) };
        let name = name.to_owned();
        let value = words.value()?.into_string();
        let value = value.map_err(|_| anyhow::anyhow!("--{name} is no text"))?;
        match name.as_str() {
            "port" => port = value.parse().context("--port is a number")?,
            "client-id" => client.id = value,
            "client-secret" => client.secret = value,
            "redirect" => client.redirects.push(value),
            _ => bail!(USAGE),
        }
    }
    if client.id.is_empty() || client.secret.is_empty() || client.redirects.is_empty() {
        bail!(USAGE);
    }
    let (listener, issuer) = listen(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await?;
    let provider = Provider::new(issuer, client);
    println!("listening on {}", provider.issuer());
    provider.serve(listener).await?;
    Ok(())
}
