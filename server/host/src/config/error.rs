/// Why a process refuses to start.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A variable that must be there is not.
    #[error("{name} is not set. {hint}")]
    Missing {
        /// The variable.
        name: &'static str,
        /// A sentence that says what to put there.
        hint: &'static str,
    },
    /// A variable that cannot be read.
    #[error("{name}={value:?} cannot be used: {reason}")]
    Invalid {
        /// The variable.
        name: &'static str,
        /// The value it holds.
        value: String,
        /// The reason why it cannot be used.
        reason: String,
    },
    /// A variable that cannot be read, and whose value is nobody's business.
    #[error("{name} cannot be used: {reason}")]
    InvalidSecret {
        /// The variable.
        name: &'static str,
        /// The reason why it cannot be used.
        reason: String,
    },
    /// Variables that do not go together.
    #[error("{0}")]
    CannotWork(String),
}
