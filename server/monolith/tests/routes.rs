//! What this binary answers is written down, so that a change of it shows in a review.

use std::{collections::BTreeSet, process::Command};

#[test]
fn it_answers_what_routes_txt_says_and_nothing_else() {
    let output = Command::new(env!("CARGO_BIN_EXE_monolith"))
        .arg("routes")
        .output()
        .expect("the binary runs");
    let mounted = String::from_utf8(output.stdout).expect("routes are text");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(
        mounted,
        include_str!("../routes.txt"),
        "renew it with: cargo run -p monolith -- routes > server/monolith/routes.txt"
    );
}

#[test]
fn it_is_the_two_services_together_and_nothing_more() {
    let lines = |text: &'static str| text.lines().collect::<BTreeSet<_>>();
    let together =
        &lines(include_str!("../../auth/routes.txt")) | &lines(include_str!("../../mall/routes.txt"));
    assert_eq!(lines(include_str!("../routes.txt")), together);
}
