//! Every word the mall says exists in both languages, and the mall says none that is not in `locales/`.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

const LANGUAGES: [&str; 2] = ["zh-CN", "en"];

fn app_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every Rust file of the applications, but for tests.
fn sources() -> Vec<(PathBuf, String)> {
    fn collect(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(folder).expect("a folder can be read") {
            let path = entry.expect("an entry can be read").path();
            if path.is_dir() {
                collect(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let code = fs::read_to_string(&path).expect("source is text");
                let code = code.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
                found.push((path, code));
            }
        }
    }
    let mut found = Vec::new();
    for part in [
        "ui", "forms", "auth", "mall", "orders", "monolith", "session", "kernel",
    ] {
        collect(&app_folder().join(part).join("src"), &mut found);
    }
    found
}

fn keys(language: &str) -> BTreeSet<String> {
    let folder = app_folder().join("ui/locales").join(language);
    let files = fs::read_dir(folder).expect("each language has a folder");
    files
        .map(|file| fs::read_to_string(file.expect("a file").path()).expect("translations are text"))
        .flat_map(|text| {
            text.lines()
                .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
                .filter_map(|line| line.split_once(" =").map(|(key, _)| key.to_owned()))
                .collect::<Vec<_>>()
        })
        .collect()
}

/// Every string literal of some code, comments left out.
fn literals(code: &str) -> Vec<String> {
    let code: String = code
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n");
    code.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn both_languages_have_the_same_words() {
    let [zh, en] = LANGUAGES.map(keys);
    assert!(zh.len() > 50, "only {} keys were found", zh.len());
    assert_eq!(
        zh.difference(&en).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "missing in English"
    );
    assert_eq!(
        en.difference(&zh).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "missing in Chinese"
    );
}

#[test]
fn every_word_asked_for_exists() {
    let known = keys("en");
    for (path, code) in sources() {
        for call in ["t(\"", "t_with(\"", "t_count(\""] {
            for (position, _) in code.match_indices(call) {
                if code[..position].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                    continue;
                }
                let key = code[position + call.len()..]
                    .split('"')
                    .next()
                    .unwrap_or_default();
                assert!(
                    known.contains(key),
                    "{}: no translation of {key:?}",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn every_word_that_exists_is_asked_for() {
    let said: BTreeSet<String> = sources().iter().flat_map(|(_, code)| literals(code)).collect();
    let unsaid: Vec<_> = keys("en").into_iter().filter(|key| !said.contains(key)).collect();
    assert!(unsaid.is_empty(), "nobody asks for {unsaid:?}");
}

/// Text between tags must come from `locales/`. Two things may not be translated: the languages' own names and the seal.
#[test]
fn no_page_has_text_of_its_own() {
    const OWN: [&str; 3] = ["中文", "English", "谷"];
    for (path, code) in sources().iter().filter(|(_, code)| code.contains("view!")) {
        for (position, _) in code.match_indices(">\"") {
            let text = code[position + 2..].split('"').next().unwrap_or_default();
            assert!(
                OWN.contains(&text),
                "{}: {text:?} is written into the page",
                path.display()
            );
        }
        for literal in literals(code) {
            let is_chinese = literal.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
            assert!(
                !is_chinese || OWN.contains(&literal.as_str()),
                "{}: {literal:?} is Chinese in the code",
                path.display()
            );
        }
    }
}
