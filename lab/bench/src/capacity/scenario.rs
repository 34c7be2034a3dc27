//! Who asks what.

use std::{fs, iter};

use anyhow::{Result, ensure};
use dev_deployment::psql;

use super::apart::Apart;
use crate::{
    figures::Sample,
    load::Load,
    logins::{Hash, World},
    touches::{self, Age},
    world::file,
};

/// Visitors who are only looked up; the others are used up, one with each logout.
const KEPT: usize = 10_000;
/// Logouts for each second; a run that has sent all of them ends before its time.
const LOGOUTS: usize = 1_800;
/// Of these, how many end the other sessions of a member instead: each ends seven.
const REVOKING: usize = 4;
/// Sessions that a member has besides the one in use.
const OTHERS: u32 = super::PER_MEMBER - 1;
const CONNECTIONS: u16 = 64;
const LOOKED_UP: &str = "visitors-capacity";
const LEAVING: &str = "visitors-capacity-leaving";
const EMPTY_FORMS: &str = "forms-capacity";

/// One kind of request.
#[derive(Debug)]
pub struct Scenario {
    pub key: &'static str,
    pub title: &'static str,
    pub what: What,
    pub connections: u16,
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The form of a login, each time another member's.
    Login,
    /// The form of a login as well, with `PostgreSQL` on a core of its own.
    LoginApart,
    /// The form of a login as well, of members whose passwords are hashed with next to nothing.
    LoginUnhashed,
    /// Who is asking, and nothing else.
    LookUp,
    /// The same, while every session was last seen so long ago that it is written down again once.
    Touch,
    /// Each session once.
    Logout,
    /// Each member once.
    RevokeOthers,
}

/// What is compared stands side by side.
#[rustfmt::skip]
pub const SCENARIOS: [Scenario; 11] = [
    Scenario { key: "login-1", title: "login", what: What::Login, connections: 1 },
    Scenario { key: "login-4", title: "login", what: What::Login, connections: 4 },
    Scenario { key: "login-16", title: "login", what: What::Login, connections: 16 },
    Scenario { key: "login-64", title: "login", what: What::Login, connections: CONNECTIONS },
    Scenario { key: "login-1-apart", title: "login, PostgreSQL on a core of its own", what: What::LoginApart, connections: 1 },
    Scenario { key: "login-64-apart", title: "login, PostgreSQL on a core of its own", what: What::LoginApart, connections: CONNECTIONS },
    Scenario { key: "login-64-unhashed", title: "login, passwords not hashed", what: What::LoginUnhashed, connections: CONNECTIONS },
    Scenario { key: "look-up", title: "look-up", what: What::LookUp, connections: CONNECTIONS },
    Scenario { key: "touch", title: "look-up, every session due for a touch", what: What::Touch, connections: CONNECTIONS },
    Scenario { key: "logout", title: "logout", what: What::Logout, connections: CONNECTIONS },
    Scenario { key: "revoke", title: "a member's 7 other sessions ended", what: What::RevokeOthers, connections: CONNECTIONS },
];

/// The visitors of a run.
#[derive(Debug)]
pub struct Visits {
    /// Those who have not logged out yet: the Cookie header.
    staying: Vec<String>,
}

impl Visits {
    /// The visitors whose cookies are known; each of them may end their other sessions at once, as after a proof of identity.
    pub fn of(world: &World) -> Result<Self> {
        let (kept, leaving) = world.visitors.split_at(KEPT);
        fs::write(file(LOOKED_UP), kept.concat())?;
        psql::ask_as_owner(
            &world.deployment.database().urls.owner,
            &[
                "update session.login l set elevated_until = session.now() + interval '1 hour'
                 from bench.visitor v where v.id = l.id",
                "vacuum session.login",
            ],
        )?;
        let cookie = |line: &String| line.split('\t').next().unwrap_or_default().to_owned();
        Ok(Self {
            staying: leaving.iter().map(cookie).collect(),
        })
    }

    /// How many are used up in so many seconds of each scenario.
    pub const fn used_up(seconds: usize) -> usize {
        let count = LOGOUTS * seconds;
        count + count / REVOKING
    }

    /// How many there are to be used up.
    pub fn left(&self) -> usize {
        self.staying.len()
    }

    /// Writes down so many visitors, each with an empty form, who must read `expected`.
    fn leave(&mut self, count: usize, expected: &str) -> Result<()> {
        ensure!(self.staying.len() >= count, "all visitors have logged out");
        let leaving = self.staying.split_off(self.staying.len() - count);
        let lines = leaving.iter().map(|cookie| format!("{cookie}\t{expected}\n"));
        fs::write(file(LEAVING), lines.collect::<String>())?;
        fs::write(file(EMPTY_FORMS), iter::repeat_n("\n", count).collect::<String>())?;
        Ok(())
    }
}

impl Scenario {
    /// Measures once, after what the scenarios before it have left behind was tidied up.
    pub fn measure(&self, world: &World, visits: &mut Visits, seconds: u16) -> Result<Sample> {
        world.tidy()?;
        let count = LOGOUTS * usize::from(seconds);
        let each_once = |path: &str| Load {
            forms: Some(file(EMPTY_FORMS)),
            visitors: Some(file(LEAVING)),
            ..Load::of(path.to_owned(), self.connections, seconds)
        };
        match self.what {
            What::Login => world.log_in(Hash::Shops, self.connections, seconds),
            What::LoginApart => {
                let _apart = Apart::new(world)?;
                world.log_in(Hash::Shops, self.connections, seconds)
            }
            What::LoginUnhashed => world.log_in(Hash::Off, self.connections, seconds),
            What::LookUp | What::Touch => {
                let age = if self.what == What::Touch {
                    Age::Due
                } else {
                    Age::Fresh
                };
                touches::age_of(&world.deployment.database().urls.owner, age)?;
                let load = Load {
                    visitors: Some(file(LOOKED_UP)),
                    ..Load::of("/api/session/viewer".to_owned(), self.connections, seconds)
                };
                world.measured(&load)
            }
            What::Logout => {
                visits.leave(count, "guest")?;
                world.measured(&each_once("/api/auth/logout"))
            }
            What::RevokeOthers => {
                visits.leave(count / REVOKING, &format!("\"ended\":{OTHERS}"))?;
                world.measured(&each_once("/api/auth/sessions/revoke-others"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_scenario_has_a_key_of_its_own_and_says_what_is_ended() {
        let keys: BTreeSet<_> = SCENARIOS.iter().map(|scenario| scenario.key).collect();
        assert_eq!(keys.len(), SCENARIOS.len());
        let says = SCENARIOS
            .iter()
            .any(|scenario| scenario.title.contains(&format!(" {OTHERS} ")));
        assert!(says);
    }
}
