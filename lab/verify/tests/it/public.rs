//! Pairs after public cases: mistakes that people have made and asked about.

use std::{net::TcpListener, path::Path, thread};

use crate::{
    faults::{Case, case, check},
    late::pass,
    services::{Service, free_port, program, verify, workspace},
};

/// All that looks like a page which is the same for everybody.
const UNSEEN: &[&str] = &[
    "A13",
    "A14.cdn",
    "R6.format",
    "R7.silent",
    "R8",
    "R10",
    "R11",
    "U1",
    "U6",
];
const ONE: [&str; 2] = ["shop.test"; 2];
const LOCAL: [&str; 2] = ["auth.shop.localhost", "shop.localhost"];

#[test]
fn cookies_that_are_written_wrongly() {
    check(&[
        // The prefix is for a cookie of one host: it forbids Domain.
        Case {
            hosts: LOCAL,
            next: Some(&[]),
            ..case(
                "prefix-and-domain",
                [
                    "STORE --name __Host-sid ATTRIBUTES:Domain=shop.localhost;_Path=/;_Secure;_HttpOnly",
                    "STORE --name __Host-sid",
                ],
                &["A2.prefix"],
            )
        },
        // Cookies know no ports.
        case(
            "domain-with-a-port",
            [
                "STORE ATTRIBUTES:Domain=shop.test:8080;_Path=/;_HttpOnly",
                "STORE",
            ],
            &["A2.host"],
        ),
        // Express takes milliseconds: `maxAge: 60` is none.
        case(
            "no-max-age-left",
            [
                "STORE ATTRIBUTES:Domain=shop.test;_Path=/;_HttpOnly;_Max-Age=0",
                "STORE",
            ],
            &["A7.short"],
        ),
        case(
            "clock-behind",
            [
                "STORE --date-offset -3600 ATTRIBUTES:Domain=shop.test;_Path=/;_HttpOnly;_Expires={expires}",
                "STORE",
            ],
            &["A7.clock"],
        ),
        // A proxy writes Date, and its clock is right: whose fault it is, nobody sees.
        case(
            "clock-behind-a-proxy",
            [
                "STORE --date-offset -3600 --fault proxy-date ATTRIBUTES:Domain=shop.test;_Path=/;_HttpOnly;_Expires={expires}",
                "STORE",
            ],
            &["A7"],
        ),
    ]);
}

#[test]
fn cookies_that_are_not_sent_or_not_alone() {
    check(&[
        // Back from a provider of payments, which posts.
        Case {
            more: &["--visit", "post", "--from", "http://pay.test/"],
            ..case(
                "strict-after-a-post",
                [
                    "STORE ATTRIBUTES:Domain=shop.test;_Path=/;_HttpOnly;_SameSite=Strict",
                    "STORE",
                ],
                &["A4.strict"],
            )
        },
        // The shop's own cookie from before has the longer path and comes first.
        Case {
            hosts: ONE,
            pages: ["/account", "/shop/cart"],
            ..case(
                "one-name-two-paths",
                [
                    "STORE ATTRIBUTES:Path=/;_HttpOnly",
                    "STORE ATTRIBUTES:Path=/shop;_HttpOnly --fault anonymous-sessions",
                ],
                &["A10.path"],
            )
        },
        case(
            "too-long-together",
            ["STORE PARENT --fault ballast", "STORE --largest-header 4096"],
            &["A8.header"],
        ),
    ]);
}

#[test]
fn programs_that_do_not_look_or_look_too_hard() {
    check(&[
        // The session is mounted after the route: B never asks for it.
        case("deaf", ["STORE PARENT", "STORE PARENT --fault deaf"], UNSEEN),
        // A new session for every request, and the one that came is gone.
        case(
            "regenerate",
            ["STORE PARENT", "STORE PARENT --fault regenerate"],
            &["R5", "R6", "R10", "U1", "U6"],
        ),
        // The shared cache before B keeps the guest's page, does not say so, and leaves queries out of its key.
        case(
            "quiet-cache",
            [
                "STORE PARENT",
                "STORE PARENT --page-cache 600 --fault quiet-cache",
            ],
            UNSEEN,
        ),
    ]);
}

/// The port of a proxy that asks two services in turn, and that nobody can be bound to one of: it drops what it would set for that.
fn in_turn(services: [u16; 2]) -> u16 {
    let (port, claim) = free_port();
    let listener = TcpListener::bind(("127.0.0.1", port)).expect("the port is free");
    thread::spawn(move || {
        let _claim = claim;
        for (index, visitor) in listener.incoming().flatten().enumerate() {
            thread::spawn(move || pass(visitor, services[index % 2]));
        }
    });
    port
}

#[test]
fn copies_behind_a_proxy_that_has_lost_its_stickiness() {
    let Some(python) = program("python3") else {
        eprintln!("skipped: python3 is not installed");
        return;
    };
    let folder = workspace().join("lab/diagnosis/tests/record");
    let copies = [0, 1].map(|_| Service::start(&python, &folder, "service.py", &[]));
    let port = in_turn([copies[0].port, copies[1].port]);
    let (auth, mall) = (
        format!("http://shop.localhost:{port}/account"),
        format!("http://shop.localhost:{port}/shop"),
    );
    let adapter = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/service.toml");
    let adapter = adapter.display().to_string();
    let said = verify(
        &["--auth", &auth, "--mall", &mall, "--adapter", &adapter],
        "zhangsan",
        "cfmall-demo",
    );
    assert_eq!(said.first(), ["R1.copy"], "{}", said.summary());
}
