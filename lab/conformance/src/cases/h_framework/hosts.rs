//! What a request says of the host it is for.

use crate::{
    case::Case,
    client::raw::exchange,
    deployment::World,
    verdict::{Check, expect},
};

pub static H09: Case = Case {
    id: "H09",
    title: "requests of a member for a host that is none, for two, and for somebody else's",
    expects: "what is no host is a bad request, and a foreign one is neither repeated nor given cookies",
    sources: &[
        "RFC 9112 §3.2",
        "CWE-644",
        "OWASP Web Security Testing Guide 4.7.17: Host header injection",
    ],
    needs: &[],
    run: |world| Box::pin(h09(world)),
};

async fn h09(world: World) -> Check {
    let auth = world.auth(0);
    let browser = world.logged_in(0).await?;
    let token = browser.must_have_token(auth)?;
    let path = world.browser().whoami_request().path;
    for copy in world.everywhere() {
        let ours = &copy.origin.authority;
        let bad = [
            ("no host", String::new()),
            ("an empty host", "Host:\r\n".to_owned()),
            ("two hosts", format!("Host: {ours}\r\nHost: {ours}\r\n")),
            ("a port that is none", "Host: a:99999\r\n".to_owned()),
            ("a path in the host", "Host: x/account?\r\n".to_owned()),
            ("a user in the host", format!("Host: me@{ours}\r\n")),
        ];
        let foreign = ["evil.example", "evil.example:80", "127.0.0.1.evil.example"];
        let foreign = foreign.map(|host| {
            (
                "a foreign host",
                format!("Host: {host}\r\nX-Forwarded-Host: {host}\r\n"),
            )
        });
        for (what, lines) in bad.into_iter().chain(foreign) {
            for target in ["/", path.as_str()] {
                let request = format!(
                    "GET {target} HTTP/1.1\r\n{lines}Accept: text/html, application/json;q=0.5\r\nConnection: close\r\nCookie: {}\r\n\r\n",
                    token.pair()
                );
                let answer = exchange(&copy.address, request.as_bytes()).await?;
                let is_foreign = what == "a foreign host";
                expect(
                    if is_foreign {
                        (200..500).contains(&answer.status)
                    } else {
                        answer.status == 400
                    },
                    if is_foreign {
                        "a foreign host breaks nothing"
                    } else {
                        "what is no host is a bad request"
                    },
                    format!("{} answers {} to {what} at {target}", copy.name, answer.status),
                )?;
                expect(
                    !answer.text.contains("evil.example"),
                    "a foreign host is not repeated",
                    format!("{} repeats it at {target}", copy.name),
                )?;
                expect(
                    answer.headers("set-cookie").is_empty(),
                    "no cookie is set for it",
                    format!("{} sets one at {target}", copy.name),
                )?;
            }
        }
    }
    world.known_everywhere(&browser).await
}
