//! Another device of the same member, which ends the visitor's session.

use std::{net::Ipv4Addr, sync::Arc};

use axum::{
    body::Body,
    http::{Method, Request, Response, header},
};
use diagnosis::{Text, jar::SetCookie};
use http_body_util::BodyExt;
use lab_model::{Refusal, Visitor};

use crate::{
    clock,
    front::{self, ByFault},
    postgres::PASSWORD,
    refusal::{failed, refused},
    request::VISITOR_COOKIE,
    scene::Scene,
};

/// The demo members.
const ACCOUNTS: [&str; 4] = ["zhangsan", "lisi", "wangwu", "layla"];
/// The visitor that stands for the other device.
const DEVICE: &str = "second-device";

/// A request that the lab makes as a visitor, through the gateway.
pub struct AsVisitor<'a> {
    /// The visitor.
    pub visitor: &'a str,
    /// The method.
    pub method: Method,
    /// The path.
    pub path: &'a str,
    /// The cookie of the session.
    pub cookie: Option<&'a str>,
    /// The name of the fault, for the feed.
    pub fault: &'static str,
}

/// Sends a request to auth through the gateway.
pub async fn send(scene: &Arc<Scene>, sent: AsVisitor<'_>, form: &str) -> Result<Response<Body>, Refusal> {
    let [_, auth] = scene.origins();
    let authority = auth.trim_start_matches("http://").to_owned();
    let own = format!("{VISITOR_COOKIE}={}", sent.visitor);
    let cookie = sent
        .cookie
        .map_or(own.clone(), |cookie| format!("{cookie}; {own}"));
    let request = Request::builder()
        .method(sent.method)
        .uri(sent.path)
        .header(header::HOST, &authority)
        .header(header::ORIGIN, &auth)
        .header(header::COOKIE, cookie)
        .header(header::ACCEPT, "application/json")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .extension(ByFault(sent.fault))
        .body(Body::from(form.to_owned()))
        .map_err(|error| failed(&error.into()))?;
    Ok(front::answer(scene.clone(), Ipv4Addr::LOCALHOST.into(), &authority, request).await)
}

/// Logs the member in at another device, which ends all other sessions of theirs.
pub async fn revoke(scene: &Arc<Scene>, visitor: &Visitor) -> Result<Text, Refusal> {
    if scene.spec.store != "postgres" {
        return Err(refused(
            "这种存储没有“成员的会话”这张表，别的设备结束不了它。",
            "This store has no list of a member's sessions: no other device can end one.",
        ));
    }
    super::session(scene, visitor)?;
    let nickname = {
        let journal = scene.journal();
        journal
            .browsers
            .get(visitor)
            .and_then(|browser| browser.nickname.clone())
    };
    let Some(nickname) = nickname else {
        return Err(refused(
            "还没有页面显示过访问者的昵称。",
            "No page has shown the visitor's nickname yet.",
        ));
    };
    for account in ACCOUNTS {
        let Some(cookie) = log_in(scene, account).await? else {
            continue;
        };
        let asked = sent(Method::GET, "/api/session/viewer", Some(&cookie));
        let viewer = body(send(scene, asked, "").await?).await;
        if crate::landmark::in_viewer(&viewer) == Some(diagnosis::evidence::Shown::Member(nickname.clone())) {
            let ended = send(
                scene,
                sent(Method::POST, "/api/auth/sessions/revoke-others", Some(&cookie)),
                "",
            )
            .await?;
            let is_done = ended.status().is_success() || ended.status().is_redirection();
            drop(send(scene, sent(Method::POST, "/api/auth/logout", Some(&cookie)), "").await?);
            return if is_done {
                Ok(Text::new(
                    format!("{nickname} 在另一台设备上登录，结束了其他所有会话。"),
                    format!("{nickname} has logged in at another device and ended all other sessions."),
                ))
            } else {
                Err(failed(&anyhow::anyhow!(
                    "revoke-others answers {}",
                    ended.status()
                )))
            };
        }
        drop(send(scene, sent(Method::POST, "/api/auth/logout", Some(&cookie)), "").await?);
    }
    Err(refused("访问者不是演示成员。", "The visitor is no demo member."))
}

const fn sent<'a>(method: Method, path: &'a str, cookie: Option<&'a str>) -> AsVisitor<'a> {
    AsVisitor {
        visitor: DEVICE,
        method,
        path,
        cookie,
        fault: "revoke-elsewhere",
    }
}

/// The session's cookie of a new login.
async fn log_in(scene: &Arc<Scene>, account: &str) -> Result<Option<String>, Refusal> {
    let form = format!("account={account}&password={PASSWORD}");
    let answer = send(scene, sent(Method::POST, "/api/auth/login", None), &form).await?;
    let name = scene.spec.cookie();
    let lines = answer.headers().get_all(header::SET_COOKIE).iter();
    let mut given = lines
        .filter_map(|line| SetCookie::parse(line.to_str().ok()?).ok())
        .filter(|line| line.name == name && !line.value.is_empty() && !line.removes(clock::now()));
    Ok(given.next().map(|line| format!("{name}={}", line.value)))
}

async fn body(answer: Response<Body>) -> String {
    let bytes = answer.into_body().collect().await;
    bytes
        .map(|body| String::from_utf8_lossy(&body.to_bytes()).into_owned())
        .unwrap_or_default()
}
