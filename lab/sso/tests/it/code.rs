//! What is refused: return addresses, states, codes.

use crate::{
    browser::{Browser, Response, location, query, send},
    world::WORLD,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use lab_sso::authority::{AUTHORIZE, TOKEN};
use ureq::http;

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// The question of the first site, with some of it replaced.
fn question(replaced: &[(&str, &str)]) -> String {
    let redirect_uri = WORLD.registration(0).redirect_uri.clone();
    let mut pairs = vec![
        ("response_type", "code"),
        ("client_id", "sso"),
        ("redirect_uri", &*redirect_uri),
        ("state", "s"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    for (name, value) in &mut pairs {
        if let Some((_, other)) = replaced.iter().find(|(replaced, _)| replaced == name) {
            *value = other;
        }
    }
    WORLD.authority(&format!("{AUTHORIZE}?{}", app_kernel::path::query(&pairs)))
}

/// A code for the first site.
fn code(browser: &mut Browser) -> String {
    let answer = browser.get(&question(&[]));
    query(&location(&answer).expect("sent back"), "code").expect("a code")
}

/// The exchange as the site with this number, with some of the form replaced.
fn exchange(site: usize, code: &str, replaced: &[(&str, &str)]) -> Response {
    let own = WORLD.registration(site);
    let redirect_uri = WORLD.registration(0).redirect_uri.clone();
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", &*redirect_uri),
        ("code_verifier", VERIFIER),
    ];
    for (name, value) in &mut form {
        if let Some((_, other)) = replaced.iter().find(|(replaced, _)| replaced == name) {
            *value = other;
        }
    }
    let request = http::Request::post("/")
        .header("content-type", "application/x-www-form-urlencoded")
        .header(
            "authorization",
            format!("Basic {}", STANDARD.encode(format!("{}:{}", own.id, own.secret))),
        );
    send(request, &WORLD.authority(TOKEN), &app_kernel::path::query(&form))
}

fn error(mut answer: Response) -> (u16, String) {
    let body = answer.body_mut().read_to_string().expect("text");
    let body: serde_json::Value = serde_json::from_str(&body).expect("JSON");
    (
        answer.status().as_u16(),
        body["error"].as_str().unwrap_or_default().to_owned(),
    )
}

#[test]
fn a_return_address_that_is_not_registered_gets_nothing_and_nobody() {
    let _turn = WORLD.turn();
    let mut browser = Browser::logged_in();
    let own = WORLD.registration(0).redirect_uri.clone();
    for other in [
        "http://thief.localhost/",
        &format!("{own}/"),
        &format!("{own}?x=1"),
        &own.replace("callback", "Callback"),
        &own.replace("cfmall-sso.localhost", "cfmall-sso.localhost.evil.example"),
        &WORLD.registration(1).redirect_uri,
        "",
    ] {
        let answer = browser.get(&question(&[("redirect_uri", other)]));
        assert_eq!(
            (answer.status().as_u16(), location(&answer)),
            (400, None),
            "{other}"
        );
    }
    for (name, value) in [("client_id", "nobody"), ("client_id", "books")] {
        let answer = browser.get(&question(&[(name, value)]));
        assert_eq!(
            (answer.status().as_u16(), location(&answer)),
            (400, None),
            "{value}"
        );
    }
    // Twice the same name: which of the two counts must not be a matter of taste.
    let answer = browser.get(&format!(
        "{}&redirect_uri=http%3A%2F%2Fthief.localhost%2F",
        question(&[])
    ));
    assert_eq!((answer.status().as_u16(), location(&answer)), (400, None));
}

#[test]
fn a_site_that_asks_wrongly_is_told_at_its_own_address() {
    let _turn = WORLD.turn();
    let mut browser = Browser::logged_in();
    for (name, value, told) in [
        ("response_type", "token", "unsupported_response_type"),
        ("code_challenge", "short", "invalid_request"),
        ("code_challenge_method", "plain", "invalid_request"),
    ] {
        let there = location(&browser.get(&question(&[(name, value)]))).expect("sent back");
        assert!(there.starts_with(&WORLD.registration(0).redirect_uri), "{there}");
        assert_eq!(query(&there, "error").as_deref(), Some(told), "{name}");
        assert_eq!(query(&there, "state").as_deref(), Some("s"));
        assert_eq!(query(&there, "code"), None);
    }
}

#[test]
fn a_code_is_for_one_site_one_address_one_browser_and_one_time() {
    let _turn = WORLD.turn();
    let mut browser = Browser::logged_in();
    let other = WORLD.registration(1).redirect_uri.clone();
    for (site, replaced) in [
        (1, &[][..]),
        (0, &[("redirect_uri", &*other)]),
        (
            0,
            &[("code_verifier", "another-verifier-of-the-same-length-000000000")],
        ),
    ] {
        let code = code(&mut browser);
        assert_eq!(
            error(exchange(site, &code, replaced)),
            (400, "invalid_grant".into())
        );
        assert_eq!(
            error(exchange(0, &code, &[])),
            (400, "invalid_grant".into()),
            "who tried it has spent it"
        );
    }
    let good = code(&mut browser);
    assert_eq!(exchange(0, &good, &[]).status(), 200);
    assert_eq!(error(exchange(0, &good, &[])), (400, "invalid_grant".into()));
    assert_eq!(error(exchange(0, "guessed", &[])), (400, "invalid_grant".into()));
    assert_eq!(
        error(exchange(0, &good, &[("grant_type", "password")])),
        (400, "unsupported_grant_type".into())
    );
}

#[test]
fn only_one_of_many_who_come_at_once_gets_an_answer() {
    let _turn = WORLD.turn();
    let code = code(&mut Browser::logged_in());
    let answers = std::thread::scope(|scope| {
        let asked: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| exchange(0, &code, &[]).status().as_u16()))
            .collect();
        asked
            .into_iter()
            .map(|asked| asked.join().expect("an answer"))
            .collect::<Vec<_>>()
    });
    assert_eq!(
        answers.iter().filter(|status| **status == 200).count(),
        1,
        "{answers:?}"
    );
}

