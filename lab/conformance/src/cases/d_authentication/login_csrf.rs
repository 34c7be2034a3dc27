//! Login CSRF: an attacker makes the victim's browser log in with another account.

use crate::{
    adapter::{Op, Who},
    case::Case,
    deployment::{World, browser::session_cookie},
    verdict::{Check, expect, failed},
};

pub static D03: Case = Case {
    id: "D03",
    title: "an attacker's login, and an attacker's cookie, planted in a victim's browser",
    expects: "a login sent from elsewhere is refused without a cookie, and the victim's login leaves the attacker's cookie worthless for the victim's account",
    sources: &[
        "OWASP CSRF Prevention Cheat Sheet: login CSRF",
        "ASVS 5.0 3.5.1",
        "Barth et al. 2008",
    ],
    needs: &[],
    run: |world| Box::pin(d03(world)),
};

async fn d03(world: World) -> Check {
    let auth = world.auth(0);
    let attacker = world.user(1);
    let victim = world.browser();
    let values = [
        ("account", attacker.account.as_str()),
        ("password", attacker.password.as_str()),
    ];
    for (origin, site) in [
        ("https://evil.example", "cross-site"),
        ("null", "cross-site"),
        ("http://evil.localhost", "same-site"),
    ] {
        let login = victim.request(Op::Login, &values)?;
        let login = login.with("origin", origin).with("sec-fetch-site", site);
        let answer = victim.send(auth, login).await?;
        expect(
            matches!(answer.status, 400..=403),
            "a login that a page of somebody else's sends is refused",
            format!("from {origin} it is answered with {}", answer.status),
        )?;
        expect(
            victim.token(auth).is_none(),
            "a refused login gives no cookie",
            format!("from {origin} it gives one"),
        )?;
    }
    // The attacker's own cookie, tossed into the victim's browser.
    let planted = world.logged_in(1).await?.must_have_token(auth)?;
    let answer = world.bearer(&planted).login(auth, world.user(0)).await?;
    let given = session_cookie(&world.deployment, &answer)?;
    expect(
        given.value != planted.value,
        "the victim's login gives an id of its own",
        "it keeps the planted one",
    )?;
    let name = Who::Member(world.shown(0).await?);
    for copy in world.everywhere() {
        if world.bearer(&planted).whoami(copy).await? == name {
            return Err(failed(
                "the planted cookie never becomes the victim's",
                format!("{} takes the attacker for the victim", copy.name),
            ));
        }
    }
    if world.adapter().operation(Op::Logout).is_some() {
        world
            .bearer(&planted.with(given.value))
            .call(auth, Op::Logout, &[])
            .await?;
    }
    Ok(())
}
