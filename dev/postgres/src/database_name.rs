//! Names of databases that need no quoting, anywhere.

use crate::Error;

/// Longer ones `PostgreSQL` would cut off.
const LONGEST: usize = 63;

/// The name, if it can stand in SQL and in a URL as it is.
pub(crate) fn checked(name: &str) -> Result<&str, Error> {
    let begins_well = name.starts_with(|letter: char| letter.is_ascii_lowercase() || letter == '_');
    let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    if begins_well && name.len() <= LONGEST && name.chars().all(plain) {
        Ok(name)
    } else {
        Err(Error::DatabaseName(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::checked;

    #[test]
    fn only_plain_names() {
        assert!(checked("cfmall").is_ok());
        assert!(checked("test_17_ab").is_ok());
        for bad in ["", "1a", "A", "a-b", "a\"; drop database x; --", &"x".repeat(64)] {
            assert!(checked(bad).is_err(), "{bad}");
        }
    }
}
