//! The session token: the secret by which a session is known.

/// A session cookie's name and value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The cookie's name.
    pub name: String,
    /// The cookie's value, which is the secret.
    pub value: String,
}

impl Token {
    /// The cookie as a `Cookie` header has it: `name=value`.
    pub fn pair(&self) -> String {
        format!("{}={}", self.name, self.value)
    }

    /// A token with the same name and another value.
    #[must_use]
    pub fn with(&self, value: impl Into<String>) -> Self {
        Self {
            name: self.name.clone(),
            value: value.into(),
        }
    }
}
