//! Patroni's REST interface.

use std::{net::Ipv4Addr, time::Duration};

use anyhow::{Result, ensure};
use serde::Deserialize;
use serde_json::Value;
use ureq::Agent;

/// The longest that an answer is waited for. A switchover is answered when it is over.
const PATIENCE: Duration = Duration::from_secs(30);

/// A member of the cluster as Patroni sees it.
#[derive(Clone, Debug, Deserialize)]
pub struct Seen {
    pub name: String,
    pub role: String,
    pub state: String,
    /// Bytes that it is behind; of a standby that has just come it is a word.
    #[serde(default)]
    lag: Value,
}

impl Seen {
    pub fn is_leader(&self) -> bool {
        self.role == "leader"
    }

    /// Whether the node follows and has caught up.
    pub fn follows(&self) -> bool {
        ["running", "streaming"].contains(&self.state.as_str()) && self.lag.as_u64() == Some(0)
    }
}

/// Asks the interface of one node.
pub struct Rest {
    agent: Agent,
    port: u16,
}

impl Rest {
    pub fn new(port: u16) -> Self {
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(PATIENCE))
            .timeout_connect(Some(Duration::from_secs(1)))
            .build()
            .new_agent();
        Self { agent, port }
    }

    /// The cluster as a node sees it.
    pub fn cluster(&self, node: Ipv4Addr) -> Result<Vec<Seen>> {
        #[derive(Deserialize)]
        struct Cluster {
            members: Vec<Seen>,
        }
        let mut answer = self
            .agent
            .get(self.address(node, "cluster"))
            .config()
            .timeout_global(Some(Duration::from_secs(3)))
            .build()
            .call()?;
        let cluster: Cluster = serde_json::from_str(&answer.body_mut().read_to_string()?)?;
        Ok(cluster.members)
    }

    /// Hands the primary over, and returns when that is done.
    pub fn switch_over(&self, node: Ipv4Addr, leader: &str, candidate: &str) -> Result<()> {
        let wish = serde_json::json!({ "leader": leader, "candidate": candidate });
        Self::send(
            "switchover",
            self.agent.post(self.address(node, "switchover")),
            &wish,
        )
    }

    /// Restarts the server of a node.
    pub fn restart(&self, node: Ipv4Addr) -> Result<()> {
        let wish = serde_json::json!({});
        Self::send("restart", self.agent.post(self.address(node, "restart")), &wish)
    }

    /// Changes settings of the whole cluster.
    pub fn configure(&self, node: Ipv4Addr, change: &Value) -> Result<()> {
        Self::send("config", self.agent.patch(self.address(node, "config")), change)
    }

    fn send(
        what: &str,
        request: ureq::RequestBuilder<ureq::typestate::WithBody>,
        body: &Value,
    ) -> Result<()> {
        let mut answer = request
            .header("content-type", "application/json")
            .send(body.to_string())?;
        let status = answer.status().as_u16();
        let text = answer.body_mut().read_to_string()?;
        ensure!(status == 200, "Patroni answers {what} with {status}: {text}");
        Ok(())
    }

    fn address(&self, node: Ipv4Addr, path: &str) -> String {
        format!("http://{node}:{}/{path}", self.port)
    }
}
