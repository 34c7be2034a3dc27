//! A login is seen everywhere at once.

use futures::future::join_all;

use crate::{
    adapter::Who,
    case::Case,
    deployment::World,
    verdict::{Check, expect},
};

/// The number of logins, after each of which every copy is asked: 200 or more questions in all.
const ROUNDS: usize = 25;
const QUESTIONS: usize = 8;

pub static B01: Case = Case {
    id: "B01",
    title: "a login, and at the same moment a question to every copy",
    expects: "all copies of all services know who is logged in, from the first request on",
    sources: &[
        "The lesson this system answers: a login that is not shared and not in sync",
        "ASVS 5.0 7.1.3",
    ],
    needs: &[],
    run: |world| Box::pin(b01(world)),
};

async fn b01(world: World) -> Check {
    for round in 0..ROUNDS {
        let user = round % 2;
        let expected = Who::Member(world.shown(user).await?);
        let browser = world.browser();
        browser.login(world.auth(round), world.user(user)).await?;
        let copies = world.everywhere();
        // A copy's answer may take the cookie away, so every question has a jar of its own.
        let asked = (0..QUESTIONS.max(copies.len())).map(|index| {
            let (copy, browser) = (copies[index % copies.len()], browser.copied());
            async move { (copy, browser.whoami(copy).await) }
        });
        for (copy, who) in join_all(asked).await {
            let who = who?;
            expect(
                who == expected,
                format!("every copy says {expected}"),
                format!("{} says {who}", copy.name),
            )?;
        }
        // And one after the other with the same jar, as a visitor goes from page to page.
        for copy in copies {
            let who = browser.whoami(copy).await?;
            expect(
                who == expected,
                format!("from page to page the visitor stays {expected}"),
                format!("{} says {who}", copy.name),
            )?;
        }
        world.leave().await;
    }
    Ok(())
}
