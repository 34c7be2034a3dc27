//! Pages as they are read.

use std::time::Duration;

use diagnosis::evidence::Shown;
use regex_lite::Regex;
use url::Url;

use super::*;
use crate::http::Reply;

fn reply(status: u16, body: &str) -> Reply {
    Reply {
        status,
        headers: Vec::new(),
        body: body.to_owned(),
        took: Duration::ZERO,
    }
}

fn page() -> Url {
    Url::parse("http://b.localhost/").unwrap()
}

#[test]
fn a_name_is_learnt_where_it_is_new() {
    let before = reply(200, "<p>Try ada or bob</p><a href=/login>Log in</a>");
    let after = reply(
        200,
        "<p>Try ada or bob</p><b>Ada Lovelace</b><a href=/logout>Log out</a>",
    );
    assert_eq!(learn("ada", &before, &after), ["Ada", "Ada Lovelace"]);
    let after = reply(200, "<p>Logged in as Mei Lin.</p>");
    assert_eq!(learn("ada", &before, &after), ["Mei Lin"]);
}

#[test]
fn a_name_may_be_written_in_capitals() {
    let read = |name: &str, body: &str| {
        let reader = Reader {
            names: vec![name.to_owned()],
            ..Reader::default()
        };
        reader.read(&reply(200, body), &page())
    };
    assert!(matches!(read("Mei Lin", "<p>MEI LIN</p>"), Shown::Member(_)));
    assert!(matches!(read("Mei Lin", "<p>mei lin</p>"), Shown::Member(_)));
    assert!(matches!(read("Will", "<p>WILL</p>"), Shown::Member(_)));
    // A name that is a word as well is none in small letters.
    assert_eq!(read("Will", "<p>You will see</p>"), Shown::Unclear);
}

