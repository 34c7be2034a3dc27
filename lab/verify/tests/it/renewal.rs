//! Sessions whose ids change while they are used.

use crate::faults::{Case, case, check};

/// Services that give a session another id while it is used, at A, at B, and with and without a time in which the old one is good.
#[test]
fn ids_that_renew_themselves() {
    const EACH: &str = "STORE PARENT --renew 0 --grace 30";
    const OFTEN: &str = "STORE PARENT --renew 1 --grace 2 --reuse end";
    let fine = |name, services| case(name, services, &[]);
    check(&[
        fine("renewed-with-each-request", [EACH, EACH]),
        fine(
            "renewed-with-each-request-signed",
            [
                "STORE PARENT --renew 0 --grace 30 --form signed",
                "STORE PARENT --renew 0 --grace 30 --form signed",
            ],
        ),
        fine("renewed-by-b-only", ["STORE PARENT", EACH]),
        fine("renewed-by-a-only", [EACH, "STORE PARENT"]),
        fine("renewed-often-and-reuse-ends-it", [OFTEN, OFTEN]),
        fine(
            "renewed-after-a-while",
            [
                "STORE PARENT --renew 3 --grace 1 --reuse end",
                "STORE PARENT --renew 3 --grace 1 --reuse end",
            ],
        ),
        Case {
            more: &["--watch", "12"],
            ..fine("renewed-while-watched", [OFTEN, OFTEN])
        },
        case(
            "renewed-without-grace",
            ["STORE PARENT --renew 0", "STORE PARENT --renew 0"],
            &["R5.rotated"],
        ),
        case(
            "renewed-and-apart",
            ["PARENT --renew 0 --grace 30", "PARENT --unknown remove"],
            &["R11"],
        ),
        Case {
            next: Some(&[]),
            ..case(
                "renewed-for-another-host",
                ["STORE --renew 0 --grace 30", "STORE --renew 0 --grace 30"],
                &["A1.sibling"],
            )
        },
    ]);
}
