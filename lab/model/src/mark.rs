//! By what sessions and copies are recognised on a screen.

use serde::{Deserialize, Serialize};

/// A session as it may be shown: the first digits of a hash with a key that is made anew for each run of the lab, such as
/// `7f3a`. Equal marks are one value; nothing leads back from a mark to the value.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Mark(pub String);

/// By what a copy is recognised, without colour alone: a letter, a form and one of eight colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyMark {
    /// The letter, unique within the scene: `A`, `B` …
    pub letter: char,
    /// The form.
    pub form: Form,
    /// The number of the colour, below 8.
    pub colour: u8,
}

/// The form of a copy's mark: one for each service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// auth.
    Diamond,
    /// mall.
    Circle,
    /// The monolith.
    Square,
}
