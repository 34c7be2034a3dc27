//! The course of a benchmark: what is built before it, what it says meanwhile, and when it has taken too long.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use dev_deployment::{build, paint, site, stop};

/// The server and the load, apart, for the server to be exactly what it is elsewhere.
pub const SERVER_AND_LOAD: &[&[&str]] = &[&["monolith"], &["load"]];

/// A benchmark under way.
#[derive(Debug)]
pub struct Course {
    began: Instant,
    /// Whatever happens, it ends after so long.
    limit: Duration,
}

impl Course {
    /// Builds what is measured, if that is wanted, and begins.
    pub fn begin(build: bool, measured: &[&[&str]], limit: Duration) -> Result<Self> {
        if build {
            // Not optimised: it is not measured, and looks after other databases as well.
            build::build(&[&["dev-postgres"]], false)?;
            build::build(measured, true)?;
        }
        site::stage()?;
        Ok(Self {
            began: Instant::now(),
            limit,
        })
    }

    /// Says what is being done, and how long it has been since the beginning.
    pub fn say(&self, what: &str) {
        eprintln!(
            "{}",
            paint::dim(&format!("{:>4} s  {what}", self.began.elapsed().as_secs()))
        );
    }

    /// Fails if somebody wants it to stop, or if it has taken too long.
    pub fn check(&self) -> Result<()> {
        if stop::asked() {
            return Err(stop::Stopped.into());
        }
        if self.began.elapsed() > self.limit {
            bail!("not done after {} minutes", self.limit.as_secs() / 60);
        }
        Ok(())
    }

    /// Says which round begins, and in which order it is: forth and back, so that what drifts favours nobody.
    pub fn round<T>(&self, round: u16, rounds: u16, all: impl IntoIterator<Item = T>) -> Vec<T> {
        self.say(&format!("round {round} of {rounds}"));
        in_turn(round, all)
    }
}

fn in_turn<T>(round: u16, all: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut all: Vec<_> = all.into_iter().collect();
    if round.is_multiple_of(2) {
        all.reverse();
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_second_round_goes_back() {
        assert_eq!(in_turn(1, [1, 2, 3]), [1, 2, 3]);
        assert_eq!(in_turn(2, [1, 2, 3]), [3, 2, 1]);
    }

    #[test]
    fn what_takes_too_long_ends() {
        let course = |limit| Course {
            began: Instant::now(),
            limit,
        };
        assert!(course(Duration::from_mins(1)).check().is_ok());
        assert!(course(Duration::ZERO).check().is_err());
    }
}
