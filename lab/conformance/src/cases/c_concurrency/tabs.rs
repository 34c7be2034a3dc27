//! Two people log in in two tabs of one browser.

use futures::future::join;

use crate::{
    adapter::{Op, Who},
    case::{Case, Need},
    deployment::{World, browser::session_cookie},
    verdict::{Check, expect, failed},
};

const ROUNDS: usize = 5;

pub static C10: Case = Case {
    id: "C10",
    title: "two members log in at the same moment in two tabs of one browser",
    expects: "the browser ends as one of them, every copy says the same one, and neither sees what is the other's",
    sources: &[
        "CWE-488 (exposure of data to the wrong session)",
        "ASVS 5.0 15.4.1",
    ],
    needs: &[Need::Op(Op::Set), Need::Op(Op::Get)],
    run: |world| Box::pin(c10(world)),
};

async fn c10(world: World) -> Check {
    let (auth, other_auth) = (world.auth(0), world.auth(1));
    let names = [
        Who::Member(world.shown(0).await?),
        Who::Member(world.shown(1).await?),
    ];
    for round in 0..ROUNDS {
        let browser = world.browser();
        if round % 2 == 1 {
            // In every other round somebody was logged in before.
            browser.login(auth, world.user(0)).await?;
        }
        let (one, other) = join(
            browser.login(auth, world.user(0)),
            browser.login(other_auth, world.user(1)),
        )
        .await;
        let ids = [
            session_cookie(&world.deployment, &one?)?,
            session_cookie(&world.deployment, &other?)?,
        ];
        let kept = browser.must_have_token(auth)?;
        let winner = ids
            .iter()
            .position(|cookie| cookie.value == kept.value)
            .ok_or_else(|| {
                failed(
                    "the browser ends with one of the two cookies",
                    "it has another one",
                )
            })?;
        let key = world.unique("owner");
        for (index, cookie) in ids.iter().enumerate() {
            let bearer = world.bearer(&kept.with(&cookie.value));
            for copy in world.everywhere() {
                let who = bearer.whoami(copy).await?;
                let dead = who == Who::Guest && index != winner;
                expect(
                    who == names[index] || dead,
                    format!("the cookie of {} is theirs or nobody's", names[index]),
                    format!("{} says {who}", copy.name),
                )?;
                if who.is_member() {
                    bearer.set(copy, &key, &format!("of {index}")).await?;
                }
            }
        }
        let value = browser.get(auth, &key).await?;
        expect(
            value == format!("of {winner}").as_str(),
            "nobody sees a value of the other's",
            format!("the value is {value}"),
        )?;
        world.leave().await;
    }
    Ok(())
}
