//! Ids that are renewed, and somebody with a copy of the visitor's cookie, who uses it beside them.

use std::sync::Arc;

use axum::{
    body::Body,
    http::{Method, Response, header},
};
use diagnosis::{Text, evidence::Shown, jar::SetCookie};
use http_body_util::BodyExt;
use lab_model::{Refusal, Visitor};

use super::device::{self, AsVisitor};
use crate::{
    clock, landmark,
    refusal::{failed, refused},
    running::Aging,
    scene::Scene,
};

/// The visitor that stands for whoever has the copy.
const THIEF: &str = "with-a-copy";

/// Lets a session be due for a further id.
pub async fn renewed(scene: &Arc<Scene>, visitor: &Visitor) -> Result<Text, Refusal> {
    if !renews(scene) {
        return Err(refused(
            "这种存储从不更换会话的 id。",
            "This store never gives a session another id.",
        ));
    }
    let session = super::session(scene, visitor)?;
    age(scene, digest(scene, &session).await?, Aging::UntilRenewal).await?;
    scene.announce();
    Ok(Text::new(
        "对这个会话来说，十分钟过去了：下一个应答会带来新的 id。",
        "For this session ten minutes have passed: the next answer brings a further id.",
    ))
}

/// Only our own session table gives sessions further ids.
fn renews(scene: &Scene) -> bool {
    scene.spec.store == "postgres"
}

/// Comes with the visitor's cookie, at a time when a session in use is given a further id, and goes on with that one.
pub async fn used(scene: &Arc<Scene>, visitor: &Visitor) -> Result<Text, Refusal> {
    let session = super::session(scene, visitor)?;
    if renews(scene) {
        age(scene, digest(scene, &session).await?, Aging::UntilRenewal).await?;
    }
    let (nickname, given) = come(scene, &session).await?;
    let Some(nickname) = nickname else {
        return Ok(Text::new(
            "拿着复制的 Cookie 来的人没有看到昵称：应答的副本不认识这个会话。",
            "Whoever came with the copy was shown no name: the copy that answered does not know the session.",
        ));
    };
    let Some(given) = given else {
        return Ok(Text::new(
            format!(
                "拿着复制的 Cookie 来的人看到了“{nickname}”。这里的 id 从不更换：两个人可以一直用下去，没有人发现。"
            ),
            format!(
                "Whoever came with the copy was greeted as {nickname}. Ids do not change here: both can go on for as long as they like, and nobody notices."
            ),
        ));
    };
    // From its first use on the further id is the session's, and the visitor's own an old one.
    let old = digest(scene, &session).await?;
    come(scene, &given).await?;
    age(scene, old, Aging::BeyondGrace).await?;
    scene.announce();
    Ok(Text::new(
        format!(
            "拿着复制的 Cookie 来的人看到了“{nickname}”，十分钟后得到了新的 id，并且用了它。访问者手里的成了旧的：打开下一个页面看看。"
        ),
        format!(
            "Whoever came with the copy was greeted as {nickname}, was given a new id after ten minutes, and has used it. The visitor's is the old one now: open the next page."
        ),
    ))
}

/// A request with this value: who the answer greets, and the further id that it brings.
async fn come(scene: &Arc<Scene>, value: &str) -> Result<(Option<String>, Option<String>), Refusal> {
    let name = scene.spec.cookie();
    let cookie = format!("{name}={value}");
    let sent = AsVisitor {
        visitor: THIEF,
        method: Method::GET,
        path: "/api/session/viewer",
        cookie: Some(&cookie),
        fault: "use-copy",
    };
    let answer = device::send(scene, sent, "").await?;
    let given = given(&answer, name).filter(|given| given != value);
    let body = answer
        .into_body()
        .collect()
        .await
        .map_err(|error| failed(&error.into()))?;
    let shown = landmark::in_viewer(&String::from_utf8_lossy(&body.to_bytes()));
    let nickname = match shown {
        Some(Shown::Member(nickname)) => Some(nickname),
        _ => None,
    };
    Ok((nickname, given))
}

fn given(answer: &Response<Body>, name: &str) -> Option<String> {
    let lines = answer.headers().get_all(header::SET_COOKIE).iter();
    let mut given = lines
        .filter_map(|line| SetCookie::parse(line.to_str().ok()?).ok())
        .filter(|line| line.name == name && !line.value.is_empty() && !line.removes(clock::now()));
    given.next().map(|line| line.value)
}

/// The id that the session of a cookie has in the table: a digest, which only the services can make.
async fn digest(scene: &Arc<Scene>, session: &str) -> Result<String, Refusal> {
    let cookie = format!("{}={session}", scene.spec.cookie());
    for known in scene.copies().into_iter().filter(super::is_running) {
        let host = scene.host_of(&known.copy.service);
        let told = scene.shared.side.anatomy(known.copy.port, &host, &cookie).await;
        if let Some(digest) = told
            .ok()
            .and_then(|told| Some(told["digest"].as_str()?.to_owned()))
        {
            return Ok(digest);
        }
    }
    Err(refused("没有副本认识这个会话。", "No copy knows the session."))
}

async fn age(scene: &Arc<Scene>, id: String, aging: Aging) -> Result<(), Refusal> {
    scene.change(move |running| running.age(aging, &id)).await
}
