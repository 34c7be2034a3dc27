//! The shop that is looked at: auth and mall in two copies each, and visitors who speak to the copies one by one.

use std::{collections::BTreeMap, time::Duration};

use anyhow::{Context, Result, ensure};
use dev_deployment::{
    cluster::Cluster,
    database::Database,
    deployment::{Deployment, Order, RunningCopy},
    hostnames::Hostnames,
    plan::Copy,
    port,
    process::{self, Output},
    stop::{self, Stopped},
    tcp_proxy::TcpProxy,
    topology,
};
use ureq::{Agent, http::Response};

/// Demo members.
pub const MEMBER: (&str, &str) = ("zhangsan", "cfmall-demo");
/// The member's nickname, which every page of theirs has.
pub const NICKNAME: &str = "张三";
/// The copy of which the way to the database can be cut.
pub const CUT: &str = "mall-1";
/// Where a copy answers for Prometheus, above the public port.
const METRICS_ABOVE: u16 = 500;

/// The running shop.
pub struct Shop {
    // Fields are dropped in this order: the link outlives who uses it.
    deployment: Deployment,
    /// The way to the database of the copy [`CUT`].
    pub link: Option<TcpProxy>,
    /// Where each copy answers for Prometheus.
    metrics: BTreeMap<String, u16>,
    hostnames: Hostnames,
    port: u16,
    agent: Agent,
}

impl Shop {
    /// Starts it on `database`. The mall's copies keep their sessions there as well, or in a database of their own.
    pub fn start(
        cluster: &Cluster,
        database: Database,
        malls: Option<&Database>,
        port: u16,
        output: &Output,
    ) -> Result<Self> {
        let owners =
            [Some(&database), malls].map(|database| database.map(|database| database.urls.owner.clone()));
        let order = Order {
            environment: &[("METRICS_ADDR", None), ("RUST_LOG", None)],
            output: output.clone(),
            ..Order::of(topology::find("T7")?, port, "cfmall_observe")
        };
        let hostnames = order.hostnames.clone();
        let mut link = None;
        let mut way = |copy: &Copy, url: &str| {
            let url = match malls {
                Some(other) if copy.program == "mall" => other.urls.of(copy.program),
                _ => url,
            };
            if copy.name != CUT {
                return Ok(url.to_owned());
            }
            let proxy = TcpProxy::start(port::next_free(port + METRICS_ABOVE / 2)?, cluster.address)?;
            let there = format!(":{}/", cluster.address.port());
            let url = url.replacen(&there, &format!(":{}/", proxy.port()), 1);
            link = Some(proxy);
            Ok(url)
        };
        let deployment = Deployment::behind_gateway(database, &order, &mut way)?;
        let mut shop = Self {
            deployment,
            link,
            metrics: BTreeMap::new(),
            hostnames,
            port,
            agent: agent(),
        };
        let first = shop.deployment.copies.first().context("no copies")?;
        for owner in owners.into_iter().flatten() {
            let mut migrate = first.operate(&["migrate"]);
            process::run_named("migrate", migrate.env("DATABASE_URL", owner), output)?;
        }
        shop.open()?;
        Ok(shop)
    }

    fn open(&mut self) -> Result<()> {
        let mut from = self.port + METRICS_ABOVE;
        for copy in &mut self.deployment.copies {
            let port = port::next_free(from)?;
            from = port + 1;
            self.metrics.insert(copy.name().to_owned(), port);
            copy.start_with(&[("METRICS_ADDR", format!("127.0.0.1:{port}"))])?;
        }
        self.deployment
            .copies
            .iter_mut()
            .try_for_each(RunningCopy::wait_until_ready)
    }

    /// Where the copies of a job of Prometheus answer, such as `cfmall-auth`.
    pub fn targets(&self, job: &str) -> Vec<String> {
        let service = job.trim_start_matches("cfmall-");
        let of_service = |name: &str| {
            name.rsplit_once('-')
                .is_some_and(|(program, _)| program == service)
        };
        self.metrics
            .iter()
            .filter(|(name, _)| of_service(name))
            .map(|(_, port)| format!("127.0.0.1:{port}"))
            .collect()
    }

    /// What a copy answers to Prometheus.
    pub fn metrics(&self, copy: &str) -> Result<String> {
        let port = self
            .metrics
            .get(copy)
            .with_context(|| format!("there is no copy {copy}"))?;
        let url = format!("http://127.0.0.1:{port}/metrics");
        Ok(self.agent.get(url).call()?.body_mut().read_to_string()?)
    }

