//! The pictures among which a member chooses one: drawings of our own, the same in every service.

use app_kernel::path;

/// A picture of the set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Portrait {
    name: &'static str,
    svg: &'static str,
}

macro_rules! portraits {
    ($($name:literal),+) => {
        [$(Portrait { name: $name, svg: include_str!(concat!("portraits/", $name, ".svg")) }),+]
    };
}

impl Portrait {
    /// Every picture, in the order in which they are offered.
    pub const ALL: [Self; 12] = portraits![
        "panda", "fox", "cat", "rabbit", "tiger", "owl", "whale", "bamboo", "lantern", "tea", "mountain",
        "moon"
    ];

    /// The picture of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|portrait| portrait.name == name)
    }

    /// Its name, as it is stored and as its address begins.
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// The drawing.
    pub const fn svg(self) -> &'static str {
        self.svg
    }

    /// Its name for people, as a key of the translations.
    pub fn key(self) -> &'static str {
        match self.name {
            "panda" => "picture-panda",
            "fox" => "picture-fox",
            "cat" => "picture-cat",
            "rabbit" => "picture-rabbit",
            "tiger" => "picture-tiger",
            "owl" => "picture-owl",
            "whale" => "picture-whale",
            "bamboo" => "picture-bamboo",
            "lantern" => "picture-lantern",
            "tea" => "picture-tea",
            "mountain" => "picture-mountain",
            _ => "picture-moon",
        }
    }

    /// What changes with the drawing: 64 bits of FNV-1a. Nobody but us writes drawings, so nobody looks for two of the same.
    pub const fn hash(self) -> u64 {
        let bytes = self.svg.as_bytes();
        let mut hash = 0xcbf2_9ce4_8422_2325;
        let mut at = 0;
        while at < bytes.len() {
            hash = (hash ^ bytes[at] as u64).wrapping_mul(0x0000_0100_0000_01b3);
            at += 1;
        }
        hash
    }

    /// Its address on any of our services, good for as long as the drawing does not change.
    pub fn address(self) -> String {
        path::portrait(self.name, &format!("{:016x}", self.hash()))
    }
}

#[cfg(test)]
mod tests {
    use super::Portrait;

    #[test]
    fn every_picture_is_found_by_its_name_and_is_a_drawing() {
        for portrait in Portrait::ALL {
            assert_eq!(Portrait::named(portrait.name()), Some(portrait));
            assert!(portrait.svg().starts_with("<svg ") && portrait.svg().len() < 1_500);
            // What may stand in the table (migrations/0037_profile.sql).
            assert!(portrait.name().bytes().all(|byte| byte.is_ascii_lowercase()));
            assert!(portrait.key().ends_with(portrait.name()));
        }
        assert_eq!(Portrait::named("dragon"), None);
    }

    #[test]
    fn no_two_have_one_address() {
        let mut addresses: Vec<_> = Portrait::ALL.into_iter().map(Portrait::address).collect();
        addresses.sort();
        addresses.dedup();
        assert_eq!(addresses.len(), Portrait::ALL.len());
        // FNV-1a of nothing is its beginning.
        assert_eq!(Portrait { name: "", svg: "" }.hash(), 0xcbf2_9ce4_8422_2325);
        assert_eq!(Portrait { name: "", svg: "a" }.hash(), 0xaf63_dc4c_8601_ec8c);
    }
}
