//! What the two programs are told by their environment.

use crate::Registration;
use app_kernel::Origin;
use std::str::FromStr;

/// Why a program does not start, in one sentence.
#[derive(Debug, thiserror::Error)]
pub enum SettingError {
    /// A variable that must be there is not.
    #[error("{0} is not set: `cargo run -p lab-sso` starts all of T9 and sets it")]
    Missing(&'static str),
    /// A variable that cannot be read.
    #[error("{0} cannot be used: {1}")]
    Invalid(&'static str, String),
    /// The program is not told that this is an experiment.
    #[error("this is a program of the lab: set LAB=1")]
    NotInTheLab,
}

/// Fails unless `LAB=1`, which the host refuses wherever others than this machine could come.
pub fn only_in_the_lab() -> Result<(), SettingError> {
    if text("LAB").is_ok_and(|value| value == "1") {
        return Ok(());
    }
    Err(SettingError::NotInTheLab)
}

/// The text of a variable.
pub fn text(name: &'static str) -> Result<String, SettingError> {
    let value = std::env::var(name).ok().filter(|value| !value.is_empty());
    value.ok_or(SettingError::Missing(name))
}

/// A variable, parsed.
pub fn parsed<T: FromStr<Err: ToString>>(name: &'static str) -> Result<T, SettingError> {
    let value = text(name)?;
    value
        .parse()
        .map_err(|error: T::Err| SettingError::Invalid(name, error.to_string()))
}

/// A variable that is an origin.
pub fn origin(name: &'static str) -> Result<Origin, SettingError> {
    Origin::parse(&text(name)?).map_err(|error| SettingError::Invalid(name, error.to_string()))
}

/// `SSO_SITES`: the sites that the authority knows.
pub fn sites() -> Result<Vec<Registration>, SettingError> {
    let text = text("SSO_SITES")?;
    crate::registration::read(&text).map_err(|reason| SettingError::Invalid("SSO_SITES", reason))
}
