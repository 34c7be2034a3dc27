//! Logging in and looking around: S1, S2, S12, S13, S16.

use anyhow::{Context as _, Result};
use diagnosis::{
    evidence::{EventKind, Pair, Shown, Step},
    jar::Context,
};
use url::Url;

use super::Played;
use crate::{
    place::CONFIRM,
    stage::Stage,
    visitor::{Page, Visitor},
};

/// The member who logs in.
pub const ACCOUNT: &str = "zhangsan";
/// A product of the demo catalogue.
pub const PRODUCT: &str = "/p/100101";
/// A page of another site that links to the mall.
const ELSEWHERE: &str = "http://news.example/today";

/// Logs in at the login service, whose account page then shows the member. That page is the control.
pub async fn log_in(visitor: &mut Visitor, stage: &Stage<'_>, account: &str) -> Result<Page> {
    log_in_remembered(visitor, stage, account, false).await
}

async fn log_in_remembered(
    visitor: &mut Visitor,
    stage: &Stage<'_>,
    account: &str,
    remember: bool,
) -> Result<Page> {
    let page = visitor
        .open(Step::Between, &stage.place.at_auth("/account"))
        .await?;
    let page = visitor.log_in(&page, account, remember).await?;
    if page.url.path() == "/account" {
        return Ok(page);
    }
    visitor
        .open(Step::Control, &stage.place.at_auth("/account"))
        .await
}

/// Looks at the second page: the mall, or where only the login service is looked at, another page of it.
pub async fn visit(visitor: &mut Visitor, stage: &Stage<'_>) -> Result<Page> {
    let url = if stage.place.auth_only {
        stage.place.at_auth(CONFIRM)
    } else {
        stage.place.at_mall("/")
    };
    visitor.open(Step::Visit, &url).await
}

/// Whether a page shows a member.
pub fn is_member(page: &Page) -> bool {
    matches!(page.shown(), Shown::Member(_))
}

/// Logs in and visits the second page; `None` with the visitor's name on both, or else what there is to say.
pub async fn enter(visitor: Visitor, stage: &Stage<'_>) -> Result<Result<Visitor, Played>> {
    let mut visitor = visitor;
    let control = log_in(&mut visitor, stage, ACCOUNT).await?;
    let login = visitor.login_cookie();
    let page = visit(&mut visitor, stage).await?;
    if is_member(&control) && is_member(&page) {
        return Ok(Ok(visitor));
    }
    go_back(&mut visitor, stage, login).await?;
    let (zh, en) = if is_member(&control) {
        (
            "认证服务显示昵称，商城显示“请登录”。",
            "The login service shows the name, and the mall asks to log in.",
        )
    } else {
        (
            "登录之后，认证服务自己就已经不认识访问者。",
            "After the login, the login service itself does not know the visitor.",
        )
    };
    Ok(Err(Played::new(false, visitor, zh, en)))
}

/// Goes back to the login service, with what the jar has now and with the cookie as the login gave it (P7), to each copy once.
pub async fn go_back(visitor: &mut Visitor, stage: &Stage<'_>, login: Option<Pair>) -> Result<()> {
    let account = stage.place.at_auth("/account");
    for _ in 0..stage.most_copies() {
        visitor.open(Step::Back, &account).await?;
    }
    let login: Vec<_> = login.into_iter().collect();
    for _ in 0..stage.most_copies() * login.len() {
        let sending = visitor.with_cookies(Step::Saved, &account, Context::typed(), None, login.clone());
        visitor.absorb(sending.send().await?);
    }
    Ok(())
}

/// S1.
pub async fn name_on_mall(stage: &mut Stage<'_>) -> Result<Played> {
    let visitor = stage.visitor(0);
    Ok(match enter(visitor, stage).await? {
        Err(failed) => failed,
        Ok(mut visitor) => {
            let back = visitor.open(Step::Back, &stage.place.at_auth("/account")).await?;
            Played::new(
                is_member(&back),
                visitor,
                "两个服务都显示昵称。",
                "Both services show the name.",
            )
        }
    })
}

