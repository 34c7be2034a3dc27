//! What can go wrong, and what of it may be seen.

use anyhow::{Context, Result};

/// A case.
#[derive(Debug)]
pub struct Case {
    /// Its name, such as `H1`.
    pub id: &'static str,
    pub fault: Fault,
    /// What happens, for the report.
    pub what: &'static str,
    /// What visitors may see of it.
    pub bar: Bar,
    /// What follows for operators.
    pub means: &'static str,
}

/// What is done to the rig.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    SwitchOver,
    KillPrimary,
    FreezePrimary,
    ReloadThenFreeze,
    Partition,
    KillEtcd,
    ReloadProxy,
    LagThenKill,
    Upgrade,
}

/// What visitors may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bar {
    /// The longest time from the first 503 to the last one, in seconds.
    pub seconds: u32,
    /// Whether what was acknowledged last may be lost.
    pub may_lose: bool,
}

impl Bar {
    /// Not a single 503.
    pub const NOTHING: Self = bar(0);
}

const fn bar(seconds: u32) -> Bar {
    Bar {
        seconds,
        may_lose: false,
    }
}

/// All of them.
pub static CASES: [Case; 9] = [
    Case {
        id: "H1",
        fault: Fault::SwitchOver,
        what: "planned switchover (`patronictl switchover`)",
        bar: bar(5),
        means: "nothing",
    },
    Case {
        id: "H2",
        fault: Fault::KillPrimary,
        what: "the primary's machine loses its power (SIGKILL for PostgreSQL and Patroni)",
        bar: bar(30),
        means: "nothing: only a server that has everything takes over",
    },
    Case {
        id: "H3",
        fault: Fault::FreezePrimary,
        what: "the primary's machine stands still (SIGSTOP) and goes on once another one has taken over (SIGCONT)",
        bar: bar(30),
        means: "nothing: HAProxy cuts the way to it, and Patroni makes it follow",
    },
    Case {
        id: "H3b",
        fault: Fault::ReloadThenFreeze,
        what: "the same, and HAProxy was reloaded just before: its former process, which looks at no server any more, still has connections",
        bar: bar(30),
        means: "nothing: the copies give up connections that do not answer",
    },
    Case {
        id: "H4",
        fault: Fault::Partition,
        what: "the primary's machine is cut off from all others, and comes back once another one has taken over",
        bar: bar(30),
        means: "nothing that visitors were told, who are on the other side",
    },
    Case {
        id: "H5",
        fault: Fault::KillEtcd,
        what: "etcd is gone for 30 s",
        bar: bar(0),
        means: "nothing; but nobody takes over while it is gone",
    },
    Case {
        id: "H6",
        fault: Fault::LagThenKill,
        what: "`synchronous_mode: false`, both standbys 10 s behind, then the primary's machine loses its power",
        bar: Bar {
            seconds: 30,
            may_lose: true,
        },
        means: "**what was acknowledged last, ends of sessions included**: end everybody's sessions",
    },
    Case {
        id: "H7",
        fault: Fault::ReloadProxy,
        what: "HAProxy is reloaded three times",
        bar: bar(0),
        means: "nothing",
    },
    Case {
        id: "H8",
        fault: Fault::Upgrade,
        what: "every PostgreSQL is restarted, as for a minor release: the standbys, a switchover, the former primary",
        bar: bar(10),
        means: "nothing",
    },
];

impl Case {
    /// Whether the case can be played on the loopback network. What cuts off a machine wants namespaces, and these want root.
    pub fn is_simple(&self) -> bool {
        self.fault != Fault::Partition
    }
}

/// The case of this name.
pub fn find(id: &str) -> Result<&'static Case> {
    let known: Vec<_> = CASES.iter().map(|case| case.id).collect();
    let found = CASES.iter().find(|case| case.id.eq_ignore_ascii_case(id));
    found.with_context(|| format!("there is no case {id}; there are {}", known.join(", ")))
}