#[test]
fn guessed_landmarks_decide_only_what_they_can() {
    let mut reader = Reader {
        names: vec!["ada".to_owned()],
        ..Reader::default()
    };
    reader.see_guest(&reply(200, "<p>Please log in</p>"), &page());
    let read = |body: &str| reader.read(&reply(200, body), &page());
    assert_eq!(read("<p>Hello ada</p>"), Shown::Member("ada".to_owned()));
    assert_eq!(read("<p>Please log in</p>"), Shown::Guest);
    assert_eq!(read("<p>Hello adam</p>"), Shown::Unclear);
    let form = "<p>Try ada</p><form><input name=account><input type=password></form>";
    assert_eq!(read(form), Shown::Guest);
    let mut closed = Reader::default();
    closed.see_guest(&reply(401, ""), &page());
    let open = |body: &str| closed.read(&reply(200, body), &page());
    assert_eq!(open("<p>Your orders</p>"), Shown::Member(NAMELESS.to_owned()));
    assert_eq!(open(r#"{"user": null}"#), Shown::Unclear);
    let mut silent = Reader::default();
    silent.see_guest(&reply(200, "<p>Shop</p>"), &page());
    assert_eq!(silent.read(&reply(200, "<p>Shop</p>"), &page()), Shown::Unclear);
    assert_eq!(read("<a href=/x>Log out</a>"), Shown::Member(NAMELESS.to_owned()));
    assert_eq!(reader.read(&reply(401, ""), &page()), Shown::Guest);
    assert_eq!(reader.read(&reply(500, "ada"), &page()), Shown::Unclear);
}

/// B, where guests are led to A's login.
#[test]
fn a_page_without_the_name_may_be_a_guest_s() {
    let mut away = reply(303, "");
    let login = "http://a.localhost/authorize?back=b".to_owned();
    away.headers.push(("location".to_owned(), login));
    let mut reader = Reader::default();
    reader.see_guest(&away, &page());
    let read = |reader: &Reader, link: &str| {
        let body = format!("<p>Please <a href={link}>log in</a></p>");
        reader.read(&reply(200, &body), &page())
    };
    let (same, partner) = ("http://a.localhost/authorize", "http://partner.localhost/login");
    let nameless = Shown::Member(NAMELESS.to_owned());
    assert_eq!(read(&reader, same), nameless, "no name was seen yet");
    reader.see(&Shown::Member("Ada".to_owned()));
    assert_eq!(read(&reader, same), Shown::Guest);
    assert_eq!(read(&reader, partner), nameless, "another login");
}

#[test]
fn described_landmarks_decide_alone() {
    let reader = Reader {
        members: vec![Landmark::Pointer("/user/name".to_owned())],
        ..Reader::default()
    };
    let read = |body: &str| reader.read(&reply(200, body), &page());
    assert_eq!(
        read(r#"{"user": {"name": "Ada"}}"#),
        Shown::Member("Ada".to_owned())
    );
    assert_eq!(read(r#"{"user": null}"#), Shown::Guest);
    let pattern = Landmark::Pattern(Regex::new("Hello ([A-Z][a-z]+)").unwrap());
    assert_eq!(pattern.find(&reply(200, "Hello Ada!")), Some("Ada".to_owned()));
}

#[test]
fn a_described_text_may_stand_in_the_data_of_a_page() {
    let mut reader = Reader {
        members: vec![Landmark::Text("Ada Lovelace".to_owned())],
        ..Reader::default()
    };
    let data = |name: &str| {
        reply(
            200,
            &format!("<div></div><script type=json>{{\"name\": \"{name}\"}}</script>"),
        )
    };
    assert_eq!(
        reader.read(&data("Ada Lovelace"), &page()),
        Shown::Member("Ada Lovelace".to_owned())
    );
    let attribute = reply(
        200,
        r#"<div data-page="{&quot;name&quot;:&quot;Ada Lovelace&quot;}"></div>"#,
    );
    assert!(matches!(reader.read(&attribute, &page()), Shown::Member(_)));
    // What guests have there as well tells nothing.
    reader.see_guest(&data("Ada Lovelace"), &page());
    assert_eq!(reader.read(&data("Ada Lovelace"), &page()), Shown::Guest);
}

#[test]
fn a_form_beside_a_way_out_is_no_login() {
    let mut reader = Reader::default();
    reader.see_guest(&reply(303, ""), &page());
    let form = "<form><input name=mail><input type=password></form>";
    let exit = "<form action=/logout><button>Log out</button></form>";
    assert_eq!(reader.read(&reply(200, form), &page()), Shown::Guest);
    let both = reader.read(&reply(200, &format!("{form}{exit}")), &page());
    assert_eq!(both, Shown::Member(NAMELESS.to_owned()));
    // That somebody has left is no way out.
    let left = format!("<p>您已退出</p>{form}");
    assert_eq!(reader.read(&reply(200, &left), &page()), Shown::Guest);
}

#[test]
fn an_empty_answer_of_a_session_endpoint_says_nobody() {
    for body in ["{}", "null"] {
        let mut reader = Reader::default();
        reader.see_guest(&reply(200, body), &page());
        assert_eq!(reader.read(&reply(200, body), &page()), Shown::Guest);
    }
}

#[test]
fn a_visitor_is_asked_to_log_in_in_many_words() {
    let read = |words: &str| {
        let of_guests = reply(200, &format!("<h1>Laden</h1><p>{words}</p>"));
        let mut reader = Reader::default();
        reader.see_guest(&of_guests, &page());
        reader.read(&of_guests, &page())
    };
    for words in [
        "Guten Tag! Bitte melden Sie sich an.",
        "Um zu bestellen, loggen Sie sich ein",
        "Connecte-toi pour voir ton panier",
        "Inicie sesión, por favor",
        "Meld je aan of registreer",
        "Пожалуйста, войдите",
        "Přihlaste se",
        "Sie sind noch nicht angemeldet",
        "Effettua l’accesso",
    ] {
        assert_eq!(read(words), Shown::Guest, "{words}");
    }
    for words in ["Guten Tag", "Bonjour Ada", "Willkommen, Ada! Ihr Warenkorb"] {
        assert_eq!(read(words), Shown::Unclear, "{words}");
    }
}
