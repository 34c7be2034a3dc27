//! Reading the environment: an error names the variable, what it holds and what it should hold.

use crate::config::error::ConfigError;

/// Where variables come from: the process environment, or a test's table.
pub(crate) type Source<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The variable, unless it is missing or empty.
pub(crate) fn optional(source: Source<'_>, name: &str) -> Option<String> {
    source(name).filter(|value| !value.trim().is_empty())
}

/// The variable, read by `parse`; `None` if it is missing.
pub(crate) fn parsed<T, E: ToString>(
    source: Source<'_>,
    name: &'static str,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Result<Option<T>, ConfigError> {
    optional(source, name)
        .map(|value| {
            parse(&value).map_err(|reason| ConfigError::Invalid {
                name,
                value,
                reason: reason.to_string(),
            })
        })
        .transpose()
}

/// A secret: the variable `name`, or what is in the file that `file` names, as orchestrators hand secrets over. An error does not
/// repeat it.
pub(crate) fn secret<T, E: ToString>(
    source: Source<'_>,
    name: &'static str,
    file: &'static str,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Result<Option<T>, ConfigError> {
    let value = match (optional(source, name), optional(source, file)) {
        (Some(_), Some(_)) => {
            return Err(ConfigError::CannotWork(format!(
                "{name} and {file} are both set: which of them is meant?"
            )));
        }
        (Some(value), None) => Some(value),
        (None, Some(path)) => {
            let text = std::fs::read_to_string(&path).map_err(|error| ConfigError::Invalid {
                name: file,
                value: path,
                reason: error.to_string(),
            })?;
            // Editors end a file with a line break.
            Some(text.trim().to_owned()).filter(|text| !text.is_empty())
        }
        (None, None) => None,
    };
    let refused = |reason: E| ConfigError::InvalidSecret {
        name,
        reason: reason.to_string(),
    };
    value.map(|value| parse(&value).map_err(refused)).transpose()
}

/// Whether a switch is on: `1` is, `0` and nothing are not.
pub(crate) fn switch(source: Source<'_>, name: &'static str) -> Result<bool, ConfigError> {
    let switch = parsed(source, name, |value| match value {
        "1" => Ok(true),
        "0" => Ok(false),
        _ => Err("it is a switch: 1 or 0"),
    })?;
    Ok(switch.unwrap_or(false))
}
