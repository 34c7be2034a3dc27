//! Services that both have a login: two guards in one session, each of which looks for its member under a name of its own, and logins in two
//! steps.

use crate::services::{Said, Service, program, scratch, verify, workspace};

/// What is said of two services with these words; `ONE` and `OTHER` are databases.
fn judge(name: &str, words: [&str; 2]) -> Option<Said> {
    let python = program("python3")?;
    let folder = workspace().join("lab/peers/logins/python");
    let store = scratch(name);
    let [a, b] = words.map(|words| {
        let words = words.split_whitespace().flat_map(|word| match word {
            "ONE" | "OTHER" => vec!["--database".to_owned(), store.join(word).display().to_string()],
            _ => vec![word.to_owned()],
        });
        let words: Vec<_> = words
            .chain(["--domain".to_owned(), "shop.localhost".to_owned()])
            .collect();
        Service::start(&python, &folder, "sqlite_service.py", &words)
    });
    let auth = format!("http://auth.shop.localhost:{}/", a.port);
    let mall = format!("http://shop.localhost:{}/", b.port);
    let said = verify(&["--auth", &auth, "--mall", &mall], "ada", "correct horse");
    let _ = std::fs::remove_dir_all(store);
    Some(said)
}

#[test]
fn a_login_in_two_steps_is_found() {
    for (name, words, expected) in [
        ("steps", ["ONE --steps", "ONE --steps"], &[][..]),
        ("steps-apart", ["ONE --steps", "OTHER --steps"], &["R11"]),
    ] {
        let Some(said) = judge(name, words) else {
            eprintln!("skipped: python3 is not installed");
            return;
        };
        assert_eq!(said.first(), expected, "{name}: {}", said.summary());
    }
}

#[test]
fn a_login_of_its_own_shows_how_far_b_gets() {
    for (name, words, expected) in [
        // What B makes of A's session has A's member in it.
        (
            "guard-renew",
            ["ONE --login renew", "ONE --login renew --guard customer"],
            &["U6"][..],
        ),
        // B goes on with A's session, and not with garbage.
        (
            "guard-keep",
            ["ONE --login keep", "ONE --login keep --guard customer"],
            &["U1", "U6"],
        ),
        // The same login over another store leaves A's session alone.
        (
            "guard-apart",
            ["ONE --login renew", "OTHER --login renew"],
            &["R11"],
        ),
        ("guard-one", ["ONE --login renew", "ONE --login renew"], &[]),
    ] {
        let Some(said) = judge(name, words) else {
            eprintln!("skipped: python3 is not installed");
            return;
        };
        assert_eq!(said.first(), expected, "{name}: {}", said.summary());
    }
}
