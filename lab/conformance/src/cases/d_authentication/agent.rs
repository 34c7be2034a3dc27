//! Another `User-Agent` in the middle of a session.

use crate::{
    adapter::policy::OtherAgent,
    case::Case,
    deployment::World,
    verdict::{Check, expect},
};

pub static D12: Case = Case {
    id: "D12",
    title: "another browser name in the middle of a session",
    expects: "what the system has declared happens: it is a hint for detection and proves nothing, or it ends the session",
    sources: &["OWASP Session Management Cheat Sheet: binding to client properties"],
    needs: &[],
    run: |world| Box::pin(d12(world)),
};

async fn d12(world: World) -> Check {
    let policy = world.promised(world.policy().other_agent, "rule for another browser name")?;
    let browser = world.logged_in(0).await?;
    let other = browser.copied().called("Curious/9.9 (another)");
    for copy in world.everywhere() {
        let who = other.whoami(copy).await?;
        match policy {
            OtherAgent::Ignored => expect(
                who.is_member(),
                "another name alone ends no session: it changes with every update",
                format!("{} says {who}", copy.name),
            )?,
            OtherAgent::Refused => expect(
                !who.is_member(),
                "another name is refused",
                format!("{} says {who}", copy.name),
            )?,
        }
    }
    Ok(())
}
