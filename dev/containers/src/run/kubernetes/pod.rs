//! A pod, and what the kubelet does with it: start, ask, start again, end.

use std::{
    collections::BTreeMap,
    net::Ipv4Addr,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use dev_deployment::process::Output;
use ureq::Agent;

use crate::{
    image::sandbox::{Running, Sandbox},
    kubernetes::{Container, Labelled, PodSpec, Probe},
};

/// A pod that was started again more often than this never will run.
const RESTARTS: u32 = 3;

/// A pod of a deployment.
pub struct Pod {
    /// Its name.
    pub name: String,
    /// Its labels.
    pub labels: Labelled,
    /// Which version of the deployment's template it was made of.
    pub revision: u32,
    /// Its own address.
    pub address: Ipv4Addr,
    /// How often it was started again.
    pub restarts: u32,
    ports: BTreeMap<String, u16>,
    spec: PodSpec,
    sandbox: Sandbox,
    command: Vec<String>,
    running: Option<Running>,
    questions: Questions,
    leaving: Option<Leaving>,
}

/// What the kubelet has asked since the container began.
struct Questions {
    startup: Question,
    liveness: Question,
    readiness: Question,
    ready_since: Option<Instant>,
}

/// One probe, and how its answers were.
#[derive(Default)]
struct Question {
    next: Option<Instant>,
    bad: u64,
    is_good: bool,
}

struct Leaving {
    since: Instant,
    signalled: bool,
}

/// How a pod ended that was told to.
pub struct End {
    /// Its exit code.
    pub code: Option<i32>,
    /// The time that it took, the pause before the signal included.
    pub time: Duration,
}

impl Questions {
    const fn new() -> Self {
        const UNASKED: Question = Question {
            next: None,
            bad: 0,
            is_good: false,
        };
        Self {
            startup: UNASKED,
            liveness: UNASKED,
            readiness: UNASKED,
            ready_since: None,
        }
    }
}

impl Pod {
    /// Starts one.
    pub fn start(
        (name, labels, revision): (String, Labelled, u32),
        spec: PodSpec,
        address: Ipv4Addr,
        sandbox: Sandbox,
        output: &Output,
    ) -> Result<Self> {
        let container = spec.containers.first().context("a pod without a container")?;
        let command = sandbox.entrypoint(&container.args);
        let ports = container
            .ports
            .iter()
            .map(|port| (port.name.clone(), port.container_port));
        let mut pod = Self {
            name,
            labels,
            revision,
            address,
            restarts: 0,
            ports: ports.collect(),
            spec,
            sandbox,
            command,
            running: None,
            questions: Questions::new(),
            leaving: None,
        };
        pod.begin(output)?;
        Ok(pod)
    }

    fn begin(&mut self, output: &Output) -> Result<()> {
        self.questions = Questions::new();
        self.running = Some(self.sandbox.start(&self.command, output)?);
        Ok(())
    }

    fn container(&self) -> &Container {
        // There is one: `start` has looked.
        &self.spec.containers[0]
    }

    /// Whether the pod was told to end.
    pub const fn is_leaving(&self) -> bool {
        self.leaving.is_some()
    }

    /// Whether visitors are sent to it.
    pub const fn is_ready(&self) -> bool {
        self.leaving.is_none() && self.questions.ready_since.is_some()
    }

    /// Whether the pod has been ready for so long.
    pub fn is_available(&self, least: Duration) -> bool {
        self.is_ready()
            && self
                .questions
                .ready_since
                .is_some_and(|since| since.elapsed() >= least)
    }

    /// The number of a port.
    pub fn port(&self, name: &str) -> Result<u16> {
        self.ports
            .get(name)
            .copied()
            .with_context(|| format!("{} has no port {name}", self.name))
    }

    /// Tells it to end: it is no longer ready, and after a pause it gets the signal.
    pub fn leave(&mut self) {
        self.leaving.get_or_insert_with(|| Leaving {
            since: Instant::now(),
            signalled: false,
        });
    }

    /// Ends its container as a power cut would.
    pub fn kill(&mut self) {
        if let Some(running) = self.running.take() {
            running.kill();
        }
    }

    /// What the kubelet does now; how it ended, if it was told to and has.
    pub fn tick(&mut self, output: &Output) -> Result<Option<End>> {
        let has_ended = match &mut self.running {
            Some(running) => running.ended()?,
            None => None,
        };
        if let Some(leaving) = &mut self.leaving {
            if let Some(status) = has_ended {
                return Ok(Some(End {
                    code: status.code(),
                    time: leaving.since.elapsed(),
                }));
            }
            let pause = self.spec.containers[0]
                .lifecycle
                .as_ref()
                .map_or(0, |lifecycle| lifecycle.pre_stop.sleep.seconds);
            let passed = leaving.since.elapsed().as_secs();
            let grace = self.spec.termination_grace_period_seconds;
            ensure!(passed < grace, "{} does not end within {grace} s", self.name);
            if passed >= pause && !leaving.signalled {
                leaving.signalled = true;
                self.running.as_ref().context("it runs")?.ask_to_end()?;
            }
            return Ok(None);
        }
        if has_ended.is_some() || self.running.is_none() {
            self.start_again(output)?;
        }
        self.ask(output)?;
        Ok(None)
    }

    fn start_again(&mut self, output: &Output) -> Result<()> {
        self.restarts += 1;
        if self.restarts > RESTARTS {
            bail!("{} ends again and again", self.name);
        }
        self.begin(output)
    }

    /// Asks what is due: until it has started nothing but that.
    fn ask(&mut self, output: &Output) -> Result<()> {
        let Container {
            startup_probe,
            liveness_probe,
            readiness_probe,
            ..
        } = self.container().clone();
        if let Some(probe) = &startup_probe
            && !self.questions.startup.is_good
        {
            self.question(probe, |questions| &mut questions.startup)?;
            let Question { bad, is_good, .. } = self.questions.startup;
            if !is_good && bad >= probe.failure_threshold {
                self.kill();
                self.start_again(output)?;
            }
            if !is_good {
                return Ok(());
            }
        }
        if let Some(probe) = &liveness_probe {
            self.question(probe, |questions| &mut questions.liveness)?;
            if self.questions.liveness.bad >= probe.failure_threshold {
                self.kill();
                return self.start_again(output);
            }
        }
        let Some(probe) = &readiness_probe else {
            self.questions.ready_since.get_or_insert_with(Instant::now);
            return Ok(());
        };
        self.question(probe, |questions| &mut questions.readiness)?;
        let Question { bad, is_good, .. } = self.questions.readiness;
        if is_good {
            self.questions.ready_since.get_or_insert_with(Instant::now);
        } else if bad >= probe.failure_threshold {
            self.questions.ready_since = None;
        }
        Ok(())
    }

    fn question(&mut self, probe: &Probe, of: fn(&mut Questions) -> &mut Question) -> Result<()> {
        let now = Instant::now();
        if of(&mut self.questions).next.is_some_and(|next| now < next) {
            return Ok(());
        }
        let port = self.port(&probe.http_get.port)?;
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(probe.timeout_seconds)))
            .build()
            .new_agent();
        let address = format!("http://{}:{port}{}", self.address, probe.http_get.path);
        let answer = agent.get(address).call();
        let is_good = answer.is_ok_and(|answer| (200..400).contains(&answer.status().as_u16()));
        let question = of(&mut self.questions);
        question.is_good = is_good;
        question.bad = if is_good { 0 } else { question.bad + 1 };
        question.next = Some(now + Duration::from_secs(probe.period_seconds));
        Ok(())
    }
}
