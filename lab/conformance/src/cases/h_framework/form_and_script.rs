//! The same operation as a plain form and as a script's request.

use crate::{
    adapter::Op,
    case::{Case, Need},
    deployment::{World, browser::session_cookie},
    verdict::{Check, expect, skipped},
};

pub static H04: Case = Case {
    id: "H04",
    title: "the same login and logout as a plain form and as a script's request",
    expects: "the session is the same either way: same cookie attributes, same end",
    sources: &[
        "Leptos server functions: progressive enhancement",
        "ASVS 5.0 7.2.1",
    ],
    needs: &[Need::Op(Op::Logout)],
    run: |world| Box::pin(h04(world)),
};

async fn h04(world: World) -> Check {
    let auth = world.auth(0);
    let user = world.user(0);
    let values = [
        ("account", user.account.as_str()),
        ("password", user.password.as_str()),
    ];
    let mut cookies = Vec::new();
    for accept in ["application/json", "text/html,application/xhtml+xml"] {
        let browser = world.browser();
        let login = browser
            .request(Op::Login, &values)?
            .without("accept")
            .with("accept", accept);
        let answer = browser.send(auth, login).await?;
        expect(
            answer.is_success() || answer.status == 303 || answer.status == 302,
            "a login succeeds either way",
            format!("with Accept {accept} it is answered with {}", answer.status),
        )?;
        let mut cookie = session_cookie(&world.deployment, &answer)?;
        let token = browser.must_have_token(auth)?;
        for copy in world.everywhere() {
            let who = world.bearer(&token).whoami(copy).await?;
            expect(
                who.is_member(),
                "the session is good either way",
                format!("{} says {who}", copy.name),
            )?;
        }
        let logout = browser
            .request(Op::Logout, &[])?
            .without("accept")
            .with("accept", accept);
        let answer = browser.send(auth, logout).await?;
        expect(
            answer.is_success() || answer.is_redirect(),
            "a logout succeeds either way",
            format!("with Accept {accept} it is answered with {}", answer.status),
        )?;
        expect(
            browser.token(auth).is_none(),
            "the browser drops the cookie either way",
            "it keeps it",
        )?;
        world
            .dead_everywhere(&token, "the session after the logout")
            .await?;
        cookie.value.clear();
        cookie.expires = None;
        cookies.push(cookie);
    }
    expect(
        cookies.windows(2).all(|pair| pair[0] == pair[1]),
        "the cookie has the same attributes either way",
        "they differ",
    )
}

pub static H08: Case = Case {
    id: "H08",
    title: "one process and the split, all shapes of one system",
    expects: "they answer every case alike",
    sources: &["The project's goal: the same code as one process and as services"],
    needs: &[],
    run: |_| {
        Box::pin(async {
            Err(skipped(
                "a single run cannot tell; conformance report --alike compares several",
            ))
        })
    },
};
