//! The way from the monolith to two services: which copies run at each step, and what they are told.

use anyhow::{Result, bail};
use dev_deployment::topology::{AUTH_HOST, MALL_HOST};

/// Where the way leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Two host names (T7): the cookie's scope changes.
    Hosts,
    /// One host name, routed by path (T8): the browser sees no change at all.
    Paths,
}

/// What a copy is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// Nothing of the split: a cookie of one host.
    Nothing,
    /// The monolith: that the parent domain comes.
    Coming,
    /// A service on two hosts: that the host's cookie was there.
    Came,
    /// A service on two hosts: that the host's cookie is over.
    Over,
}

/// A step: what each kind of copy is told, if it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// What is new, in a few words.
    pub name: &'static str,
    pub monolith: Option<Told>,
    pub services: Option<Told>,
    /// Of a hundred requests for auth's pages, how many go to auth; where both have them.
    pub weight: u8,
}

impl Target {
    /// By its word on the command line.
    pub fn named(name: &str) -> Result<Self> {
        match name {
            "hosts" => Ok(Self::Hosts),
            "paths" => Ok(Self::Paths),
            _ => bail!("--to is hosts or paths"),
        }
    }

    /// Its word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hosts => "hosts",
            Self::Paths => "paths",
        }
    }

    /// The host that auth has in the end.
    pub const fn auth_host(self) -> &'static str {
        match self {
            Self::Hosts => AUTH_HOST,
            Self::Paths => MALL_HOST,
        }
    }

    /// The steps from one end to the other.
    pub const fn steps(self) -> &'static [Step] {
        const fn step(
            name: &'static str,
            monolith: Option<Told>,
            services: Option<Told>,
            weight: u8,
        ) -> Step {
            Step {
                name,
                monolith,
                services,
                weight,
            }
        }
        const HOSTS: &[Step] = &[
            step("one process", Some(Told::Nothing), None, 0),
            step("told that it comes", Some(Told::Coming), None, 0),
            step("both run", Some(Told::Coming), Some(Told::Came), 0),
            step("two services", None, Some(Told::Came), 100),
            step("over", None, Some(Told::Over), 100),
        ];
        const PATHS: &[Step] = &[
            step("one process", Some(Told::Nothing), None, 0),
            step("auth has 10 %", Some(Told::Nothing), Some(Told::Nothing), 10),
            step("auth has 90 %", Some(Told::Nothing), Some(Told::Nothing), 90),
            step("two services", None, Some(Told::Nothing), 100),
        ];
        match self {
            Self::Hosts => HOSTS,
            Self::Paths => PATHS,
        }
    }

    /// The order in which the steps are gone: forth, back, and forth again; or only forth.
    pub fn walk(self, short: bool) -> Vec<usize> {
        let last = self.steps().len() - 1;
        if short {
            return (0..=last).collect();
        }
        (0..=last).chain((0..last).rev()).chain(1..=last).collect()
    }

    /// The environment of a copy.
    pub fn environment(self, told: Told, port: u16) -> Vec<(&'static str, String)> {
        let mall = format!("http://{MALL_HOST}:{port}");
        let auth = match (self, told) {
            (Self::Hosts, Told::Came | Told::Over) => format!("http://{AUTH_HOST}:{port}"),
            _ => mall.clone(),
        };
        let mut environment = vec![("MALL_ORIGIN", mall), ("AUTH_ORIGIN", auth)];
        let parent = MALL_HOST.to_owned();
        match told {
            Told::Nothing => {}
            Told::Coming => environment.push(("SESSION_COOKIE_ALSO", parent)),
            Told::Came => environment.extend([
                ("SESSION_COOKIE_DOMAIN", parent),
                ("SESSION_COOKIE_ALSO", "host".to_owned()),
            ]),
            Told::Over => environment.extend([
                ("SESSION_COOKIE_DOMAIN", parent),
                ("SESSION_COOKIE_FORMER", "host".to_owned()),
            ]),
        }
        environment
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_goes_forth_and_back_and_forth_without_leaving_a_step_out() {
        for target in [Target::Hosts, Target::Paths] {
            let walk = target.walk(false);
            let last = target.steps().len() - 1;
            assert_eq!((walk.first(), walk.last()), (Some(&0), Some(&last)));
            assert!(walk.windows(2).all(|pair| pair[0].abs_diff(pair[1]) == 1));
            assert_eq!(walk.iter().filter(|step| **step == 0).count(), 2);
            for step in target.steps() {
                assert!(step.monolith.is_some() || step.services.is_some());
            }
        }
    }
}
