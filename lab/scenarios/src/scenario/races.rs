//! Requests of one session that overlap: S7, S8.
//!
//! Which comes first is not left to chance: a request waits at a barrier inside of the copy that answers it (`lab/stores`,
//! `probe::hold`), until the visitor opens it.

use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use diagnosis::{evidence::Step, jar::Context};
use serde_json::Value;
use tokio::{task::JoinHandle, time::timeout};

use super::{
    Played,
    journey::{enter, is_member, visit},
};
use crate::{
    stage::Stage,
    visitor::{Answered, Page, Visitor},
};

/// How often the copies are asked in turn whether somebody waits at the barrier.
const ATTEMPTS: usize = 40;

/// S7.
pub async fn two_tabs(stage: &mut Stage<'_>) -> Result<Played> {
    let visitor = stage.visitor(0);
    let mut visitor = match enter(visitor, stage).await? {
        Err(failed) => return Ok(failed),
        Ok(visitor) => visitor,
    };
    let gatekeeper = stage.beside(&visitor);
    let keys = ["cart", "coupon"];
    let gates = keys.map(|key| stage.unique(key));
    let tabs: Vec<_> = std::iter::zip(keys, &gates)
        .map(|(key, gate)| hold(&visitor, stage, key, gate))
        .collect();
    for gate in &gates {
        wait_for(&gatekeeper, stage, gate).await?;
    }
    for gate in &gates {
        release(&gatekeeper, stage, gate).await?;
    }
    let mut refused = 0;
    for tab in tabs {
        let (page, _) = visitor.absorb(tab.await??);
        refused += u8::from(page.status >= 400);
    }
    let mut kept = 0;
    for key in keys {
        let url = stage
            .place
            .at_auth(&format!("/api/session/probe/value?key={key}"));
        let page = visitor.open(Step::Between, &url).await?;
        kept += u8::from(value(&page).is_some_and(|value| value == key));
    }
    Ok(match (refused, kept) {
        (0, 2) => Played::new(true, visitor, "两个标签页写的都还在。", "What both tabs wrote is there."),
        (0, _) => Played::new(
            false,
            visitor,
            format!("两个标签页都说写好了，只剩下 {kept} 个：后保存的把先保存的盖掉了。"),
            format!("Both tabs were told that it is written, and {kept} of 2 is there: whoever saves last overwrites the other."),
        )
        .labelled("U3"),
        _ => Played::new(
            false,
            visitor,
            "这种存储除了登录者之外放不下别的东西。",
            "This store carries nothing but who is logged in.",
        )
        .labelled("no-values"),
    })
}

/// S8.
pub async fn slow_write(stage: &mut Stage<'_>) -> Result<Played> {
    let visitor = stage.visitor(0);
    let mut visitor = match enter(visitor, stage).await? {
        Err(failed) => return Ok(failed),
        Ok(visitor) => visitor,
    };
    let gatekeeper = stage.beside(&visitor);
    let saved = visitor.session().context("there is no session cookie")?;
    let gate = stage.unique("cart");
    let slow = hold(&visitor, stage, "cart", &gate);
    wait_for(&gatekeeper, stage, &gate).await?;
    let page = visit(&mut visitor, stage).await?;
    visitor.log_out(Step::Logout, &page).await?;
    release(&gatekeeper, stage, &gate).await?;
    visitor.absorb(slow.await??);
    let account = stage.place.at_auth("/account");
    let mut returned = false;
    for _ in 0..stage.most_copies() {
        returned |= is_member(&visitor.open(Step::Back, &account).await?);
        let sending =
            visitor.with_cookies(Step::Saved, &account, Context::typed(), None, vec![saved.clone()]);
        let (page, _) = visitor.absorb(sending.send().await?);
        returned |= is_member(&page);
    }
    let (zh, en) = if returned {
        (
            "慢请求在退出之后写入，会话又活了。",
            "The slow request writes after the logout, and the session is alive again.",
        )
    } else {
        (
            "慢请求在退出之后写入，会话没有复活。",
            "The slow request writes after the logout, and the session stays dead.",
        )
    };
    Ok(Played::new(!returned, visitor, zh, en))
}

/// A tab of the visitor that writes a value to the session, once a barrier opens.
fn hold(visitor: &Visitor, stage: &Stage<'_>, key: &str, gate: &str) -> JoinHandle<Result<Answered>> {
    let form = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("name", gate), ("action", "set"), ("key", key), ("value", key)])
        .finish();
    let context = Context::post(stage.place.at_auth("/account"));
    let url = stage.place.at_auth("/api/session/probe/hold");
    tokio::spawn(visitor.prepare(Step::Between, &url, context, Some(form)).send())
}

/// Waits until a request stands at a barrier. Whoever asks does not know in which copy.
async fn wait_for(gatekeeper: &Visitor, stage: &Stage<'_>, gate: &str) -> Result<()> {
    let url = stage
        .place
        .at_auth(&format!("/api/session/probe/arrived?name={gate}"));
    for _ in 0..ATTEMPTS {
        let asked = gatekeeper.with_cookies(Step::Nothing, &url, Context::typed(), None, Vec::new());
        if let Ok(answered) = timeout(Duration::from_millis(250), asked.send()).await
            && answered?.page.status == 200
        {
            return Ok(());
        }
    }
    bail!("nobody arrived at the barrier {gate}")
}

/// Opens a barrier in every copy: they take turns.
async fn release(gatekeeper: &Visitor, stage: &Stage<'_>, gate: &str) -> Result<()> {
    let url = stage.place.at_auth("/api/session/probe/release");
    for _ in 0..4 * stage.most_copies() {
        let context = Context::post(stage.place.at_auth("/account"));
        let form = Some(format!("name={gate}"));
        gatekeeper
            .with_cookies(Step::Nothing, &url, context, form, Vec::new())
            .send()
            .await?;
    }
    Ok(())
}

fn value(page: &Page) -> Option<String> {
    let json: Value = serde_json::from_str(&page.html).ok()?;
    json.get("value")?.as_str().map(str::to_owned)
}