/// S2.
pub async fn reloads(stage: &mut Stage<'_>) -> Result<Played> {
    let visitor = stage.visitor(0);
    let mut visitor = match enter(visitor, stage).await? {
        Err(failed) => return Ok(failed),
        Ok(visitor) => visitor,
    };
    let mut known = 0;
    for _ in 0..10 {
        known += u8::from(is_member(&visit(&mut visitor, stage).await?));
    }
    Ok(Played::new(
        known == 10,
        visitor,
        format!("刷新十次，{known} 次显示昵称。"),
        format!("Of ten reloads, {known} showed the name."),
    ))
}

/// S12.
pub async fn from_elsewhere(stage: &mut Stage<'_>) -> Result<Played> {
    let visitor = stage.visitor(0);
    let mut visitor = match enter(visitor, stage).await? {
        Err(failed) => return Ok(failed),
        Ok(visitor) => visitor,
    };
    let context = Context::link(Url::parse(ELSEWHERE)?);
    let sending = visitor.prepare(Step::Visit, &stage.place.at_mall("/"), context, None);
    let page = visitor.go(sending).await?;
    let passed = is_member(&page);
    let (zh, en) = if passed {
        (
            "从别的网站点进来，第一页就显示昵称。",
            "The first page after a link of another site shows the name.",
        )
    } else {
        (
            "从别的网站点进来，第一页不显示昵称。",
            "The first page after a link of another site does not show the name.",
        )
    };
    Ok(Played::new(passed, visitor, zh, en))
}

/// S13.
pub async fn deep_link(stage: &mut Stage<'_>) -> Result<Played> {
    let mut visitor = stage.visitor(0);
    let product = visitor.open(Step::Between, &stage.place.at_mall(PRODUCT)).await?;
    let login = product
        .link("utility-bar__login")
        .context("the page has no link to the login")?;
    let login = visitor.click(Step::Between, &product, &login).await?;
    let page = visitor.log_in(&login, ACCOUNT, false).await?;
    let login = visitor.login_cookie();
    let came_back = page.url.path() == PRODUCT;
    let passed = came_back && is_member(&page);
    if !came_back {
        visitor.open(Step::Visit, &stage.place.at_mall(PRODUCT)).await?;
    }
    if passed {
        visitor.open(Step::Back, &stage.place.at_auth("/account")).await?;
    } else {
        go_back(&mut visitor, stage, login).await?;
    }
    let (zh, en) = match (passed, came_back) {
        (true, _) => (
            "登录之后回到商品页，显示昵称。",
            "The login leads back to the product, which shows the name.",
        ),
        (_, true) => (
            "登录之后回到商品页，却不显示昵称。",
            "The login leads back to the product, which does not show the name.",
        ),
        _ => (
            "登录之后没有回到商品页。",
            "The login does not lead back to the product.",
        ),
    };
    Ok(Played::new(passed, visitor, zh, en))
}

/// S16.
pub async fn come_back(stage: &mut Stage<'_>) -> Result<Played> {
    let mut visitor = stage.visitor(0);
    log_in_remembered(&mut visitor, stage, ACCOUNT, true).await?;
    let login = visitor.login_cookie();
    let before = visit(&mut visitor, stage).await?;
    if !is_member(&before) {
        go_back(&mut visitor, stage, login).await?;
        return Ok(Played::new(
            false,
            visitor,
            "关掉浏览器之前，商城就不显示昵称。",
            "The mall does not show the name even before the browser is closed.",
        ));
    }
    visitor.close_browser();
    stage.note(EventKind::BrowserClosed);
    let after = visit(&mut visitor, stage).await?;
    let passed = is_member(&after);
    let (zh, en) = if passed {
        (
            "重新打开浏览器，仍然显示昵称。",
            "The name is still there when the browser is opened again.",
        )
    } else {
        (
            "重新打开浏览器，昵称不见了。",
            "The name is gone when the browser is opened again.",
        )
    };
    Ok(Played::new(passed, visitor, zh, en))
}
