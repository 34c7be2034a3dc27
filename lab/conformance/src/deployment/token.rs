//! The secret that a session is known by.

/// A session cookie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The cookie's name.
    pub name: String,
    /// The secret.
    pub value: String,
}

impl Token {
    /// `name=value`.
    pub fn pair(&self) -> String {
        format!("{}={}", self.name, self.value)
    }

    /// The same name with another value.
    #[must_use]
    pub fn with(&self, value: impl Into<String>) -> Self {
        Self {
            name: self.name.clone(),
            value: value.into(),
        }
    }
}
