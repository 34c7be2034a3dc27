//! Why nothing can be said.

use diagnosis::Text;

/// A reason for which a run could not be made, in one sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle(pub Text);

impl Obstacle {
    /// An obstacle of both sentences.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self(Text::new(zh, en))
    }
}