    /// A copy.
    pub fn copy(&mut self, name: &str) -> Result<&mut RunningCopy> {
        let mut copies = self.deployment.copies.iter_mut();
        copies
            .find(|copy| copy.name() == name)
            .with_context(|| format!("there is no copy {name}"))
    }

    /// Starts a copy again that has ended.
    pub fn start_copy(&mut self, name: &str) -> Result<()> {
        let port = self.metrics.get(name).copied();
        let port = port.with_context(|| format!("there is no copy {name}"))?;
        let copy = self.copy(name)?;
        copy.start_with(&[("METRICS_ADDR", format!("127.0.0.1:{port}"))])?;
        copy.wait_until_ready()
    }

    /// The session cookie of somebody who has just logged in, `name=value`.
    pub fn log_in(&self, account: &str, password: &str) -> Result<Option<String>> {
        let (address, host) = self.address("auth-1")?;
        let answer = self
            .agent
            .post(format!("{address}/api/auth/login"))
            .header("host", &host)
            .header("origin", format!("http://{host}"))
            .header("x-forwarded-for", "127.0.0.1")
            .send_form([("account", account), ("password", password)])?;
        Ok(session_cookie(&answer))
    }

    /// What a member and a guest do: pages of every copy that runs, and one that is not there. Faults are part of the play, so what
    /// is answered is only looked at by Prometheus.
    pub fn visit(&self, member: &str, left_out: impl Fn(&str) -> bool) -> Result<()> {
        for copy in &self.deployment.copies {
            let name = copy.name();
            if copy.process_id().is_none() || left_out(name) {
                continue;
            }
            let page = if name.starts_with("auth") { "/login" } else { "/" };
            for (path, cookie) in [
                (page, Some(member)),
                (page, None),
                ("/nowhere", None),
                ("/search?q=茶", None),
            ] {
                drop(self.get(name, path, cookie)?);
            }
        }
        Ok(())
    }

    /// Asks a copy for so many addresses that nobody has asked for before.
    pub fn wander(&self, copy: &str, count: u32) -> Result<()> {
        for number in 0..count {
            let word = format!("{:x}", number.wrapping_mul(2_654_435_761));
            let path = match number % 5 {
                0 => format!("/{word}"),
                1 => format!("/p/{word}"),
                2 => format!("/c/{word}"),
                3 => format!("/pkg/{word}"),
                _ => format!("/{word}/{number}"),
            };
            drop(self.get(copy, &path, None)?);
            if stop::asked() {
                return Err(Stopped.into());
            }
        }
        Ok(())
    }

    /// Whether a copy of the mall knows the member.
    pub fn knows(&self, copy: &str, member: &str) -> Result<bool> {
        let mut answer = self.get(copy, "/api/session/viewer", Some(member))?;
        ensure!(answer.status() == 200, "{copy} answers {}", answer.status());
        Ok(answer.body_mut().read_to_string()?.contains("\"member\""))
    }

    fn get(&self, copy: &str, path: &str, cookie: Option<&str>) -> Result<Response<ureq::Body>> {
        let (address, host) = self.address(copy)?;
        let request = self
            .agent
            .get(format!("{address}{path}"))
            .header("host", host)
            .header("accept", "text/html")
            .header("x-forwarded-for", "127.0.0.1");
        let request = match cookie {
            Some(cookie) => request.header("cookie", cookie),
            None => request,
        };
        request
            .call()
            .with_context(|| format!("{copy} answers {path} with nothing"))
    }

    /// Where a copy listens, and the host that it answers for.
    fn address(&self, copy: &str) -> Result<(String, String)> {
        let found = self.deployment.copies.iter().find(|known| known.name() == copy);
        let port = found
            .with_context(|| format!("there is no copy {copy}"))?
            .copy
            .port;
        let host = if copy.starts_with("auth") {
            &self.hostnames.auth
        } else {
            &self.hostnames.mall
        };
        Ok((
            format!("http://127.0.0.1:{port}"),
            format!("{host}:{}", self.port),
        ))
    }
}

/// A client that follows nothing by itself.
pub fn agent() -> Agent {
    Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .timeout_global(Some(Duration::from_secs(15)))
        .build()
        .new_agent()
}

/// The session that an answer begins, `name=value`.
pub fn session_cookie(answer: &Response<ureq::Body>) -> Option<String> {
    let cookies = answer.headers().get_all("set-cookie").iter();
    let session = cookies
        .filter_map(|cookie| cookie.to_str().ok()?.split(';').next())
        .find(|cookie| cookie.starts_with("__Secure-cfmall=") && !cookie.ends_with('='));
    session.map(str::to_owned)
}
