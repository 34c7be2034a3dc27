//! What happens to a scene while somebody is logged in: S3, S4, S9, S10, S11.

use std::time::Duration;

use anyhow::Result;
use diagnosis::evidence::{Shown, Step};
use lab_model::Fault;

use super::{
    Played,
    journey::{ACCOUNT, enter, is_member, log_in, visit},
};
use crate::{stage::Stage, visitor::Visitor};

/// How long the database stands still, in seconds.
const PAUSE: u8 = 2;
/// The visitors of a scene that gets a copy more: enough that one of three copies gets some of them.
const CROWD: u32 = 6;

/// S3.
pub async fn restart(stage: &mut Stage<'_>) -> Result<Played> {
    let visitor = stage.visitor(0);
    let visitor = match enter(visitor, stage).await? {
        Err(failed) => return Ok(failed),
        Ok(visitor) => visitor,
    };
    let copy = visitor.login_copy()?;
    stage.apply(&Fault::Restart { copy: copy.clone() }).await?;
    after_restart(
        visitor,
        stage,
        &format!("重启 {copy}"),
        &format!("the restart of {copy}"),
    )
    .await
}

/// S10.
pub async fn deploy(stage: &mut Stage<'_>) -> Result<Played> {
    let visitor = stage.visitor(0);
    let visitor = match enter(visitor, stage).await? {
        Err(failed) => return Ok(failed),
        Ok(visitor) => visitor,
    };
    for service in stage.services() {
        stage.apply(&Fault::SecondVersion { service }).await?;
    }
    after_restart(visitor, stage, "发布新版本", "the deployment").await
}

/// S11.
pub async fn rotate_key(stage: &mut Stage<'_>) -> Result<Played> {
    let visitor = stage.visitor(0);
    let visitor = match enter(visitor, stage).await? {
        Err(failed) => return Ok(failed),
        Ok(visitor) => visitor,
    };
    stage.apply(&Fault::RotateKey).await?;
    after_restart(visitor, stage, "更换密钥", "the key was replaced").await
}

/// Looks at both services at least twice, and once for each copy.
async fn after_restart(mut visitor: Visitor, stage: &Stage<'_>, zh: &str, en: &str) -> Result<Played> {
    let mut passed = true;
    for _ in 0..stage.most_copies().max(2) {
        passed &= is_member(&visit(&mut visitor, stage).await?);
        let back = visitor.open(Step::Back, &stage.place.at_auth("/account")).await?;
        passed &= is_member(&back);
    }
    Ok(if passed {
        Played::new(
            true,
            visitor,
            format!("{zh}之后仍然显示昵称。"),
            format!("The name is still shown after {en}."),
        )
    } else {
        Played::new(
            false,
            visitor,
            format!("{zh}之后昵称不见了。"),
            format!("The name is gone after {en}."),
        )
    })
}

/// S4.
pub async fn scale_out(stage: &mut Stage<'_>) -> Result<Played> {
    let first = stage.visitor(0);
    let first = match enter(first, stage).await? {
        Err(failed) => return Ok(failed),
        Ok(visitor) => visitor,
    };
    // One is judged: whoever loses the login, if anybody does.
    let mut crowd = vec![first];
    for _ in 1..CROWD {
        let mut visitor = stage.visitor(0);
        log_in(&mut visitor, stage, ACCOUNT).await?;
        visit(&mut visitor, stage).await?;
        crowd.push(visitor);
    }
    let service = stage.shop().to_owned();
    stage.apply(&Fault::AddCopy { service }).await?;
    let (mut lost, mut judged) = (0, None);
    for (index, visitor) in crowd.iter_mut().enumerate() {
        let mut known = true;
        for _ in 0..=stage.most_copies() {
            known &= is_member(&visit(visitor, stage).await?);
        }
        if !known {
            lost += 1;
            judged.get_or_insert(index);
        }
    }
    let judged = crowd.swap_remove(judged.unwrap_or_default());
    Ok(Played::new(
        lost == 0,
        judged,
        format!("{CROWD} 个访问者里，{lost} 个的登录没有了。"),
        format!("Of {CROWD} visitors, {lost} lost their login."),
    ))
}

/// S9. While the database is away nobody may be told that they are a guest, and no cookie may be taken back.
pub async fn pause(stage: &mut Stage<'_>) -> Result<Played> {
    let visitor = stage.visitor(0);
    let mut visitor = match enter(visitor, stage).await? {
        Err(failed) => return Ok(failed),
        Ok(visitor) => visitor,
    };
    let before = visitor.session();
    let fault = Fault::PauseDatabase { seconds: PAUSE };
    let mall = stage.place.at_mall("/");
    let look = async {
        let mut called_guest = false;
        for _ in 0..3 {
            tokio::time::sleep(Duration::from_millis(400)).await;
            let page = visitor.open(Step::Between, &mall).await?;
            called_guest |= page.shown() == Shown::Guest;
        }
        anyhow::Ok(called_guest)
    };
    let (applied, called_guest) = futures::join!(stage.apply_meanwhile(&fault), look);
    applied?;
    let called_guest = called_guest?;
    tokio::time::sleep(Duration::from_secs(u64::from(PAUSE))).await;
    let kept = before.is_some() && visitor.session() == before;
    let after = is_member(&visit(&mut visitor, stage).await?);
    let (zh, en) = match (called_guest, kept, after) {
        (false, true, true) => (
            "停顿期间没有人被当作游客，Cookie 还在；之后昵称又出现了。",
            "Nobody was called a guest meanwhile, the cookie was kept, and the name is back.",
        ),
        (true, ..) => (
            "停顿期间，登录的人被当作了游客。",
            "Somebody who is logged in was called a guest meanwhile.",
        ),
        (_, false, _) => (
            "停顿期间，Cookie 被收回了。",
            "The cookie was taken back meanwhile.",
        ),
        _ => ("停顿之后，昵称没有回来。", "The name did not come back."),
    };
    Ok(Played::new(!called_guest && kept && after, visitor, zh, en))
}
