//! One program talking to another.

use anyhow::Context;
use std::time::Duration;
use tokio::task::spawn_blocking;
use ureq::{Agent, http::Request};
use url::{Host, Url};

/// Who has not answered by then has not heard.
const TIMEOUT: Duration = Duration::from_secs(5);

/// The most that is read of an answer, in bytes.
const LONGEST_ANSWER: u64 = 16 * 1024;

/// Posts a form to an address. The status of the answer.
///
/// # Errors
/// If nobody answers.
pub async fn post(address: &str, form: String) -> anyhow::Result<u16> {
    let (connect_to, host) = on_this_machine(address)?;
    spawn_blocking(move || {
        let request = Request::post(connect_to)
            .header("host", host)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form)?;
        Ok(agent().run(request)?.status().as_u16())
    })
    .await?
}

/// Asks an address. The status of the answer, and what it says.
///
/// # Errors
/// If nobody answers, or says more than a message is long.
pub async fn get(address: &str) -> anyhow::Result<(u16, String)> {
    let (connect_to, host) = on_this_machine(address)?;
    spawn_blocking(move || {
        let request = Request::get(connect_to).header("host", host).body(())?;
        let mut answer = agent().run(request)?;
        let said = answer
            .body_mut()
            .with_config()
            .limit(LONGEST_ANSWER)
            .read_to_string()?;
        Ok((answer.status().as_u16(), said))
    })
    .await?
}

fn agent() -> Agent {
    Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .timeout_global(Some(TIMEOUT))
        .build()
        .new_agent()
}

/// An address to connect to, and the `Host` to name there. Names below `localhost` are this machine (RFC 6761 §6.3); not every
/// resolver knows.
fn on_this_machine(address: &str) -> anyhow::Result<(String, String)> {
    let mut url = Url::parse(address).with_context(|| format!("{address:?} is no address"))?;
    let host = match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        (None, _) => anyhow::bail!("{address:?} has no host"),
    };
    let is_here =
        matches!(url.host(), Some(Host::Domain(name)) if name == "localhost" || name.ends_with(".localhost"));
    if is_here {
        url.set_host(Some("127.0.0.1"))?;
    }
    Ok((url.to_string(), host))
}

#[cfg(test)]
mod tests {
    use super::on_this_machine;

    #[test]
    fn names_below_localhost_are_here() {
        let here = on_this_machine("http://cfmall.localhost:3000/a?b").expect("an address");
        assert_eq!(
            here,
            ("http://127.0.0.1:3000/a?b".into(), "cfmall.localhost:3000".into())
        );
        let there = on_this_machine("https://cfmall.example/a").expect("an address");
        assert_eq!(
            there,
            ("https://cfmall.example/a".into(), "cfmall.example".into())
        );
        assert!(on_this_machine("cfmall").is_err());
    }
}
