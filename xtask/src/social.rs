//! `--social`: a provider of logins for demonstrations, beside the mall.

use std::{process::Command, time::Duration};

use anyhow::{Context, Result};
use dev_deployment::{
    build,
    process::{Output, Process},
    workspace,
};

const PACKAGE: &str = "lab-identity-provider";
const PROGRAM: &str = "identity-provider";
/// A debug build on two busy cores says where it listens long before that.
const START_TIMEOUT: Duration = Duration::from_secs(30);
const CLIENT: &str = "cfmall";
/// Nobody but this machine can reach the provider, and it asks for no password.
const SECRET: &str = "cfmall-demo";

/// Builds the provider.
pub fn build(release: bool) -> Result<()> {
    build::build(&[&[PACKAGE]], release)
}

/// A running provider; it ends with this.
pub struct Social {
    // Kept for that.
    _process: Process,
    issuer: String,
}

impl Social {
    /// Starts it for the accounts at this origin.
    pub fn start(auth: &str, release: bool) -> Result<Self> {
        let mut command = Command::new(workspace::program(PROGRAM, release));
        command
            .args(["--client-id", CLIENT, "--client-secret", SECRET])
            .args(["--redirect", &format!("{auth}/login/social/demo")]);
        let (process, heard) = Process::start_heard(PROGRAM, &mut command, &Output::Terminal)?;
        let line = heard
            .recv_timeout(START_TIMEOUT)
            .with_context(|| format!("{PROGRAM} does not say where it listens"))?;
        let issuer = line
            .strip_prefix("listening on ")
            .context("it says something else")?;
        Ok(Self {
            _process: process,
            issuer: issuer.to_owned(),
        })
    }

    /// What the accounts are told of it.
    pub fn environment(&self) -> [(&str, Option<&str>); 5] {
        [
            ("SOCIAL_PROVIDERS", Some("demo")),
            ("SOCIAL_DEMO_ISSUER", Some(&self.issuer)),
            ("SOCIAL_DEMO_CLIENT_ID", Some(CLIENT)),
            ("SOCIAL_DEMO_CLIENT_SECRET", Some(SECRET)),
            ("SOCIAL_DEMO_LABEL", Some("Demo ID")),
        ]
    }
}
