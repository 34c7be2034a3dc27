//! Two small services with one fault between them: every one gets its own verdict, and none another.

use std::{path::Path, thread};

use crate::services::{Service, program, scratch, verify, workspace};

const PARENT: &str = "Domain=shop.test; Path=/; HttpOnly; SameSite=Lax";

/// Two services and what is to be said of them.
pub struct Case {
    pub name: &'static str,
    /// Options of A and of B; `STORE` is a folder of the case, `PARENT` the attributes for the parent domain;
    /// `SAME` is the very service A.
    pub services: [&'static str; 2],
    pub hosts: [&'static str; 2],
    pub pages: [&'static str; 2],
    pub more: &'static [&'static str],
    pub first: &'static [&'static str],
    pub next: Option<&'static [&'static str]>,
}

const HOSTS: [&str; 2] = ["auth.shop.test", "shop.test"];

pub const fn case(name: &'static str, services: [&'static str; 2], first: &'static [&'static str]) -> Case {
    Case {
        name,
        services,
        hosts: HOSTS,
        pages: ["/api/session/viewer"; 2],
        more: &[],
        first,
        next: None,
    }
}

fn words(options: &str, store: &Path) -> Vec<String> {
    options
        .split_whitespace()
        .flat_map(|word| match word {
            "STORE" => vec!["--store".to_owned(), store.display().to_string()],
            "PARENT" => vec!["--attributes".to_owned(), PARENT.to_owned()],
            word if word.starts_with("ATTRIBUTES:") => {
                let attributes = word.trim_start_matches("ATTRIBUTES:").replace('_', " ");
                vec!["--attributes".to_owned(), attributes]
            }
            word => vec![word.to_owned()],
        })
        .collect()
}

