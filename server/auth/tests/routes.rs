//! What this binary answers is written down, so that a change of it shows in a review.

use std::process::Command;

#[test]
fn it_answers_what_routes_txt_says_and_nothing_else() {
    let output = Command::new(env!("CARGO_BIN_EXE_auth"))
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
        "renew it with: cargo run -p auth -- routes > server/auth/routes.txt"
    );
}

#[test]
fn it_contains_nothing_of_the_shop() {
    assert!(!include_str!("../routes.txt").contains("/api/mall"));
    assert!(!include_str!("../routes.txt").contains("/pictures"));
}
