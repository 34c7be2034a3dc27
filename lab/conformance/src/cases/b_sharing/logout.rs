//! A logout is seen everywhere at once, and leaves nothing.

use futures::future::join_all;

use crate::{
    adapter::{Op, Who},
    case::{Case, Need},
    client::Answer,
    deployment::World,
    verdict::{Check, expect, skipped, succeeded},
};

/// The number of requests to every copy at once.
const QUESTIONS: usize = 50;

pub static B02: Case = Case {
    id: "B02",
    title: "a logout, and at once fifty questions to every copy",
    expects: "no copy takes the old cookie any more, from the logout's answer on",
    sources: &["ASVS 5.0 7.4.1", "ASVS 4.0.3 3.3.1"],
    needs: &[Need::Op(Op::Logout)],
    run: |world| Box::pin(b02(world)),
};

async fn b02(world: World) -> Check {
    let browser = world.logged_in(0).await?;
    let token = browser.must_have_token(world.auth(0))?;
    let bearer = world.bearer(&token);
    // Every copy has seen the session before: whoever keeps a copy of it has one now.
    for copy in world.everywhere() {
        bearer.whoami(copy).await?;
    }
    succeeded(browser.call(world.auth(1), Op::Logout, &[]).await?, "a logout")?;
    let copies = world.everywhere();
    let asked = (0..QUESTIONS * copies.len()).map(|index| {
        let (copy, bearer) = (copies[index % copies.len()], bearer.clone());
        async move { (copy, bearer.whoami(copy).await) }
    });
    for (copy, who) in join_all(asked).await {
        let who = who?;
        expect(
            who == Who::Guest || matches!(who, Who::Unclear(401 | 403)),
            "after the logout's answer the cookie is nobody's",
            format!("{} says {who}", copy.name),
        )?;
    }
    Ok(())
}

pub static B10: Case = Case {
    id: "B10",
    title: "after a logout: back, reload, private pages",
    expects: "the logout tells the browser to forget, private pages were never to be stored, and with the old cookie they show nothing",
    sources: &["ASVS 5.0 14.3.1", "ASVS 4.0.3 3.3.1", "W3C Clear Site Data"],
    needs: &[Need::Op(Op::Logout)],
    run: |world| Box::pin(b10(world)),
};

async fn b10(world: World) -> Check {
    let pages = &world.adapter().pages;
    if pages.private.is_empty() {
        return Err(skipped(format!(
            "{} names no private pages",
            world.adapter().name
        )));
    }
    let auth = world.auth(0);
    let name = world.shown(0).await?;
    for accept in ["application/json", "text/html"] {
        let browser = world.logged_in(0).await?;
        let old = browser.must_have_token(auth)?;
        for page in &pages.private {
            let answer = browser.send(auth, page.outgoing("text/html")).await?;
            let caching = answer.header("cache-control").unwrap_or("nothing");
            expect(
                caching.contains("no-store"),
                "a private page is not stored, so that going back asks again",
                format!("{} says Cache-Control: {caching}", page.path),
            )?;
        }
        let logout = browser
            .request(Op::Logout, &[])?
            .without("accept")
            .with("accept", accept);
        let answer = browser.send(auth, logout).await?;
        expect(
            answer.is_success() || answer.is_redirect(),
            "a logout succeeds",
            answer.brief(),
        )?;
        forgets(&answer)?;
        for page in &pages.private {
            let answer = world.bearer(&old).send(auth, page.outgoing("text/html")).await?;
            expect(
                !answer.is_success() && !answer.text().contains(&name),
                "with the old cookie a private page shows nothing",
                format!("{} answers {}", page.path, answer.status),
            )?;
        }
    }
    Ok(())
}

fn forgets(answer: &Answer) -> Check {
    let said = answer.header("clear-site-data").unwrap_or("nothing");
    let clears = said.contains("\"*\"") || said.contains("\"cache\"") || said.contains("\"storage\"");
    expect(
        clears,
        "a logout sends Clear-Site-Data",
        format!("it says {said}"),
    )
}
