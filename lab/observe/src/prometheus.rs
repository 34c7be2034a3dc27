//! A running Prometheus, asked over its HTTP interface.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use dev_deployment::{
    port,
    process::{Output, Process},
    stop,
};
use serde_json::Value;
use ureq::Agent;

use crate::{install::Programs, shipped};

/// How long it may take until it answers.
const START_LIMIT: Duration = Duration::from_secs(30);

/// The program, with data of its own. Dropping it ends it.
pub struct Prometheus {
    process: Process,
    agent: Agent,
    address: String,
}

/// An alert that is not silent: name and job.
pub type Firing = BTreeSet<(String, String)>;

impl Prometheus {
    /// Starts it in a new folder, with the shipped configuration for these copies and with the shipped rules, in which time passes
    /// faster.
    pub fn start(
        programs: &Programs,
        folder: &Path,
        copies: impl Fn(&str) -> Vec<String>,
        from: u16,
        output: &Output,
    ) -> Result<Self> {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        fs::create_dir_all(folder)?;
        let configuration = folder.join("prometheus.yml");
        fs::write(&configuration, shipped::configuration(copies)?)?;
        fs::write(
            folder.join("alerts.yml"),
            shipped::hastened(&shipped::read(shipped::RULES)?)?,
        )?;
        let port = port::next_free(from)?;
        let mut command = Command::new(&programs.prometheus);
        command
            .arg(format!("--config.file={}", configuration.display()))
            .arg(format!("--storage.tsdb.path={}", folder.join("data").display()))
            .arg(format!("--web.listen-address=127.0.0.1:{port}"))
            .arg("--log.level=warn");
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(10)))
            .build()
            .new_agent();
        let mut prometheus = Self {
            process: Process::start("prometheus", &mut command, output)?,
            agent,
            address: format!("http://127.0.0.1:{port}"),
        };
        prometheus.wait()?;
        Ok(prometheus)
    }

    fn wait(&mut self) -> Result<()> {
        let deadline = Instant::now() + START_LIMIT;
        let ready = format!("{}/-/ready", self.address);
        while !self
            .agent
            .get(&ready)
            .call()
            .is_ok_and(|answer| answer.status() == 200)
        {
            self.process.check()?;
            ensure!(Instant::now() < deadline, "Prometheus does not answer");
            stop::check_interrupt()?;
        }
        Ok(())
    }

    /// The values of an expression, one for each series.
    pub fn query(&self, expression: &str) -> Result<Vec<f64>> {
        let answer = self
            .agent
            .post(format!("{}/api/v1/query", self.address))
            .send_form([("query", expression)])?;
        let data = data(answer)?;
        let series = data["result"].as_array().context("it is no list of series")?;
        let value = |series: &Value| series["value"][1].as_str()?.parse().ok();
        let values: Option<Vec<f64>> = series.iter().map(value).collect();
        values.context("a series has no value")
    }

    /// The names of all metrics that it knows.
    pub fn metrics(&self) -> Result<BTreeSet<String>> {
        let names = data(self.get("/api/v1/label/__name__/values")?)?;
        let names = names.as_array().context("no names")?;
        Ok(names
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect())
    }

    /// The alerts that fire.
    pub fn firing(&self) -> Result<Firing> {
        let alerts = data(self.get("/api/v1/alerts")?)?;
        let alerts = alerts["alerts"].as_array().context("no alerts")?;
        let firing = alerts.iter().filter(|alert| alert["state"] == "firing");
        let label = |alert: &Value, name: &str| alert["labels"][name].as_str().unwrap_or_default().to_owned();
        Ok(firing
            .map(|alert| (label(alert, "alertname"), label(alert, "job")))
            .collect())
    }

    /// Why copies could not be asked, by copy; nothing where they could.
    pub fn complaints(&self) -> Result<BTreeMap<String, String>> {
        let targets = data(self.get("/api/v1/targets?state=active")?)?;
        let targets = targets["activeTargets"].as_array().context("no targets")?;
        let text = |target: &Value, name: &str| target[name].as_str().unwrap_or_default().to_owned();
        Ok(targets
            .iter()
            .filter(|target| target["health"] != "up")
            .map(|target| (text(target, "scrapeUrl"), text(target, "lastError")))
            .collect())
    }

    fn get(&self, path: &str) -> Result<ureq::http::Response<ureq::Body>> {
        Ok(self.agent.get(format!("{}{path}", self.address)).call()?)
    }
}

/// What an answer holds, or what it complains of.
fn data(mut answer: ureq::http::Response<ureq::Body>) -> Result<Value> {
    let mut json: Value = serde_json::from_str(&answer.body_mut().read_to_string()?)?;
    ensure!(json["status"] == "success", "{}", json["error"]);
    Ok(json["data"].take())
}
