//! A build for production speaks TLS with a provider of OpenID Connect, and with nobody who only says they are it.

use std::{
    fs,
    fs::File,
    io::{Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    path::Path,
    process::Command,
    sync::Arc,
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use dev_deployment::{
    port, probe,
    process::{Output, Process},
    stop, workspace,
};

use crate::tls::Place;

/// From here on ports for the provider and the mall are looked for.
const PORTS: u16 = 4900;
const START_LIMIT: Duration = Duration::from_mins(1);
const ANSWER_LIMIT: Duration = Duration::from_secs(20);
const MALL: &str = "cfmall.localhost";

/// Starts a provider with a certificate for `localhost`, and lets a visitor go there: if the certificate is not trusted, the visitor gets the
/// page that says that the provider does not answer.
pub fn check(program: &Path, place: &Place) -> Result<()> {
    let provider = port::next_free(PORTS)?;
    let site = place.folder.join("provider");
    fs::create_dir_all(site.join(".well-known"))?;
    let mut openssl = Command::new("openssl");
    openssl
        // Files, each with the head of its answer.
        .args([
            "s_server",
            "-quiet",
            "-HTTP",
            "-accept",
            &format!("127.0.0.1:{provider}"),
        ])
        .args(["-cert", "../ours/server.pem", "-key", "../ours/server.key"])
        .current_dir(&site);
    let mut server = Process::start("provider", &mut openssl, &place.log)?;
    while TcpStream::connect((Ipv4Addr::LOCALHOST, provider)).is_err() {
        server.check()?;
        stop::check_interrupt()?;
    }
    let here = port::next_free(provider + 1)?;
    let mut visit = |host: &str, trusted: Option<&str>| {
        describe(&site, &format!("https://{host}:{provider}"))?;
        server.check()?;
        visit(
            program,
            place,
            here,
            &format!("https://{host}:{provider}"),
            trusted,
        )
    };
    let seen = visit("localhost", Some("ours"))?;
    let goes_there = format!("https://localhost:{provider}/authorize?");
    ensure!(
        seen.location.starts_with(&goes_there),
        "it does not send the visitor to a provider that it trusts: {seen:?}"
    );
    for (host, trusted, fault) in [
        // Another authority that calls itself the same.
        ("localhost", Some("foreign"), "BadSignature"),
        // The system trusts many authorities, and not this one.
        ("localhost", None, "UnknownIssuer"),
        ("127.0.0.1", Some("ours"), "not valid for name"),
    ] {
        let seen = visit(host, trusted)?;
        let what = format!("at {host}, trusting the {trusted:?} authority");
        ensure!(seen.status == 503, "{what}: {seen:?}");
        ensure!(seen.heading == "The provider does not answer", "{what}: {seen:?}");
        ensure!(
            seen.log.contains(fault),
            "{what}: not because of {fault}: {seen:?}"
        );
    }
    Ok(())
}

/// Writes down what a provider at this issuer says of itself, and its keys: none.
fn describe(site: &Path, issuer: &str) -> Result<()> {
    let metadata = serde_json::json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
    });
    for (file, body) in [
        (".well-known/openid-configuration", metadata),
        ("keys", serde_json::json!({ "keys": [] })),
    ] {
        let answer = format!("HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n{body}");
        fs::write(site.join(file), answer)?;
    }
    Ok(())
}

/// What becomes of a visitor who wants to log in at the provider.
#[derive(Debug)]
struct Seen {
    /// Where the form leads.
    location: String,
    /// The status of that page, if it is the mall's.
    status: u16,
    /// Its heading.
    heading: String,
    /// What the mall has to say.
    log: String,
}

fn visit(program: &Path, place: &Place, here: u16, issuer: &str, trusted: Option<&str>) -> Result<Seen> {
    let origin = format!("http://{MALL}:{here}");
    let log = place.folder.join("provider.log");
    let mut command = Command::new(program);
    command
        .arg("serve")
        .env_clear()
        .env("DATABASE_URL", &place.cluster.owner)
        .env("LEPTOS_SITE_ADDR", format!("127.0.0.1:{here}"))
        .env("LEPTOS_SITE_ROOT", workspace::at("public"))
        .env("MALL_ORIGIN", &origin)
        .env("SOCIAL_PROVIDERS", "there")
        .env("SOCIAL_THERE_ISSUER", issuer)
        .env("SOCIAL_THERE_LABEL", "The provider")
        .env("SOCIAL_THERE_CLIENT_ID", "cfmall")
        .env("SOCIAL_THERE_CLIENT_SECRET", "a secret");
    if let Some(authority) = trusted {
        command.env("SSL_CERT_FILE", place.authority(authority));
    }
    let output = Output::File(Arc::new(File::create(&log)?));
    let mut mall = Process::start("monolith", &mut command, &output)?;
    probe::wait_until_ready(here, MALL, "/readyz", START_LIMIT, || mall.check())?;

    let form = "provider=there";
    let answer = ask(
        here,
        &format!(
            "POST /api/auth/social HTTP/1.0\r\nHost: {MALL}:{here}\r\nOrigin: {origin}\r\nAccept: text/html\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
            form.len()
        ),
    )?;
    let location = answer
        .lines()
        .find_map(|line| line.strip_prefix("location: "))
        .with_context(|| format!("the form leads nowhere: {answer}"))?
        .to_owned();
    let (status, heading) = if location.starts_with('/') {
        let page = ask(
            here,
            &format!(
                "GET {location} HTTP/1.0\r\nHost: {MALL}:{here}\r\nAccept: text/html\r\nAccept-Language: en\r\n\r\n"
            ),
        )?;
        let status = page.split(' ').nth(1).and_then(|status| status.parse().ok());
        let heading = page
            .split("<h1>")
            .nth(1)
            .and_then(|rest| rest.split("</h1>").next());
        (status.unwrap_or_default(), heading.unwrap_or_default().to_owned())
    } else {
        Default::default()
    };
    drop(mall);
    Ok(Seen {
        location,
        status,
        heading,
        log: fs::read_to_string(log)?,
    })
}

/// Sends a request of HTTP/1.0; the whole answer.
fn ask(port: u16, request: &str) -> Result<String> {
    let mut stream = TcpStream::connect(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
    stream.set_read_timeout(Some(ANSWER_LIMIT))?;
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
