//! Leaks: tokens in answers, logs and statements.

use crate::{
    case::{Case, Need},
    deployment::World,
    verdict::{Check, expect},
};

pub static G02: Case = Case {
    id: "G02",
    title: "all tokens of the whole run, in logs, in statements of the database, in every answer",
    expects: "none of them is anywhere but in Set-Cookie",
    sources: &["ASVS 5.0 16.2.5, 14.2.1", "OWASP Logging Cheat Sheet"],
    needs: &[Need::Verb("logs")],
    run: |world| Box::pin(g02(world)),
};

async fn g02(world: World) -> Check {
    let witness = world.deployment.client.witness.clone();
    // Something to be found in every place, also if this case runs alone.
    let browser = world.logged_in(0).await?;
    for copy in world.everywhere() {
        browser.whoami(copy).await?;
    }
    expect(witness.count() > 0, "the run has seen tokens", "it has seen none")?;
    let leaks = witness.leaks();
    expect(
        leaks.is_empty(),
        "no answer has a token but in Set-Cookie",
        leaks.join(", "),
    )?;
    let logs = world.control()?.must("logs", &[]).await?;
    expect(!logs.is_empty(), "the copies log something", "there are no logs")?;
    let in_logs = witness.finds_in(logs.as_bytes());
    expect(!in_logs, "no token is in the logs", "one is")?;
    if let Ok(database) = world.database() {
        let statements = database.statements().await?.join("\n");
        expect(
            !witness.finds_in(statements.as_bytes()),
            "no token is in a statement",
            "one is",
        )?;
    }
    Ok(())
}
