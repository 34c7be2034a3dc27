//! The database goes away in the middle of a request.

use super::{recovers, somebody};
use crate::{
    adapter::Op,
    case::{Case, Need},
    cases::{C_SLOW, Held},
    deployment::World,
    verdict::{Check, expect},
};

pub static F05: Case = Case {
    id: "F05",
    title: "a slow write whose copy loses the database before it can write",
    expects: "the answer is true: 503 and nothing is written, or success and it is; never an empty 500",
    sources: &[
        "tower-sessions: a failed save turns success into an empty 500",
        "ASVS 5.0 16.5.1",
    ],
    needs: &[
        C_SLOW[0],
        C_SLOW[1],
        C_SLOW[2],
        Need::Op(Op::Get),
        Need::Verb("cut"),
        Need::Verb("mend"),
    ],
    run: |world| Box::pin(f05(world)),
};

async fn f05(world: World) -> Check {
    let (browser, token, _) = somebody(&world).await?;
    let copy = world.apart().1;
    let name = world.control_name(copy)?;
    let key = world.unique("written");
    let cut = async { world.break_with("cut", "mend", Some(&name)).await };
    let (answer, _) = Held::at(&world, copy)
        .while_it_waits(&browser.copied(), "set", (&key, "1"), cut)
        .await?;
    world.clean_up().await?;
    recovers(&world, &token).await?;
    let is_written = browser.get(world.auth(0), &key).await? == "1";
    expect(
        answer.is_success() == is_written,
        "the answer says whether the value was written",
        format!(
            "it says {}, and the value is {}",
            answer.status,
            if is_written { "there" } else { "not there" }
        ),
    )?;
    expect(
        answer.is_success() || answer.status == 503,
        "a write that was not possible is answered with 503",
        format!("it is answered with {}", answer.brief()),
    )?;
    expect(
        answer.is_success() || !answer.body.is_empty(),
        "a failure says something",
        "the answer is empty",
    )?;
    expect(
        answer.is_success() || answer.set_cookies().is_empty(),
        "a failure touches no cookie",
        "it does",
    )
}
