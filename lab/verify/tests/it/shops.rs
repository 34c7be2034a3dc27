//! Two shops with pages as people write them: what a page, a limit or a script makes of a visitor who looks twice.

use std::{path::Path, thread};

use crate::services::{Said, Service, program, scratch, verify};

const PARENT: &str = "Domain=shop.localhost; Path=/; HttpOnly; SameSite=Lax";
const WRONG: &str = "Domain=www.shop.localhost; Path=/; HttpOnly; SameSite=Lax";
const BELOW: &str = "Path=/login/form; HttpOnly; SameSite=Lax";

/// Two shops, and what is to be said of them.
pub struct Pair {
    pub name: &'static str,
    /// Words of A and of B; `PORT` is A's, `ONE` and `OTHER` are folders, `PARENT` the attributes for the parent domain, `WRONG` those for a domain that
    /// is not the service's, `BELOW` those for a path below the form; `AWAY` means that B is of another site.
    pub words: [&'static str; 2],
    pub is_right: fn(&Said) -> bool,
}

fn said_of(pair: &Pair, python: &Path) -> Said {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    let store = scratch(pair.name);
    let mut ports = Vec::new();
    let [a, b] = pair.words.map(|words| {
        let words = words.split_whitespace().flat_map(|word| match word {
            "PORT" => ports.iter().map(u16::to_string).collect(),
            "ONE" | "OTHER" => {
                let folder = store.join(word);
                std::fs::create_dir_all(&folder).expect("the folder can be made");
                vec!["--store".to_owned(), folder.display().to_string()]
            }
            "PARENT" => vec!["--attributes".to_owned(), PARENT.to_owned()],
            "WRONG" => vec!["--attributes".to_owned(), WRONG.to_owned()],
            "BELOW" => vec!["--attributes".to_owned(), BELOW.to_owned()],
            "AWAY" => Vec::new(),
            number if number.parse::<f64>().is_ok() => vec![number.to_owned()],
            option if option.starts_with("--") => vec![option.to_owned()],
            name => vec!["--trait".to_owned(), name.to_owned()],
        });
        let words: Vec<_> = words.collect();
        let service = Service::start(python, &folder, "shop.py", &words);
        ports.push(service.port);
        service
    });
    let auth = format!("http://auth.shop.localhost:{}/", a.port);
    let is_away = pair.words[1].contains("AWAY");
    let site = if is_away {
        "market.localhost"
    } else {
        "shop.localhost"
    };
    let mall = format!("http://{site}:{}/", b.port);
    let said = verify(&["--auth", &auth, "--mall", &mall], "ada", "correct horse");
    let _ = std::fs::remove_dir_all(store);
    said
}

/// Tries all of them at once: most of a run is waiting.
pub fn check(pairs: &[Pair]) {
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
        // What may be its request does not take this password, for whatever reason.
        Pair {
            name: "refuses-data",
            words: ["scripted refuses-data", "OTHER"],
            is_right: |said| {
                let sentence = said.json["sentence"]["en"].as_str().unwrap_or_default();
                said.exit == 3 && sentence.contains("/api/token refuses this account and password (401)")
            },
        },
    ]);
}

#[test]
fn what_garbage_is_shown_too_is_no_members() {
    check(&[
        Pair {
            name: "expired-page",
            words: ["ONE PARENT", "OTHER expired-page"],
            is_right: |said| said.first() == ["R11"],
        },
        Pair {
            name: "remembers",
            words: ["ONE PARENT remembers", "OTHER remembers"],
            is_right: |said| said.first() == ["R11"],
        },
        Pair {
            name: "remembers-one",
            words: ["ONE PARENT remembers", "ONE remembers"],
            is_right: |said| said.exit == 0,
        },
    ]);
}

fn is_hindered(said: &Said) -> bool {
    let sentence = said.json["diagnosis"]["sentence"]["en"].as_str();
    sentence.is_some_and(|sentence| sentence.contains("A takes no more logins"))
}

#[test]
fn a_login_that_is_refused_later_is_none() {
    check(&[
        Pair {
            name: "few-logins",
            words: ["ONE PARENT few-logins --most 5", "ONE"],
            is_right: |said| said.exit == 0 && is_hindered(said),
        },
        Pair {
            name: "few-logins-sibling",
            words: ["ONE few-logins --most 5", "ONE"],
            is_right: |said| {
                let next = said.next();
                said.first() == ["A1.sibling"] && next.is_none_or(|next| next.is_empty())
            },
        },
        Pair {
            name: "few-logins-apart",
            words: ["ONE PARENT few-logins --most 5", "OTHER"],
            is_right: |said| said.first().contains(&"R11".to_owned()),
        },
        Pair {
            name: "few-sessions",
            words: ["ONE PARENT few-sessions --most 3", "ONE"],
            is_right: |said| said.exit == 0 && is_hindered(said),
        },
    ]);
}

#[test]
fn a_failure_that_makes_the_next_login_wait_spoils_none() {
    check(&[Pair {
        name: "waits-after-a-failure",
        words: ["ONE PARENT waits-after-a-failure", "ONE"],
        is_right: |said| said.exit == 0,
    }]);
}

#[test]
fn a_limit_of_requests_is_no_miss() {
    check(&[
        Pair {
            name: "few-requests",
            words: ["ONE PARENT", "ONE few-requests --most 25"],
            is_right: |said| {
                let sentence = said.json["diagnosis"]["sentence"]["en"]
                    .as_str()
                    .unwrap_or_default();
                said.exit == 0 && sentence.contains("B limits requests")
            },
        },
        // A while later it takes some again.
        Pair {
            name: "few-requests-for-a-while",
            words: ["ONE PARENT", "OTHER few-requests --most 12 --seconds 3"],
            is_right: |said| said.first() == ["R11"],
        },
        Pair {
            name: "few-requests-sibling",
            words: ["ONE", "ONE few-requests --most 6"],
            is_right: |said| {
                let next = said.next();
                said.first() == ["A1.sibling"] && next.is_none_or(|next| next.is_empty())
            },
        },
    ]);
}

