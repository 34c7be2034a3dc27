//! Ends of a session: S5, S6, S15.

use anyhow::{Context as _, Result};
use diagnosis::{
    evidence::{Pair, Step},
    jar::Context,
};
use url::Url;

use super::{
    Played,
    journey::{ACCOUNT, enter, is_member, log_in, visit},
};
use crate::{
    place::CONFIRM,
    stage::Stage,
    visitor::{Visitor, must_be_good},
};

/// S5.
pub async fn log_out(stage: &mut Stage<'_>) -> Result<Played> {
    let visitor = stage.visitor(0);
    let mut visitor = match enter(visitor, stage).await? {
        Err(failed) => return Ok(failed),
        Ok(visitor) => visitor,
    };
    let mall = visit(&mut visitor, stage).await?;
    visitor.log_out(Step::Logout, &mall).await?;
    let mut still_known = false;
    for _ in 0..stage.most_copies() {
        for url in [stage.place.at_mall("/"), stage.place.at_auth("/account")] {
            still_known |= is_member(&visitor.open(Step::Between, &url).await?);
        }
    }
    let (zh, en) = if still_known {
        (
            "退出之后，仍有页面显示昵称。",
            "Some page still shows the name after the logout.",
        )
    } else {
        (
            "在商城退出，两个服务都不再显示昵称。",
            "After the logout on the mall neither service shows the name.",
        )
    };
    Ok(Played::new(!still_known, visitor, zh, en))
}

/// S6.
pub async fn revoke(stage: &mut Stage<'_>) -> Result<Played> {
    let phone = stage.visitor(0);
    let mut phone = match enter(phone, stage).await? {
        Err(failed) => return Ok(failed),
        Ok(visitor) => visitor,
    };
    let mut desk = stage.visitor(1);
    log_in(&mut desk, stage, ACCOUNT).await?;
    let list = desk
        .open(Step::Between, &stage.place.at_auth("/account/sessions"))
        .await?;
    if list.form("/sessions/revoke-others").is_none() {
        return Ok(Played::new(
            false,
            phone,
            "另一台设备上列不出会话：这种存储不知道一个账户在哪里登录着，谁也无法结束它们。",
            "The other device cannot list the sessions: this store does not know where an account is logged in, so nobody can end them.",
        )
        .labelled("no-list")
        .with([desk]));
    }
    let page = desk
        .submit(Step::Between, &list, "/sessions/revoke-others", &[])
        .await?;
    must_be_good(&page)?;
    let mut still_known = false;
    for _ in 0..stage.most_copies() {
        for url in [stage.place.at_auth(CONFIRM), stage.place.at_auth("/account")] {
            still_known |= is_member(&phone.open(Step::Replay, &url).await?);
        }
    }
    let (zh, en) = if still_known {
        (
            "从另一台设备结束之后，这台设备上仍然是登录状态。",
            "The session goes on after another device has ended it.",
        )
    } else {
        (
            "从另一台设备结束之后，这台设备上立即不再是登录状态。",
            "The session is over at once when another device ends it.",
        )
    };
    Ok(Played::new(!still_known, phone, zh, en).with([desk]))
}

/// S15. The thief has a copy of the cookie, and sits behind the same address.
pub async fn replay(stage: &mut Stage<'_>) -> Result<Played> {
    let victim = stage.visitor(0);
    let mut victim = match enter(victim, stage).await? {
        Err(failed) => return Ok(failed),
        Ok(visitor) => visitor,
    };
    let copy = victim.session().context("there is no session cookie to copy")?;
    let mut thief = stage.beside(&victim);
    let account = stage.place.at_auth("/account");
    let worked = present(&mut thief, Step::Real, &account, &copy).await?;
    let page = visit(&mut victim, stage).await?;
    victim.log_out(Step::Logout, &page).await?;
    let mut still_works = false;
    for _ in 0..stage.most_copies() {
        for url in [&account, &stage.place.at_auth(CONFIRM), &stage.place.at_mall("/")] {
            still_works |= present(&mut thief, Step::Replay, url, &copy).await?;
        }
    }
    let (zh, en) = match (worked, still_works) {
        (_, true) => (
            "退出之后，被复制的 Cookie 仍然有效。",
            "The copied cookie still works after the logout.",
        ),
        (true, false) => (
            "被复制的 Cookie 在退出之前有效，退出之后不再有效。",
            "The copied cookie worked before the logout, and does not any more.",
        ),
        (false, false) => ("被复制的 Cookie 一直无效。", "The copied cookie never worked."),
    };
    Ok(Played::new(worked && !still_works, victim, zh, en).with([thief]))
}

/// Whether a page shows a member to whoever presents this cookie.
async fn present(thief: &mut Visitor, step: Step, url: &Url, cookie: &Pair) -> Result<bool> {
    let sending = thief.with_cookies(step, url, Context::typed(), None, vec![cookie.clone()]);
    let (page, _) = thief.absorb(sending.send().await?);
    Ok(is_member(&page))
}
