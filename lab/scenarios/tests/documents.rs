//! The generated documents in the repository are those of the golden file.

use std::{fs, path::Path};

use lab_scenarios::{
    golden::Golden,
    report::{self, BEGIN, END},
};

const RENEW: &str = "renew it with: cargo xtask lab matrix --write";

#[test]
fn the_documents_are_up_to_date() {
    let golden = Golden::read().expect("the golden file");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for (path, expected) in report::documents(&golden) {
        let found = fs::read_to_string(root.join(&path)).unwrap_or_default();
        assert!(found == expected, "{path} is out of date; {RENEW}");
    }
    for (name, lang) in report::READMES {
        let readme = fs::read_to_string(root.join(name)).expect("a README");
        let renewed = report::renewed(&readme, &golden, lang);
        assert_eq!(
            renewed.as_deref(),
            Some(readme.as_str()),
            "{name}: the part between {BEGIN} and {END}; {RENEW}"
        );
    }
}