#[test]
fn pages_are_read_as_browsers_read_them() {
    let fine = |name, words| Pair {
        name,
        words,
        is_right: |said| said.exit == 0,
    };
    check(&[
        fine("settings", ["ONE PARENT settings", "ONE"]),
        fine("refreshes", ["ONE PARENT refreshes", "ONE"]),
        fine("labels", ["ONE PARENT", "ONE labels"]),
        fine("gbk", ["ONE PARENT gbk", "ONE gbk"]),
        fine("odd-form", ["ONE PARENT odd-form", "ONE"]),
    ]);
}

#[test]
fn the_login_is_found_where_it_is() {
    check(&[
        Pair {
            name: "www",
            words: ["ONE www", "ONE www"],
            is_right: |said| said.exit == 1 && said.first().iter().all(|label| label.starts_with("A1.")),
        },
        Pair {
            name: "elsewhere",
            words: ["ONE PARENT elsewhere", "ONE"],
            is_right: |said| said.exit == 0,
        },
        // No field too many, and the token that script sends back.
        Pair {
            name: "data",
            words: ["ONE data", "ONE"],
            is_right: |said| said.first() == ["A1.sibling"],
        },
    ]);
}

#[test]
fn what_a_browser_keeps_and_what_was_left_empty_is_said() {
    check(&[
        Pair {
            name: "keeps-guests",
            words: ["ONE PARENT", "ONE keeps-guests"],
            is_right: |said| said.first() == ["A14.browser"],
        },
        Pair {
            name: "captcha",
            words: ["ONE captcha", "ONE"],
            is_right: |said| {
                let sentence = said.json["diagnosis"]["sentence"]["en"]
                    .as_str()
                    .unwrap_or_default();
                said.first() == ["L0.login"] && sentence.contains("left empty (captcha)")
            },
        },
        Pair {
            name: "one-time-code",
            words: ["ONE one-time-code", "ONE"],
            is_right: |said| {
                let sentence = said.json["sentence"]["en"].as_str().unwrap_or_default();
                said.exit == 3 && sentence.contains("asks for a one-time code")
            },
        },
    ]);
}

#[test]
fn a_form_whose_own_cookie_no_browser_sends_back() {
    check(&[
        Pair {
            name: "form-refused",
            words: ["WRONG guarded-form ONE", "ONE"],
            is_right: |said| said.first() == ["A2.host"],
        },
        Pair {
            name: "form-withheld",
            words: ["BELOW guarded-form ONE", "ONE"],
            is_right: |said| said.exit == 1 && said.first()[0].starts_with("A5"),
        },
        Pair {
            name: "form-kept",
            words: ["PARENT guarded-form ONE", "PARENT ONE"],
            is_right: |said| said.first().is_empty() && said.exit == 0,
        },
        // With the cookie the password is refused as well, in another way: both fail.
        Pair {
            name: "form-refused-and-captcha",
            words: ["WRONG guarded-form captcha ONE", "ONE"],
            is_right: |said| said.first() == ["L0.login", "A2.host"],
        },
    ]);
}

#[test]
fn members_may_be_led_on_from_every_page() {
    check(&[
        Pair {
            name: "terms",
            words: ["PARENT terms ONE", "ONE PARENT"],
            is_right: |said| said.exit == 0,
        },
        Pair {
            name: "terms-apart",
            words: ["PARENT terms ONE", "OTHER PARENT"],
            is_right: |said| said.first() == ["R11"],
        },
    ]);
}

/// A writes its page before the session, so the login is accepted and sets no cookie.
#[test]
fn a_login_that_sets_nothing_is_one_all_the_same() {
    check(&[Pair {
        name: "sets-nothing",
        words: ["ONE sets-nothing", "ONE PARENT"],
        is_right: |said| said.exit == 1 && said.first()[0].starts_with("A6"),
    }]);
}

/// A's form for guests has the words that B shows in another language to whoever has a cookie.
#[test]
fn what_guests_read_beside_the_form_names_no_member() {
    check(&[Pair {
        name: "in-spanish",
        words: ["ONE PARENT in-spanish", "OTHER in-spanish --most 1"],
        is_right: |said| said.first().contains(&"R11".to_owned()),
    }]);
}

/// B takes a ticket once and leads whoever has none back to A: of requests at once with one ticket all but one are led there.
#[test]
fn a_ticket_is_good_once() {
    check(&[Pair {
        name: "tickets",
        words: ["ONE gives-tickets", "ONE takes-tickets --most PORT"],
        is_right: |said| said.exit == 0,
    }]);
}

/// B writes each session back when its page is done, also one that A has ended in the meantime.
#[test]
fn a_page_under_way_brings_a_session_back() {
    check(&[Pair {
        name: "writes-behind",
        words: ["ONE PARENT", "ONE PARENT writes-behind --seconds 0.4"],
        is_right: |said| said.first() == ["U4.resurrected"],
    }]);
}

/// Guests of B's address are led to a page for everybody; members stay.
#[test]
fn guests_may_be_led_away_from_where_members_are() {
    check(&[
        Pair {
            name: "landing",
            words: ["ONE PARENT", "ONE landing"],
            is_right: |said| said.exit == 0,
        },
        Pair {
            name: "landing-apart",
            words: ["ONE PARENT", "OTHER landing"],
            is_right: |said| said.first().contains(&"R11".to_owned()),
        },
    ]);
}
