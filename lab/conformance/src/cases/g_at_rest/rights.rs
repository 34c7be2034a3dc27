//! The rights of the services' roles in the database.

use crate::{
    case::{Case, Need},
    control::VerbOutcome,
    deployment::World,
    verdict::{Check, expect, failed, skipped},
};

pub static G05: Case = Case {
    id: "G05",
    title: "the mall's own database login tries to begin, steal and prolong sessions",
    expects: "the database refuses it: a broken mall cannot log anybody in",
    sources: &["ASVS 5.0 13.2.2 (least privilege)"],
    needs: &[Need::Verb("sql-as-mall")],
    run: |world| Box::pin(g05(world)),
};

async fn g05(world: World) -> Check {
    let questions = &world.adapter().database;
    if questions.denied_to_mall.is_empty() {
        return Err(skipped(format!("{} names no statements", world.adapter().name)));
    }
    // There must be something to steal.
    let browser = world.logged_in(0).await?;
    let control = world.control()?;
    if let Some(statement) = &questions.allowed_to_mall {
        control.must("sql-as-mall", &[statement]).await?;
    }
    for statement in &questions.denied_to_mall {
        match control.run("sql-as-mall", &[statement]).await {
            VerbOutcome::NotPossible(why) => return Err(skipped(format!("control sql-as-mall: {why}"))),
            VerbOutcome::Done(_) => {
                return Err(failed("the mall's login may not", format!("it may: {statement}")));
            }
            VerbOutcome::Failed(why) => expect(
                why.contains("permission denied"),
                "the database says that permission is denied",
                format!("to {statement} it says {why}"),
            )?,
        }
    }
    let who = browser.whoami(world.auth(0)).await?;
    expect(
        who.is_member(),
        "nothing has changed",
        format!("the member is {who}"),
    )
}
