//! What can be chosen, and where results go.

/// Data and results.
pub const FOLDER: &str = "target/bench";
/// What is committed.
pub const PUBLISHED: &str = "docs/benchmarks";

/// What can be chosen for `bench session` and `bench capacity`.
pub struct Options {
    /// Sessions in the table.
    pub rows: u32,
    /// How often each scenario is measured.
    pub rounds: u16,
    /// How long those are measured that goals are about; the others half as long.
    pub seconds: u16,
    /// To try the command itself: nothing is published.
    pub quick: bool,
    pub build: bool,
    pub port: u16,
}

impl Options {
    pub fn usual(quick: bool) -> Self {
        Self {
            rows: 1_000_000,
            rounds: if quick { 3 } else { 5 },
            seconds: if quick { 2 } else { 4 },
            quick,
            build: true,
            port: 3970,
        }
    }

    /// Of `bench capacity`.
    pub fn of_capacity(quick: bool) -> Self {
        Self {
            rows: if quick { 500_000 } else { 1_000_000 },
            rounds: if quick { 1 } else { 3 },
            seconds: if quick { 1 } else { 5 },
            ..Self::usual(quick)
        }
    }
}

/// What can be chosen for `bench buying`.
pub struct BuyingOptions {
    /// How often each scenario is measured.
    pub rounds: u16,
    /// How long each time, at most.
    pub seconds: u16,
    /// To try the command itself: nothing is published.
    pub quick: bool,
    pub build: bool,
    pub port: u16,
}

impl BuyingOptions {
    pub fn usual(quick: bool) -> Self {
        Self {
            rounds: if quick { 1 } else { 3 },
            seconds: if quick { 1 } else { 3 },
            quick,
            build: true,
            port: 3970,
        }
    }
}

/// What can be chosen for `bench login`.
pub struct LoginOptions {
    /// How often each scenario is measured.
    pub rounds: u16,
    /// How long each time.
    pub seconds: u16,
    /// To try the command itself: nothing is published.
    pub quick: bool,
    pub build: bool,
    pub port: u16,
}

impl LoginOptions {
    pub fn usual(quick: bool) -> Self {
        Self {
            rounds: if quick { 1 } else { 5 },
            seconds: if quick { 2 } else { 5 },
            quick,
            build: true,
            port: 3970,
        }
    }
}

/// What can be chosen for `bench timing`.
pub struct TimingOptions {
    /// How often each form is sent about a member, and about nobody.
    pub pairs: u32,
    /// To try the command itself: nothing is published.
    pub quick: bool,
    pub build: bool,
    pub port: u16,
}

impl TimingOptions {
    pub fn usual(quick: bool) -> Self {
        Self {
            pairs: if quick { 50 } else { 1_000 },
            quick,
            build: true,
            port: 3970,
        }
    }
}

/// What can be chosen for `bench pages`.
pub struct PagesOptions {
    /// Of the large catalogue.
    pub products: u32,
    /// How often each scenario is measured.
    pub rounds: u16,
    /// How long each time.
    pub seconds: u16,
    /// For so many minutes a crawler asks for every page of the large catalogue, and nothing else is measured but memory.
    pub soak: Option<u16>,
    /// The crawler's requests a second; without it, as fast as answers come.
    pub rate: Option<u16>,
    /// To try the command itself: nothing is published.
    pub quick: bool,
    pub build: bool,
    pub port: u16,
}

impl PagesOptions {
    pub fn usual(quick: bool) -> Self {
        Self {
            products: 100_000,
            rounds: if quick { 1 } else { 3 },
            seconds: if quick { 1 } else { 3 },
            soak: None,
            rate: None,
            quick,
            build: true,
            port: 3970,
        }
    }
}

/// What can be chosen for `bench check`.
pub struct CheckOptions {
    pub build: bool,
    pub port: u16,
}

impl CheckOptions {
    pub const USUAL: Self = Self {
        build: true,
        port: 3970,
    };
}