#[test]
fn a_code_that_comes_a_second_time_ends_what_came_of_the_first() {
    let _turn = WORLD.turn();
    let mut browser = Browser::logged_in();
    let begun = browser.get(&WORLD.site(0, "/login"));
    let asked = browser.get(&location(&begun).expect("sent to the authority"));
    let callback = location(&asked).expect("sent back");
    assert_eq!(browser.get(&callback).status(), 303);
    assert!(browser.nickname_at(&callback).is_some());
    let code = query(&callback, "code").expect("a code");
    assert_eq!(error(exchange(0, &code, &[])), (400, "invalid_grant".into()));
    assert_eq!(browser.nickname_at(&callback), None, "one of the two was a thief");
    assert!(browser.nickname_at(&WORLD.authority("/")).is_some());
}

#[test]
fn a_code_is_good_for_half_a_minute_and_stored_as_a_hash() {
    let _turn = WORLD.turn();
    let code = code(&mut Browser::logged_in());
    let hashed = format!("select encode(hash, 'hex') from sso.code where hash = sha256('{code}'::bytea)");
    assert!(WORLD.text(0, &hashed).is_some(), "its hash is there");
    let rows = WORLD
        .text(0, "select string_agg(c::text, ' ') from sso.code c")
        .expect("rows");
    assert!(!rows.contains(&code), "and nothing else of it");
    let left = format!(
        "select 'yes' from sso.code where hash = sha256('{code}'::bytea) and until - session.now() between '20 s' and '30 s'"
    );
    assert_eq!(WORLD.text(0, &left).as_deref(), Some("yes"));
    let aged = format!(
        "update sso.code set until = session.now() - interval '1 ms' where hash = sha256('{code}'::bytea)"
    );
    assert_eq!(WORLD.execute(0, &aged), 1);
    assert_eq!(error(exchange(0, &code, &[])), (400, "invalid_grant".into()));
}

#[test]
fn only_a_registered_site_may_exchange() {
    let _turn = WORLD.turn();
    for authorization in [
        None,
        Some("Basic !!!".to_owned()),
        Some(format!("Basic {}", STANDARD.encode("sso:wrong"))),
        Some(format!("Bearer {}", WORLD.registration(0).secret)),
    ] {
        let mut request =
            http::Request::post("/").header("content-type", "application/x-www-form-urlencoded");
        if let Some(authorization) = &authorization {
            request = request.header("authorization", authorization);
        }
        let answer = send(request, &WORLD.authority(TOKEN), "grant_type=authorization_code");
        assert!(answer.headers().contains_key("www-authenticate"));
        assert_eq!(error(answer), (401, "invalid_client".into()), "{authorization:?}");
    }
}

#[test]
fn nobody_is_logged_in_by_an_answer_to_a_question_they_did_not_ask() {
    let _turn = WORLD.turn();
    // The attacker's own code, sent to a victim: login CSRF.
    let mut attacker = Browser::logged_in();
    let begun = attacker.get(&WORLD.site(0, "/login"));
    let asked = attacker.get(&location(&begun).expect("sent to the authority"));
    let callback = location(&asked).expect("sent back");
    let mut victim = Browser::default();
    assert_eq!(victim.get(&callback).status(), 400);
    // Neither by another flow of the victim's own.
    victim.get(&WORLD.site(0, "/login"));
    assert_eq!(victim.get(&callback).status(), 400);
    assert_eq!(victim.nickname_at(&callback), None);
    // Nor from another authority, nor a second time.
    let elsewhere = callback.replace("iss=http%3A%2F%2Fauth", "iss=http%3A%2F%2Fevil");
    assert_eq!(attacker.get(&elsewhere).status(), 400);
    assert_eq!(attacker.get(&callback).status(), 303);
    assert_eq!(attacker.get(&callback).status(), 400, "the state is spent");
}
