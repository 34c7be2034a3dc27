//! Streamed answers, whose body comes later than their head.

use crate::{
    adapter::Op,
    case::{Case, Need},
    deployment::World,
    verdict::{Check, expect, succeeded},
};

pub static H01: Case = Case {
    id: "H01",
    title: "a value that is set while the answer is already streaming",
    expects: "it is saved, or the answer says that it is not; it is never lost in silence",
    sources: &[
        "leptos-rs/leptos#3147",
        "tower-sessions: changes after the response are dropped",
    ],
    needs: &[Need::Op(Op::Stream), Need::Op(Op::Get)],
    run: |world| Box::pin(h01(world)),
};

async fn h01(world: World) -> Check {
    let browser = world.logged_in(0).await?;
    for copy in world.everywhere() {
        let key = world.unique("streamed");
        let answer = browser
            .call(copy, Op::Stream, &[("key", &key), ("value", "1")])
            .await?;
        let text = succeeded(answer, "a streamed answer")?.text();
        let says_saved = text.ends_with("set\n");
        expect(
            says_saved || text.ends_with("failed\n"),
            "the stream says how it went",
            format!("{} says {}", copy.name, text.trim().replace('\n', ", ")),
        )?;
        let is_saved = browser.get(copy, &key).await? == "1";
        expect(
            is_saved == says_saved,
            "what the stream says is true",
            format!(
                "{} says {}, and the value is {}",
                copy.name,
                text.lines().last().unwrap_or_default(),
                if is_saved { "there" } else { "lost" }
            ),
        )?;
    }
    Ok(())
}
