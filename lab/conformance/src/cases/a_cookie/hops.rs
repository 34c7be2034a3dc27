//! Forwarding headers that a client makes up.

use crate::{
    adapter::Op,
    case::Case,
    client::Outgoing,
    deployment::{World, browser::session_cookie},
    verdict::{Check, expect, succeeded},
};

pub static A10: Case = Case {
    id: "A10",
    title: "a login with forged X-Forwarded headers",
    expects: "what a client says about hops changes nothing: the cookie stays Secure and on its own domain, and no address leads elsewhere",
    sources: &["express-session proxy tests", "ASVS 5.0 3.3.1", "RFC 7239 §8"],
    needs: &[],
    run: |world| Box::pin(a10(world)),
};

const FORGERIES: [&[(&str, &str)]; 4] = [
    &[("x-forwarded-proto", "http")],
    &[
        ("x-forwarded-proto", "https"),
        ("x-forwarded-host", "evil.example"),
    ],
    &[("forwarded", "for=192.0.2.1;host=evil.example;proto=http")],
    &[
        ("x-forwarded-ssl", "off"),
        ("front-end-https", "off"),
        ("x-original-host", "evil.example"),
    ],
];

async fn a10(world: World) -> Check {
    let auth = world.auth(0);
    let honest = world.browser();
    let honest = session_cookie(&world.deployment, &honest.login(auth, world.user(0)).await?)?;
    for forgery in FORGERIES {
        let forge = |outgoing: Outgoing| {
            forgery
                .iter()
                .fold(outgoing, |outgoing, (name, value)| outgoing.with(name, value))
        };
        let browser = world.browser();
        let user = world.user(0);
        let login = browser.request(
            Op::Login,
            &[("account", &user.account), ("password", &user.password)],
        )?;
        for accept in ["application/json", "text/html"] {
            let login = forge(login.clone().without("accept").with("accept", accept));
            let answer = browser.send(auth, login).await?;
            if !answer.is_redirect() {
                succeeded(answer.clone(), "a login")?;
            }
            let cookie = session_cookie(&world.deployment, &answer)?;
            let named = forgery[0].0;
            expect(
                cookie.secure == honest.secure
                    && cookie.domain == honest.domain
                    && cookie.name == honest.name,
                "the cookie is the same whatever a client says about hops",
                format!("it is another one with {named}"),
            )?;
            let location = answer.header("location").unwrap_or_default();
            expect(
                !location.contains("evil.example") && !answer.text().contains("evil.example"),
                "no address is made of what a client says",
                format!("{named} leads elsewhere"),
            )?;
        }
    }
    Ok(())
}