pub fn check(cases: &[Case]) {
    let Some(python) = program("python3") else {
        eprintln!("skipped: python3 is not installed");
        return;
    };
    let folder = workspace().join("lab/diagnosis/tests/record");
    let adapter = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/service.toml");
    // Most of a run is waiting.
    let wrong: Vec<_> = thread::scope(|scope| {
        let runs: Vec<_> = cases
            .iter()
            .map(|case| scope.spawn(|| judge(case, &python, &folder, &adapter)))
            .collect();
        let said = runs.into_iter().map(|run| run.join().expect("a case is judged"));
        said.zip(cases)
            .filter(|(is_right, _)| !is_right)
            .map(|(_, case)| case.name)
            .collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join(", "));
}

/// Whether a case gets its verdict.
fn judge(case: &Case, python: &Path, folder: &Path, adapter: &Path) -> bool {
    let store = scratch(case.name);
    let start = |options| Service::start(python, folder, "service.py", &words(options, &store));
    let a = start(case.services[0]);
    let b = (case.services[1] != "SAME").then(|| start(case.services[1]));
    let ports = [a.port, b.as_ref().map_or(a.port, |b| b.port)];
    let [auth, mall] = [0, 1].map(|index| {
        let (host, page) = (case.hosts[index], case.pages[index]);
        format!("http://{host}:{}{page}", ports[index])
    });
    let resolve = case.hosts.map(|host| format!("{host}:127.0.0.1"));
    let adapter = adapter.display().to_string();
    let mut line = vec!["--auth", &auth, "--mall", &mall, "--adapter", &adapter];
    line.extend(
        resolve
            .iter()
            .filter(|entry| entry.contains(".test"))
            .flat_map(|entry| ["--resolve", entry.as_str()]),
    );
    line.extend(case.more);
    let said = verify(&line, "zhangsan", "cfmall-demo");
    let is_right = said.first() == case.first
        && case
            .next
            .is_none_or(|next| said.next().is_some_and(|said| said == next));
    eprintln!(
        "{} {}: {}",
        if is_right { "✓" } else { "✗" },
        case.name,
        said.summary()
    );
    let _ = std::fs::remove_dir_all(store);
    is_right
}

#[test]
fn cookies_that_do_not_arrive() {
    check(&[
        Case {
            next: Some(&[]),
            ..case("a1", ["STORE", "STORE"], &["A1.sibling"])
        },
        Case {
            next: Some(&["R11"]),
            ..case("a1-then-r11", ["", "--unknown remove"], &["A1.sibling"])
        },
        Case {
            hosts: ["auth-shop.test", "shop.test"],
            next: Some(&[]),
            ..case("a11", ["STORE", "STORE"], &["A11.sites"])
        },
        case(
            "a2-host",
            ["STORE ATTRIBUTES:Domain=mall.shop.test;_Path=/", "STORE"],
            &["A2.host"],
        ),
        case(
            "a2-none",
            [
                "STORE ATTRIBUTES:Domain=shop.test;_Path=/;_HttpOnly;_SameSite=None",
                "STORE",
            ],
            &["A2.none"],
        ),
        case(
            "a3",
            [
                "STORE ATTRIBUTES:Domain=shop.test;_Path=/;_HttpOnly;_Secure",
                "STORE",
            ],
            &["A3.http"],
        ),
        Case {
            more: &["--visit", "link", "--from", "http://other.test/"],
            ..case(
                "a4",
                [
                    "STORE ATTRIBUTES:Domain=shop.test;_Path=/;_SameSite=Strict",
                    "STORE",
                ],
                &["A4.strict"],
            )
        },
        case("a6", ["--fault guard", ""], &["A6.guard"]),
        case("a8", ["PARENT --fault big", ""], &["A8.cookie"]),
    ]);
}

#[test]
fn logins_that_do_not_hold_at_all() {
    check(&[
        case("l0", ["--fault refuse-login", ""], &["L0.login"]),
        case("l0-bearer", ["--fault bearer", ""], &["L0.bearer"]),
        case("l0-url", ["--fault token-in-url", ""], &["L0.url"]),
        case("l0-url-path", ["--fault id-in-path", ""], &["L0.url"]),
    ]);
}

#[test]
fn ids_that_do_not_resolve() {
    check(&[
        case("r11", ["PARENT", "PARENT --unknown remove"], &["R11"]),
        case(
            "r6-or-r11",
            [
                "PARENT --form signed --key one",
                "PARENT --form signed --key two --unknown remove",
            ],
            &["R6.key", "R11"],
        ),
        case(
            "r6-sealed",
            [
                "PARENT --form sealed --key one",
                "PARENT --form sealed --key two --unknown remove",
            ],
            &["R6.key"],
        ),
        case(
            "r6-sealed-for-ids",
            ["PARENT --form sealed", "PARENT --unknown remove"],
            &["R6.format"],
        ),
        case(
            "r6-format",
            [
                "PARENT --form signed",
                "PARENT --unknown remove --fault anonymous-sessions",
            ],
            &["R6.format"],
        ),
        case(
            "r8",
            [
                "STORE PARENT",
                "STORE PARENT --name mall_sid --fault anonymous-sessions",
            ],
            &["R8"],
        ),
        case("r9", ["STORE PARENT", "STORE PARENT --lag 1.5"], &["R9"]),
        case("r10", ["STORE PARENT --fault bind-agent", "STORE PARENT"], &[]),
    ]);
}

#[test]
fn content_that_cannot_be_used() {
    check(&[
        case(
            "u1",
            ["STORE PARENT", "STORE PARENT --fault unreadable"],
            &["U1", "U6"],
        ),
        case(
            "u2",
            ["STORE PARENT", "STORE PARENT --identity-cache 2"],
            &["U2.cache"],
        ),
        case(
            "u2-stateless",
            ["PARENT --form sealed", "PARENT --form sealed"],
            &["U2.stateless"],
        ),
    ]);
}

#[test]
fn what_happens_to_a_second_visitor() {
    check(&[
        case("fine", ["STORE PARENT", "STORE PARENT --unknown remove"], &[]),
        case(
            "a10",
            ["STORE PARENT", "STORE --fault anonymous-sessions"],
            &["A10.scope"],
        ),
        case(
            "a14",
            ["STORE PARENT", "STORE PARENT --page-cache 60"],
            &["A14.cdn"],
        ),
        case("r5-limit", ["PARENT --fault limit", "SAME"], &["R5.limit"]),
        case(
            "r5-rotated",
            ["STORE PARENT --fault rotate", "STORE PARENT --fault rotate"],
            &["R5.rotated"],
        ),
    ]);
}
