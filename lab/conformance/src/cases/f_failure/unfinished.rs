//! Requests that stop half way: a phone in a tunnel, or somebody who means it.

use std::fmt::Write;

use crate::{
    adapter::Op,
    case::Case,
    client::raw::RawConnection,
    deployment::World,
    verdict::{Check, expect},
};

/// Unfinished requests at each copy.
const UNFINISHED: usize = 60;
/// The seconds that anybody else may wait meanwhile.
const OTHERS_SECONDS: f64 = 3.0;

pub static F13: Case = Case {
    id: "F13",
    title: "sixty logins at every copy whose bodies stop half way",
    expects: "others are served as ever, and none of them becomes a login",
    sources: &["CWE-400: Slowloris", "ASVS 5.0 13.1.3", "RFC 9110 §15.5.9"],
    needs: &[],
    run: |world| Box::pin(f13(world)),
};

async fn f13(world: World) -> Check {
    let member = world.logged_in(0).await?;
    let token = member.must_have_token(world.auth(0))?;
    let user = world.user(1);
    let values = [
        ("account", user.account.as_str()),
        ("password", user.password.as_str()),
    ];
    let login = world.browser().request(Op::Login, &values)?;
    let body = login.body.clone();
    let mut unfinished = Vec::new();
    for copy in world.answering(Op::Login) {
        let mut head = format!(
            "{} {} HTTP/1.1\r\nHost: {}\r\nOrigin: {}\r\nContent-Length: {}\r\n",
            login.method,
            login.path,
            copy.origin.authority,
            copy.origin.text,
            body.len()
        );
        for (name, value) in &login.headers {
            let _ = write!(head, "{name}: {}\r\n", value.to_str().unwrap_or_default());
        }
        for _ in 0..UNFINISHED {
            let mut connection = RawConnection::open(&copy.address).await?;
            connection.write(format!("{head}\r\n").as_bytes()).await;
            connection.write(&body[..body.len() - 1]).await;
            unfinished.push(connection);
        }
    }
    world.served_meanwhile(&token, OTHERS_SECONDS).await?;
    let other = world.logged_in(2).await?;
    world.known_everywhere(&other).await?;
    drop(unfinished);
    let who = world.logged_in(1).await?.whoami(world.auth(0)).await?;
    expect(
        who.is_member(),
        "afterwards the member logs in as ever",
        format!("they are {who}"),
    )
}
