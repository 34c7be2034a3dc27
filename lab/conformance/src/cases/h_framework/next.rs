//! Where a visitor is sent afterwards.

use url::Url;

use crate::{
    adapter::Op,
    case::Case,
    deployment::{Browser, World},
    verdict::{Check, expect, failed, skipped},
};

const FOREIGN: [&str; 12] = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "/\t/evil.example/",
    "https:evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://evil.localhost/",
    "http://user@evil.example/",
    "/%0d%0aLocation:%20https://evil.example/",
];

pub static H07: Case = Case {
    id: "H07",
    title: "a login and a logout that are told to go elsewhere afterwards",
    expects: "an address outside of our own origins is ignored",
    sources: &["ASVS 5.0 3.7.2", "Ory Kratos: return_to", "CWE-601"],
    needs: &[],
    run: |world| Box::pin(h07(world)),
};

async fn h07(world: World) -> Check {
    let takes_next = |op: Op| {
        let operation = world.adapter().operation(op);
        operation.is_some_and(|operation| operation.fields.values().any(|value| value.contains("{next}")))
    };
    if !takes_next(Op::Login) && !takes_next(Op::Logout) {
        return Err(skipped(format!(
            "nothing of {} takes an address to go on to",
            world.adapter().name
        )));
    }
    let mut foreign: Vec<String> = FOREIGN.iter().map(|text| (*text).to_owned()).collect();
    // Looks like ours to whoever compares beginnings.
    foreign.push(format!("{}@evil.example/", world.auth(0).origin.text));
    foreign.push(format!("{}.evil.example/", world.mall(0).origin.text));
    let browser = world.browser();
    for next in &foreign {
        let user = world.user(0);
        let login = [
            ("account", user.account.as_str()),
            ("password", user.password.as_str()),
            ("next", next),
        ];
        let wrong = [login[0], ("password", "not the password"), login[2]];
        leads_home(&world, &browser, Op::Login, &wrong).await?;
        leads_home(&world, &browser, Op::Login, &login).await?;
        if world.adapter().operation(Op::Logout).is_some() {
            leads_home(&world, &browser, Op::Logout, &[("next", next)]).await?;
        }
    }
    Ok(())
}

async fn leads_home(world: &World, browser: &Browser, op: Op, values: &[(&str, &str)]) -> Check {
    let auth = world.auth(0);
    let request = browser
        .request(op, values)?
        .without("accept")
        .with("accept", "text/html");
    let answer = browser.send(auth, request).await?;
    expect(
        !answer.is_server_error(),
        "a foreign address breaks nothing",
        answer.status.to_string(),
    )?;
    let Some(location) = answer.header("location") else {
        return Ok(());
    };
    let base = Url::parse(&auth.origin.text).map_err(|error| failed("an origin", error.to_string()))?;
    let leads = base
        .join(location)
        .map_err(|error| failed("an address", error.to_string()))?;
    expect(
        is_ours(world, &leads),
        format!("{op} leads only to our own origins"),
        format!(
            "with {} it leads to {}",
            values.last().map_or("", |pair| pair.1),
            leads.origin().ascii_serialization()
        ),
    )?;
    // What is passed on to the next page is an address again.
    for (_, passed_on) in leads.query_pairs() {
        expect(
            base.join(&passed_on)
                .is_ok_and(|address| is_ours(world, &address)),
            format!("{op} forgets a foreign address"),
            format!("it passes {passed_on} on"),
        )?;
    }
    Ok(())
}

fn is_ours(world: &World, address: &Url) -> bool {
    let origin = address.origin().ascii_serialization();
    origin == world.auth(0).origin.text || origin == world.mall(0).origin.text
}
