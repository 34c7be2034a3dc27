//! Two shops with pages as people write them: what a page, a limit or a script makes of a visitor who looks twice.

use std::{path::Path, thread};

use crate::services::{Said, Service, program, scratch, verify};

const PARENT: &str = "Domain=shop.localhost; Path=/; HttpOnly; SameSite=Lax";

/// Two shops, and what is to be said of them.
struct Pair {
    name: &'static str,
    /// Words of A and of B; `ONE` and `OTHER` are folders, `PARENT` the attributes for the parent domain.
    words: [&'static str; 2],
    is_right: fn(&Said) -> bool,
}

fn said_of(pair: &Pair, python: &Path) -> Said {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    let store = scratch(pair.name);
    let [a, b] = pair.words.map(|words| {
        let words = words.split_whitespace().flat_map(|word| match word {
            "ONE" | "OTHER" => {
                let folder = store.join(word);
                std::fs::create_dir_all(&folder).expect("the folder can be made");
                vec!["--store".to_owned(), folder.display().to_string()]
            }
            "PARENT" => vec!["--attributes".to_owned(), PARENT.to_owned()],
            number if number.parse::<f64>().is_ok() => vec![number.to_owned()],
            option if option.starts_with("--") => vec![option.to_owned()],
            name => vec!["--trait".to_owned(), name.to_owned()],
        });
        let words: Vec<_> = words.collect();
        Service::start(python, &folder, "shop.py", &words)
    });
    let auth = format!("http://auth.shop.localhost:{}/", a.port);
    let mall = format!("http://shop.localhost:{}/", b.port);
    let said = verify(&["--auth", &auth, "--mall", &mall], "ada", "correct horse");
    let _ = std::fs::remove_dir_all(store);
    said
}

/// Tries all of them at once: most of a run is waiting.
fn check(pairs: &[Pair]) {
    let Some(python) = program("python3") else {
        eprintln!("skipped: python3 is not installed");
        return;
    };
    let wrong: Vec<_> = thread::scope(|scope| {
        let runs: Vec<_> = pairs
            .iter()
            .map(|pair| scope.spawn(|| said_of(pair, &python)))
            .collect();
        let said = runs.into_iter().map(|run| run.join().expect("a pair is judged"));
        said.zip(pairs)
            .filter(|(said, pair)| !(pair.is_right)(said))
            .map(|(said, pair)| format!("{}: {}", pair.name, said.summary()))
            .collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_password_is_sent_by_get() {
    check(&[
        Pair {
            name: "bearer",
            words: ["scripted bearer", "OTHER"],
            is_right: |said| said.first() == ["L0.bearer"],
        },
        // The script does not say where: nothing is tried with the form itself.
        Pair {
            name: "scripted",
            words: ["scripted", "OTHER"],
            is_right: |said| {
                let sentence = said.json["sentence"]["en"].as_str().unwrap_or_default();
                said.exit == 3 && sentence.contains("no password is sent by GET")
            },
        },
    ]);
}
