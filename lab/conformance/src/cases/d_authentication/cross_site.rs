//! Cross-site requests: a foreign page sends them with the victim's cookies.

use http::Method;

use crate::{
    adapter::{CsrfRow, Op},
    case::{Case, Need},
    client::Outgoing,
    deployment::{Replica, Service, World},
    verdict::{Check, expect, skipped},
};

pub static D08: Case = Case {
    id: "D08",
    title: "a change by GET or HEAD, and by POST without any sign of where it comes from",
    expects: "it is refused, and nothing has changed",
    sources: &[
        "ASVS 5.0 3.5.1, 3.5.3",
        "RFC 9110 §9.2.1",
        "OWASP CSRF Prevention Cheat Sheet",
    ],
    needs: &[Need::Op(Op::Logout), Need::Op(Op::Set), Need::Op(Op::Get)],
    run: |world| Box::pin(d08(world)),
};

async fn d08(world: World) -> Check {
    let auth = world.auth(0);
    let browser = world.logged_in(0).await?;
    let key = world.unique("untouched");
    browser.set(auth, &key, "before").await?;
    let changes = [
        browser.request(Op::Logout, &[])?,
        browser.request(Op::Set, &[("key", &key), ("value", "after")])?,
    ];
    for change in changes {
        for (method, origin) in [(Method::GET, true), (Method::HEAD, true), (Method::POST, false)] {
            let mut outgoing = Outgoing {
                method: method.clone(),
                ..change.clone()
            };
            if method.is_safe() {
                let body = String::from_utf8_lossy(&outgoing.body).into_owned();
                outgoing.path = format!("{}?{body}", outgoing.path);
                outgoing.body = bytes_of("");
                outgoing = outgoing.without("content-type");
            }
            if !origin {
                outgoing = outgoing.with("origin", "");
            }
            let path = change.path.clone();
            let answer = browser.send(auth, outgoing).await?;
            expect(
                matches!(answer.status, 400..=405),
                "a change that may come from anywhere is refused",
                format!("{method} {path} is answered with {}", answer.status),
            )?;
        }
    }
    let who = browser.whoami(auth).await?;
    expect(
        who.is_member(),
        "nobody was logged out",
        format!("the visitor is {who}"),
    )?;
    let value = browser.get(auth, &key).await?;
    expect(
        value == "before",
        "no value was changed",
        format!("it is {value}"),
    )
}

fn bytes_of(text: &'static str) -> hyper::body::Bytes {
    hyper::body::Bytes::from_static(text.as_bytes())
}

pub static D10: Case = Case {
    id: "D10",
    title: "every combination of Origin and Sec-Fetch-Site, and JSON in the clothes of a form",
    expects: "exactly those pass that the policy lets pass",
    sources: &[
        "Fetch Metadata Request Headers",
        "RFC 6454 §7",
        "ASVS 5.0 3.5.1-3.5.3",
    ],
    needs: &[Need::Op(Op::Set), Need::Op(Op::Get)],
    run: |world| Box::pin(d10(world)),
};

async fn d10(world: World) -> Check {
    let rows = &world.adapter().csrf;
    if rows.is_empty() {
        return Err(skipped(format!(
            "{} declares no policy for where requests come from",
            world.adapter().name
        )));
    }
    let browser = world.logged_in(0).await?;
    let key = world.unique("contested");
    for copy in world.everywhere() {
        for (row, number) in rows.iter().zip(0..) {
            let value = format!("{number}");
            let set = browser.request(Op::Set, &[("key", &key), ("value", &value)])?;
            let answer = browser.send(copy, row.applied(&world, set)).await?;
            let is_set = browser.get(copy, &key).await? == value.as_str();
            let passed = answer.is_success() && is_set;
            let refused = matches!(answer.status, 400..=403) && !is_set;
            let expected = if row.passes { "passes" } else { "is refused" };
            expect(
                if row.passes { passed } else { refused },
                format!("a request {} {expected}", row.label()),
                format!("{} answers {}", copy.name, answer.status),
            )?;
        }
        two_origins(&world, &browser, copy, &key).await?;
        as_text(&world, &browser, copy, &key).await?;
    }
    Ok(())
}

/// Fails unless a request with two `Origin` headers is refused: no browser sends two.
async fn two_origins(
    world: &World,
    browser: &crate::deployment::Browser,
    copy: &Replica,
    key: &str,
) -> Check {
    let set = browser.request(Op::Set, &[("key", key), ("value", "two origins")])?;
    let ours = &world.auth(0).origin.text;
    let answer = browser
        .send(
            copy,
            set.with("origin", ours).with("origin", "https://evil.example"),
        )
        .await?;
    expect(
        matches!(answer.status, 400..=403),
        "a request with two origins is refused",
        format!("{} answers {}", copy.name, answer.status),
    )
}

/// Fails unless JSON sent as `text/plain` is refused, which a foreign form can send without a preflight.
async fn as_text(world: &World, browser: &crate::deployment::Browser, copy: &Replica, key: &str) -> Check {
    let mut set = browser.request(Op::Set, &[("key", key), ("value", "as text")])?;
    set.body = format!("{{\"key\":\"{key}\",\"value\":\"as text\"}}").into();
    let set = set.without("content-type").with("content-type", "text/plain");
    let answer = browser
        .send(copy, set.with("origin", &world.auth(0).origin.text))
        .await?;
    let value = browser.get(copy, key).await?;
    expect(
        (400..500).contains(&answer.status) && value != "as text",
        "JSON that says it is plain text is refused",
        format!("{} answers {}", copy.name, answer.status),
    )
}

impl CsrfRow {
    fn applied(&self, world: &World, outgoing: Outgoing) -> Outgoing {
        let origin = match self.origin.as_deref() {
            Some("auth") => origin_of(world, Service::Auth),
            Some("mall") => origin_of(world, Service::Mall),
            Some(other) => other.to_owned(),
            // The browser takes that for none at all.
            None => String::new(),
        };
        let outgoing = outgoing.with("origin", &origin);
        match &self.site {
            Some(site) => outgoing.with("sec-fetch-site", site),
            None => outgoing,
        }
    }

    fn label(&self) -> String {
        let origin = self
            .origin
            .as_deref()
            .map_or("without Origin".to_owned(), |origin| {
                format!("with Origin {origin}")
            });
        match &self.site {
            Some(site) => format!("{origin} and Sec-Fetch-Site {site}"),
            None => origin,
        }
    }
}

fn origin_of(world: &World, service: Service) -> String {
    let copy = if service == Service::Auth {
        world.auth(0)
    } else {
        world.mall(0)
    };
    copy.origin.text.clone()
}
