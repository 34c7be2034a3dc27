//! The four remedies of the lesson with meters: three of them run, session replication is computed.

use std::{collections::BTreeMap, fmt::Write, time::Duration};

use anyhow::{Context as _, Result, ensure};
use diagnosis::{Text, evidence::Step, jar::Context};
use lab_model::{Fault, Lab, Remedies, Remedy, RemedyKind, SceneId};
use serde_json::Value;

use crate::{
    scenario::journey::{ACCOUNT, is_member, log_in, visit},
    stage::{Stage, refused},
    visitor::Visitor,
};

/// The visitors who are logged in.
const VISITORS: u32 = 6;
/// The pages for which look-ups are counted.
const PAGES: u32 = 20;
/// The number of sessions for which the memory of a copy is computed.
const SESSIONS: u32 = 10_000;
/// How often a service is asked before all of its copies must have answered.
const ASKED: usize = 40;

/// What a scene costs.
struct Meters {
    cookie_bytes: u64,
    store_calls: f64,
    memory: u64,
    copies: u32,
    lost_at_restart: u32,
    lost_at_scale_out: u32,
}

/// Measures the remedies, one scene after the other. Takes about half a minute.
pub async fn measure(lab: &dyn Lab) -> Result<Remedies> {
    let sticky = meters(lab, "T5").await?;
    let sealed = meters(lab, "T6").await?;
    let shared = meters(lab, "T7").await?;
    let copies = sticky.copies;
    let half = SESSIONS / copies.max(1);
    Ok(Remedies {
        visitors: VISITORS,
        copies,
        remedies: vec![
            replication(&shared, copies),
            remedy(RemedyKind::Sticky, "T5", &sticky, half),
            remedy(RemedyKind::ClientSide, "T6", &sealed, 0),
            remedy(RemedyKind::Shared, "T7", &shared, 0),
        ],
    })
}

fn remedy(kind: RemedyKind, scene: &str, meters: &Meters, sessions_held: u32) -> Remedy {
    let (name, note) = words(kind);
    Remedy {
        kind,
        name,
        note,
        scene: Some(id(scene)),
        cookie_bytes: meters.cookie_bytes,
        store_calls: meters.store_calls,
        memory: Some(meters.memory),
        sessions_held,
        lost_at_restart: meters.lost_at_restart,
        lost_at_scale_out: meters.lost_at_scale_out,
    }
}

/// Replication as it is meant to be: the cookie of a session that is kept elsewhere, no look-up outside of the process, every
/// session in every copy, and nothing lost as long as another copy lives.
fn replication(shared: &Meters, copies: u32) -> Remedy {
    let (name, mut note) = words(RemedyKind::Replication);
    // Writing to a string cannot fail.
    let others = copies.saturating_sub(1);
    let _ = write!(note.zh, "每次写入要发给另外 {others} 个副本。");
    let _ = write!(
        note.en,
        " Every write is sent to all other copies, of which there are {others} here."
    );
    Remedy {
        kind: RemedyKind::Replication,
        name,
        note,
        scene: None,
        cookie_bytes: shared.cookie_bytes,
        store_calls: 0.0,
        memory: None,
        sessions_held: SESSIONS,
        lost_at_restart: 0,
        lost_at_scale_out: 0,
    }
}

fn words(kind: RemedyKind) -> (Text, Text) {
    let (name, note) = match kind {
        RemedyKind::Replication => (
            ("会话复制", "session replication"),
            (
                "这一行是算出来的，没有运行。",
                "This row is computed; nothing ran.",
            ),
        ),
        RemedyKind::Sticky => (
            ("粘性会话", "sticky sessions"),
            (
                "副本停下，它的访问者全部退出；也没有人能列出或结束别处的会话。",
                "When a copy ends, all its visitors are logged out; and nobody can list or end sessions elsewhere.",
            ),
        ),
        RemedyKind::ClientSide => (
            ("会话放在 Cookie 里", "the session in the cookie"),
            (
                "谁也结束不了它：退出之后，被复制的 Cookie 仍然有效；最多 4 KB。",
                "Nobody can end it: a copied cookie works after the logout. It has 4 KB at most.",
            ),
        ),
        RemedyKind::Shared => (
            ("共享会话表", "a shared session table"),
            (
                "每一页多问一次数据库；数据库停了，就不知道谁登录了。",
                "Every page asks the database once; while that is away nobody knows who is logged in.",
            ),
        ),
    };
    (Text::new(name.0, name.1), Text::new(note.0, note.1))
}

