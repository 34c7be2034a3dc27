//! Addresses that a browser, a mail filter or a preview opens by itself.

use http::Method;

use crate::{
    adapter::{Op, Who},
    case::Case,
    client::Outgoing,
    deployment::World,
    verdict::{Check, expect},
};

pub static H06: Case = Case {
    id: "H06",
    title: "addresses of the login, opened by a prefetch",
    expects: "no session begins by GET or HEAD, whatever the query says",
    sources: &["ASVS 5.0 7.6.2", "RFC 9110 §9.2.1"],
    needs: &[],
    run: |world| Box::pin(h06(world)),
};

async fn h06(world: World) -> Check {
    let auth = world.auth(0);
    let user = world.user(0);
    let values = [
        ("account", user.account.as_str()),
        ("password", user.password.as_str()),
    ];
    let login = world.browser().request(Op::Login, &values)?;
    let query = String::from_utf8_lossy(&login.body).into_owned();
    let page = world
        .adapter()
        .pages
        .login
        .clone()
        .unwrap_or_else(|| login.path.clone());
    for path in [login.path.clone(), page] {
        for method in [Method::GET, Method::HEAD] {
            let prefetch = Outgoing::new(method.clone(), format!("{path}?{query}"))
                .with("accept", "text/html")
                .with("sec-purpose", "prefetch;prerender")
                .with("purpose", "prefetch");
            let browser = world.browser();
            let answer = browser.send(auth, prefetch).await?;
            let begins = answer
                .set_cookies()
                .iter()
                .any(|cookie| world.deployment.is_session_name(&cookie.name));
            expect(
                !begins,
                "opening an address begins no session",
                format!("{method} {path} does"),
            )?;
            let who = browser.whoami(auth).await?;
            expect(
                who == Who::Guest,
                "opening an address logs nobody in",
                format!("after {method} {path}: {who}"),
            )?;
        }
    }
    Ok(())
}
