//! The token is in the cookie and nowhere else.

use std::collections::BTreeSet;

use crate::{
    adapter::{Op, Target},
    case::{Case, Need},
    client::{Answer, Outgoing},
    deployment::{Browser, Replica, Service, Token, World},
    verdict::{Check, NotPassed, expect},
};

/// The number of links that are followed: not the whole shop.
const MOST_LINKS: usize = 25;

pub static A06: Case = Case {
    id: "A06",
    title: "everything a member is shown",
    expects: "the token is in no body, no address and no header but Set-Cookie, and nothing personal may be cached",
    sources: &["ASVS 5.0 3.3.4, 14.2.1, 14.2.2, 14.3.2", "ASVS 4.0.3 3.1.1"],
    needs: &[],
    run: |world| Box::pin(a06(world)),
};

async fn a06(world: World) -> Check {
    let auth = world.auth(0);
    let browser = world.browser();
    let login = browser.login(auth, world.user(0)).await?;
    let token = browser.must_have_token(auth)?;
    holds_no_token(&login, &token, "the login's answer")?;
    let mut links = BTreeSet::new();
    let pages = &world.adapter().pages;
    for page in pages.public.iter().chain(&pages.private) {
        let copy = copy_for(&world, page);
        let answer = browser.send(copy, page.outgoing("text/html")).await?;
        links.extend(links_in(&answer, copy));
        looked_at(&answer, &token, &page.path)?;
    }
    for (link, service) in links.into_iter().take(MOST_LINKS) {
        let copy = if service == Service::Auth {
            auth
        } else {
            world.mall(0)
        };
        let answer = browser
            .send(copy, Outgoing::get(&link).with("accept", "text/html"))
            .await?;
        let kind = answer.header("content-type").unwrap_or_default().to_owned();
        if kind.starts_with("text/html") {
            looked_at(&answer, &token, &link)?;
        } else {
            holds_no_token(&answer, &token, &link)?;
        }
    }
    for copy in world.everywhere() {
        looked_at(&browser.ask_whoami(copy).await?, &token, "whoami")?;
    }
    match browser.call(auth, Op::List, &[]).await {
        Ok(list) => looked_at(&list, &token, "the list of sessions"),
        Err(NotPassed::Skipped(_)) => Ok(()),
        Err(reason) => Err(reason),
    }
}

fn copy_for<'a>(world: &'a World, page: &Target) -> &'a Replica {
    if page.service == Some(Service::Mall) {
        world.mall(0)
    } else {
        world.auth(0)
    }
}

fn looked_at(answer: &Answer, token: &Token, what: &str) -> Check {
    holds_no_token(answer, token, what)?;
    let caching = answer.header("cache-control").unwrap_or("nothing");
    expect(
        caching.contains("no-store") || !answer.is_success(),
        "what is personal says Cache-Control: no-store",
        format!("{what} says {caching}"),
    )
}

fn holds_no_token(answer: &Answer, token: &Token, what: &str) -> Check {
    let seen = |where_: &str| format!("it is in {where_} of {what}");
    let expected = "the token is nowhere but in Set-Cookie";
    expect(!answer.text().contains(&token.value), expected, seen("the body"))?;
    for (name, value) in &answer.headers {
        let shows = String::from_utf8_lossy(value.as_bytes()).contains(&token.value);
        expect(!shows || name == "set-cookie", expected, seen(name.as_str()))?;
    }
    Ok(())
}

fn links_in(answer: &Answer, copy: &Replica) -> Vec<(String, Service)> {
    let text = answer.text();
    let addresses = text
        .split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next());
    addresses
        .map(|address| address.strip_prefix(copy.origin.text.as_str()).unwrap_or(address))
        .filter(|address| address.starts_with('/') && !address.starts_with("//"))
        .map(|address| (address.replace("&amp;", "&"), copy.service))
        .collect()
}

pub static A09: Case = Case {
    id: "A09",
    title: "a good token anywhere but in the cookie",
    expects: "it is ignored in the query, the body, Authorization and headers of other systems",
    sources: &[
        "OWASP Session Management Cheat Sheet: cookies only",
        "ASVS 5.0 7.2.1",
    ],
    needs: &[Need::Op(Op::Logout)],
    run: |world| Box::pin(a09(world)),
};

async fn a09(world: World) -> Check {
    let auth = world.auth(0);
    let token = world.logged_in(0).await?.must_have_token(auth)?;
    // From here on logs may show it: the suite itself puts it where it does not belong.
    world.deployment.client.witness.expose(&token.value);
    let names = [
        token.name.as_str(),
        "session",
        "sid",
        "token",
        "session_id",
        "JSESSIONID",
    ];
    for copy in world.everywhere() {
        let stranger = world.browser();
        let plain = stranger.whoami_request();
        let mut attempts: Vec<(String, Outgoing)> = Vec::new();
        for name in names {
            let mut query = plain.clone();
            query.path = format!("{}?{name}={}", plain.path, token.value);
            attempts.push((format!("the query as {name}"), query));
            let mut path = plain.clone();
            path.path = format!("{};{name}={}", plain.path, token.value);
            attempts.push((format!("the path as {name}"), path));
        }
        for (header, value) in [
            ("authorization", format!("Bearer {}", token.value)),
            ("authorization", format!("Session {}", token.value)),
            ("x-session-id", token.value.clone()),
            ("x-session-token", token.value.clone()),
            ("x-auth-token", token.value.clone()),
            ("cookie2", token.pair()),
            ("x-cookie", token.pair()),
        ] {
            attempts.push((format!("the header {header}"), plain.clone().with(header, &value)));
        }
        for (place, outgoing) in attempts {
            let who = world.adapter().whoami.read(&stranger.send(copy, outgoing).await?);
            expect(
                !who.is_member(),
                "a token counts only in its cookie",
                format!("{} takes it from {place}", copy.name),
            )?;
        }
        in_a_body(&world, &stranger, copy, &token).await?;
    }
    Ok(())
}

/// Fails if a token in the body is believed, by which a logout could end somebody else's session.
async fn in_a_body(world: &World, stranger: &Browser, copy: &Replica, token: &Token) -> Check {
    let logout = stranger.request(Op::Logout, &[])?;
    let mut outgoing = logout.with("x-method-override", "POST");
    outgoing.body = format!("{}={v}&session={v}&sid={v}", token.name, v = token.value).into();
    stranger.send(copy, outgoing).await?;
    let who = world.bearer(token).whoami(copy).await?;
    expect(
        who.is_member(),
        "a token in a body does nothing",
        format!("after a logout with it in the body {} says {who}", copy.name),
    )
}
