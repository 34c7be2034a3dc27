//! What options ask for: another engine, another way to B, single copies, a longer look; and logins by script that nobody
//! describes.

use std::{path::Path, thread};

use crate::services::{Said, Service, program, scratch, verify, workspace};

const PARENT: &str = "Domain=shop.test; Path=/; HttpOnly; SameSite=Lax";

/// The services that the diagnosis records its runs of; `None` where there is no Python.
fn start(options: &[&[&str]]) -> Option<Vec<Service>> {
    let python = program("python3")?;
    let folder = workspace().join("lab/diagnosis/tests/record");
    let words = |options: &[&str]| options.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let all = options
        .iter()
        .map(|options| Service::start(&python, &folder, "service.py", &words(options)));
    Some(all.collect())
}

/// What is said of two of them, on `auth.shop.test` and `shop.test`.
fn said(a: &Service, b: &Service, more: &[&str]) -> Said {
    let adapter = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/service.toml");
    let (auth, mall) = (
        format!("http://auth.shop.test:{}/api/session/viewer", a.port),
        format!("http://shop.test:{}/api/session/viewer", b.port),
    );
    let adapter = adapter.display().to_string();
    let fixed = [
        "--auth",
        &auth,
        "--mall",
        &mall,
        "--adapter",
        &adapter,
        "--resolve",
        "auth.shop.test:127.0.0.1",
        "--resolve",
        "shop.test:127.0.0.1",
    ];
    let said = verify(&[&fixed, more].concat(), "zhangsan", "cfmall-demo");
    eprintln!("{}", said.summary());
    said
}

#[test]
fn engines_keep_secure_cookies_of_loopback_or_not() {
    let scratch = scratch("engine");
    let store = scratch.display().to_string();
    let secure = format!("{}; Secure", PARENT.replace("shop.test", "shop.localhost"));
    let Some(services) = start(&[
        &["--store", &store, "--attributes", &secure],
        &["--store", &store],
    ]) else {
        return;
    };
    let adapter = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/service.toml");
    let (auth, mall) = (
        format!(
            "http://auth.shop.localhost:{}/api/session/viewer",
            services[0].port
        ),
        format!("http://shop.localhost:{}/api/session/viewer", services[1].port),
    );
    let adapter = adapter.display().to_string();
    let of = |engine: &str| {
        let line = [
            "--auth",
            &auth,
            "--mall",
            &mall,
            "--adapter",
            &adapter,
            "--engine",
            engine,
        ];
        verify(&line, "zhangsan", "cfmall-demo").first()
    };
    thread::scope(|scope| {
        let [chromium, webkit] = ["chromium", "webkit"].map(|engine| scope.spawn(move || of(engine)));
        assert_eq!(chromium.join().expect("chromium's rules are tried"), [""; 0]);
        assert_eq!(webkit.join().expect("webkit's rules are tried"), ["A3.http"]);
    });
    let _ = std::fs::remove_dir_all(scratch);
}

#[test]
fn ways_to_b_differ() {
    let scratch = scratch("visit");
    let store = scratch.display().to_string();
    let Some(services) = start(&[
        &["--store", &store, "--attributes", PARENT],
        &["--store", &store, "--fault", "cors-star"],
    ]) else {
        return;
    };
    let of = |way: &'static [&'static str]| said(&services[0], &services[1], way).first();
    assert_eq!(
        of(&["--visit", "post", "--from", "http://other.test/"]),
        ["A4.post"]
    );
    assert_eq!(
        of(&["--visit", "frame", "--from", "http://other.test/"]),
        ["A4.subresource"]
    );
    assert_eq!(of(&["--visit", "fetch"]), ["A12.cors"]);
    let _ = std::fs::remove_dir_all(scratch);
}

#[test]
fn single_copies_are_named() {
    let scratch = scratch("copies");
    let store = scratch.display().to_string();
    let shared = ["--store", &store];
    // The second copy of B keeps sessions in its memory.
    let Some(services) = start(&[&[&shared[..], &["--attributes", PARENT]].concat(), &shared, &[]]) else {
        return;
    };
    let [one, other] = [1, 2].map(|index| format!("http://127.0.0.1:{}/", services[index].port));
    let said = said(
        &services[0],
        &services[1],
        &["--copies", &format!("{one},{other}")],
    );
    assert_eq!(said.first(), ["R1.copy"]);
    let proof = said.json["diagnosis"]["first"]["verdicts"][0]["proof"].to_string();
    assert!(
        proof.contains(&format!("Copy {other}: 0 know the visitor")),
        "{proof}"
    );
    let _ = std::fs::remove_dir_all(scratch);
}

#[test]
fn a_proxy_that_takes_the_cookie_away_is_seen_around_it() {
    let scratch = scratch("stripped");
    let store = scratch.display().to_string();
    let shared = ["--store", &store, "--attributes", PARENT];
    let without = |fault| [&shared[..], &["--fault", fault]].concat();
    let Some(services) = start(&[&without("strip-set-cookie"), &shared]) else {
        return;
    };
    // The service itself, whose answers lose their cookies at the address of A.
    let copy = format!("http://127.0.0.1:{}/", services[1].port);
    let said = said(&services[0], &services[1], &["--auth-copies", &copy]);
    assert_eq!(said.first(), ["A6.stripped"]);
    let _ = std::fs::remove_dir_all(scratch);
}

#[test]
fn what_ends_with_age_is_seen() {
    let scratch = scratch("watch");
    let store = scratch.display().to_string();
    let long = ["--store", &store, "--attributes", PARENT, "--idle", "8"];
    let short = ["--store", &store, "--attributes", PARENT, "--idle", "2"];
    let brief = format!("{PARENT}; Max-Age=60");
    let brief = ["--store", &store, "--attributes", &brief];
    let Some(services) = start(&[&long, &long, &short, &brief]) else {
        return;
    };
    thread::scope(|scope| {
        // Longer than any other probe takes.
        let watched = scope.spawn(|| said(&services[0], &services[1], &["--watch", "15"]));
        let at_b = scope.spawn(|| said(&services[0], &services[2], &[]));
        let at_client = scope.spawn(|| said(&services[3], &services[1], &[]));
        let first = |said: Said| said.first();
        assert_eq!(watched.join().map(first).unwrap_or_default(), ["R3.expired"]);
        assert_eq!(at_b.join().map(first).unwrap_or_default(), ["R3.expired"]);
        assert_eq!(at_client.join().map(first).unwrap_or_default(), ["A7.short"]);
    });
    let _ = std::fs::remove_dir_all(scratch);
}

#[test]
fn a_login_by_script_is_found() {
    let Some(node) = program("node") else {
        eprintln!("skipped: node is not installed");
        return;
    };
    let folder = workspace().join("lab/peers/logins/node");
    let scratch = scratch("script");
    let store = ["--store".to_owned(), scratch.display().to_string()];
    let [a, b] = [0, 1].map(|_| Service::start(&node, &folder, "plain.js", &store));
    let auth = format!("http://auth.shop.localhost:{}/", a.port);
    let mall = format!("http://shop.localhost:{}/", b.port);
    let of = |password: &str| verify(&["--auth", &auth, "--mall", &mall], "ada", password);
    let said = of("correct horse");
    assert_eq!(
        (said.first(), said.next()),
        (vec!["A1.sibling".to_owned()], Some(Vec::new()))
    );
    assert_eq!(of("no such password").first(), ["L0.login"]);
    let _ = std::fs::remove_dir_all(scratch);
}
