use std::{fmt, str::FromStr};

/// The cost of hashing a password with Argon2id (RFC 9106), on one lane: memory in KiB, and passes over it.
///
/// Written as in hashes: `m=19456,t=2,p=1`, which is the default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordCost {
    memory: u32,
    passes: u32,
}

/// Costs that are about the same for whoever guesses, and the least there may be (OWASP Password Storage Cheat Sheet).
const LEAST: [PasswordCost; 5] = [
    PasswordCost::of(47_104, 1),
    PasswordCost::of(19_456, 2),
    PasswordCost::of(12_288, 3),
    PasswordCost::of(9_216, 4),
    PasswordCost::of(7_168, 5),
];
/// The most memory, in KiB: more is a number of bytes by mistake, and would be needed once for every core.
const MOST_MEMORY: u32 = 1 << 20;
const MOST_PASSES: u32 = 100;

/// The sentence for whoever configures something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordCostError {
    /// Text that is no cost.
    Syntax,
    /// More than one lane.
    Lanes,
    /// Hashes would be too easy to guess.
    Cheap,
    /// A login would take seconds or gigabytes.
    Dear,
}

impl PasswordCost {
    const fn of(memory: u32, passes: u32) -> Self {
        Self { memory, passes }
    }

    /// The memory of one hash in KiB.
    pub const fn memory(self) -> u32 {
        self.memory
    }

    /// The number of passes over it.
    pub const fn passes(self) -> u32 {
        self.passes
    }
}

impl Default for PasswordCost {
    fn default() -> Self {
        Self::of(19_456, 2)
    }
}

impl fmt::Display for PasswordCost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "m={},t={},p=1", self.memory, self.passes)
    }
}

impl FromStr for PasswordCost {
    type Err = PasswordCostError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.split(',');
        let mut number = |name: &str| {
            let value = parts.next()?.strip_prefix(name)?.strip_prefix('=')?;
            value.parse().ok()
        };
        let (Some(memory), Some(passes), Some(lanes)) = (number("m"), number("t"), number("p")) else {
            return Err(PasswordCostError::Syntax);
        };
        let cost = Self::of(memory, passes);
        if parts.next().is_some() {
            Err(PasswordCostError::Syntax)
        } else if lanes != 1_u32 {
            Err(PasswordCostError::Lanes)
        } else if !LEAST
            .iter()
            .any(|least| memory >= least.memory && passes >= least.passes)
        {
            Err(PasswordCostError::Cheap)
        } else if memory > MOST_MEMORY || passes > MOST_PASSES {
            Err(PasswordCostError::Dear)
        } else {
            Ok(cost)
        }
    }
}

impl fmt::Display for PasswordCostError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Syntax => "it is memory in KiB, passes and lanes, such as m=19456,t=2,p=1",
            Self::Lanes => "it has one lane: p=1",
            Self::Cheap => {
                "the least is m=19456,t=2 or one of m=47104,t=1, m=12288,t=3, m=9216,t=4, m=7168,t=5 (OWASP)"
            }
            Self::Dear => "the most is m=1048576 (KiB, that is 1 GiB for every core) and t=100",
        })
    }
}

impl std::error::Error for PasswordCostError {}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn it_is_written_as_in_hashes_and_never_cheap() {
        let parsed = |text: &str| text.parse::<PasswordCost>();
        assert_eq!(parsed("m=19456,t=2,p=1").unwrap(), PasswordCost::default());
        for good in [
            "m=19456,t=2,p=1",
            "m=65536,t=3,p=1",
            "m=7168,t=5,p=1",
            "m=1048576,t=100,p=1",
        ] {
            assert_eq!(parsed(good).unwrap().to_string(), good);
        }
        for (bad, why) in [
            ("", PasswordCostError::Syntax),
            ("19456,2,1", PasswordCostError::Syntax),
            ("t=2,m=19456,p=1", PasswordCostError::Syntax),
            ("m=19456,t=2", PasswordCostError::Syntax),
            ("m=19456,t=2,p=1,x=1", PasswordCostError::Syntax),
            ("m=-1,t=2,p=1", PasswordCostError::Syntax),
            ("m=99999999999,t=2,p=1", PasswordCostError::Syntax),
            ("m=19456,t=2,p=4", PasswordCostError::Lanes),
            ("m=19455,t=2,p=1", PasswordCostError::Cheap),
            ("m=19456,t=1,p=1", PasswordCostError::Cheap),
            ("m=7167,t=100,p=1", PasswordCostError::Cheap),
            ("m=19922944,t=2,p=1", PasswordCostError::Dear),
            ("m=19456,t=101,p=1", PasswordCostError::Dear),
        ] {
            assert_eq!(parsed(bad), Err(why), "{bad}");
        }
    }
}