async fn meters(lab: &dyn Lab, scene: &str) -> Result<Meters> {
    let id = id(scene);
    let mut stage = Stage::prepare(lab, &id, "meters", false, false).await?;
    let mut crowd = enter(&mut stage).await?;
    let before = statements(&mut stage).await?;
    for _ in 0..PAGES {
        visit(&mut crowd[0], &stage).await?;
    }
    let after = statements(&mut stage).await?;
    let last = crowd[0].exchanges().last().context("nothing was asked")?;
    let cookie_bytes = u64::try_from(last.cookie_bytes())?;
    let (memory, copies) = memory(lab, &id, stage.shop()).await?;
    let copy = last
        .copy
        .clone()
        .context("the gateway did not say who answered")?;
    stage.apply(&Fault::Restart { copy }).await?;
    let lost_at_restart = lost(&mut crowd, &stage).await?;

    let mut stage = Stage::prepare(lab, &id, "meters", false, false).await?;
    let mut crowd = enter(&mut stage).await?;
    let service = stage.shop().to_owned();
    stage.apply(&Fault::AddCopy { service }).await?;
    let lost_at_scale_out = lost(&mut crowd, &stage).await?;
    lab.stop(&id).await.map_err(refused)?;
    // Asking for the statistics looks nothing up: those who ask bring no cookie.
    let pages = f64::from(PAGES);
    #[expect(clippy::cast_precision_loss, reason = "a few dozen")]
    let store_calls = after.saturating_sub(before) as f64 / pages;
    Ok(Meters {
        cookie_bytes,
        store_calls,
        memory,
        copies,
        lost_at_restart,
        lost_at_scale_out,
    })
}

/// The visitors, logged in and known on the mall.
async fn enter(stage: &mut Stage<'_>) -> Result<Vec<Visitor>> {
    let mut crowd = Vec::new();
    for _ in 0..VISITORS {
        let mut visitor = stage.visitor(0);
        log_in(&mut visitor, stage, ACCOUNT).await?;
        // Twice: with an odd number of requests each, visitors who take turns begin at different copies.
        for _ in 0..2 {
            ensure!(
                is_member(&visit(&mut visitor, stage).await?),
                "the mall does not know a visitor who logged in"
            );
        }
        crowd.push(visitor);
    }
    Ok(crowd)
}

async fn lost(crowd: &mut [Visitor], stage: &Stage<'_>) -> Result<u32> {
    let mut lost = 0;
    for visitor in crowd {
        let mut known = true;
        for _ in 0..=stage.most_copies() {
            known &= is_member(&visit(visitor, stage).await?);
        }
        lost += u32::from(!known);
    }
    Ok(lost)
}

/// The statements with which the copies of the mall have looked sessions up so far.
async fn statements(stage: &mut Stage<'_>) -> Result<u64> {
    let visitor = stage.visitor(0);
    let url = stage.place.at_mall("/api/session/probe/statistics");
    let copies = stage
        .scene
        .copies
        .iter()
        .filter(|copy| copy.service == stage.shop())
        .count();
    let mut batches: BTreeMap<String, u64> = BTreeMap::new();
    for _ in 0..ASKED {
        if batches.len() == copies {
            break;
        }
        let asked = visitor.with_cookies(Step::Nothing, &url, Context::typed(), None, Vec::new());
        let answered = asked.send().await?;
        let json: Value = serde_json::from_str(&answered.page.html).context("the statistics of a copy")?;
        let copy = answered
            .exchange
            .copy
            .context("the gateway did not say who answered")?;
        batches.insert(copy, json["batches"].as_u64().unwrap_or_default());
    }
    ensure!(
        batches.len() == copies,
        "only {} of {copies} copies answered",
        batches.len()
    );
    Ok(batches.values().sum())
}

/// The resident memory of a copy of a service, in KiB, and their number.
async fn memory(lab: &dyn Lab, id: &SceneId, service: &str) -> Result<(u64, u32)> {
    // Whatever the last answers needed has been given back.
    tokio::time::sleep(Duration::from_millis(300)).await;
    let scene = lab.scene(id).await.map_err(refused)?;
    let of_service = scene.copies.iter().filter(|copy| copy.service == service);
    let all: Vec<u64> = of_service.filter_map(|copy| copy.memory).collect();
    let count = u64::try_from(all.len())?;
    ensure!(count > 0, "no copy of {service} says how much memory it has");
    Ok((all.iter().sum::<u64>() / count, u32::try_from(count)?))
}

fn id(text: &str) -> SceneId {
    text.parse().unwrap_or_else(|never| match never {})
}
