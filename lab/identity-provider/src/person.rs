//! The people whom the provider knows.

use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// Somebody who does not exist.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Person {
    /// Never changes.
    pub(crate) subject: String,
    pub(crate) user_name: String,
    pub(crate) name: String,
}

/// Those who are always there.
pub(crate) static PERSONS: LazyLock<Vec<Person>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../pages/persons.json")).expect("the persons are a list in JSON")
});

impl Person {
    /// The person with this subject, or else somebody of this name: the same name is always the same person.
    pub(crate) fn find(subject: &str, name: &str) -> Option<Self> {
        let known = PERSONS.iter().find(|person| person.subject == subject);
        known.cloned().or_else(|| {
            let name = name.trim();
            let digest = Sha256::digest(name);
            (!name.is_empty()).then(|| Self {
                subject: format!(
                    "{:02x}{:02x}{:02x}{:02x}-{name}",
                    digest[0], digest[1], digest[2], digest[3]
                ),
                user_name: name.to_owned(),
                name: name.to_owned(),
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_always_the_same_person() {
        let ada = &PERSONS[2];
        assert_eq!(Person::find(&ada.subject, "").as_ref(), Some(ada));
        assert_eq!(Person::find("", " li "), Person::find("", "li"));
        assert_ne!(Person::find("", "li"), Person::find("", "lu"));
        assert_eq!(Person::find("nobody", " "), None);
    }
}
