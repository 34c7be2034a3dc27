//! A slow request that writes the session, and a logout that overtakes it: is the session still gone when the slow one is done?

use std::sync::Arc;

use axum::http::Method;
use diagnosis::{
    Text,
    evidence::{Exchange, Found, LookUp, Pair, Request, Response, Service, Shown, Step, Via},
    jar::Context,
};
use lab_model::{Refusal, Visitor};
use url::Url;

use super::device::{self, AsVisitor};
use crate::{
    clock,
    refusal::{failed, refused},
    scene::{Known, Scene},
    side_channel::Ask,
};

/// The barrier at which the slow request waits (`lab/stores/src/probe/hold.rs`).
const BARRIER: &str = "lab-slow-request";

/// Sends the slow request, logs out before it has ended, lets it end, and asks whether the session is back.
pub async fn against_logout(scene: &Arc<Scene>, visitor: &Visitor) -> Result<Text, Refusal> {
    if scene.spec.store == "cookie" {
        return Err(refused(
            "会话就在 Cookie 里，没有什么可以写回去。",
            "The session is in the cookie: there is nothing to be written back.",
        ));
    }
    let session = super::session(scene, visitor)?;
    let cookie = format!("{}={session}", scene.spec.cookie());
    let known = knower(scene, &cookie).await?;
    let barrier = format!("{BARRIER}-{}", clock::now().unix_timestamp_nanos());
    let hold = {
        let (scene, known, cookie) = (scene.clone(), known.clone(), cookie.clone());
        let form = format!("name={barrier}&action=set&key=lab&value=late");
        tokio::spawn(async move {
            let path = "/api/session/probe/hold";
            ask(&scene, &known, Method::POST, path, Some(cookie), Some(form)).await
        })
    };
    let arrived = format!("/api/session/probe/arrived?name={barrier}");
    ask(scene, &known, Method::GET, &arrived, None, None).await?;
    log_out(scene, visitor, &cookie).await?;
    let before = probe(scene, &known, &session, Step::Replay).await;
    let release = format!("name={barrier}");
    ask(
        scene,
        &known,
        Method::POST,
        "/api/session/probe/release",
        None,
        Some(release),
    )
    .await?;
    drop(hold.await);
    let under_way = exchange(scene, &known, &session, Step::Parallel, None);
    let after = probe(scene, &known, &session, Step::Replay).await;
    let is_back = found(&after) == Some(Found::Hit);
    let logout = exchange(scene, &known, &session, Step::ProbeLogout, None);
    let mut journal = scene.journal();
    let browser = journal.browser(visitor);
    browser.probes.extend(
        [
            Some(Exchange {
                at: before.at,
                ..logout
            }),
            Some(before),
            Some(under_way),
            Some(after),
        ]
        .into_iter()
        .flatten(),
    );
    drop(journal);
    scene.announce();
    Ok(if is_back {
        Text::new(
            "退出登录之后，慢请求把会话写了回来：它又有效了。",
            "After the logout the slow request has written the session back: it is valid again.",
        )
    } else {
        Text::new(
            "慢请求在退出登录之后才结束，会话没有回来。",
            "The slow request ended after the logout, and the session has not come back.",
        )
    })
}

/// A copy that knows the session.
async fn knower(scene: &Arc<Scene>, cookie: &str) -> Result<Known, Refusal> {
    for known in scene.copies().into_iter().filter(super::is_running) {
        let host = scene.host_of(&known.copy.service);
        let told = scene.shared.side.knows(known.copy.port, &host, cookie).await;
        // The mall has no logout, and its role may write no session.
        let writes = known.copy.service != "mall";
        if writes && told.is_some_and(|told| told.found == Found::Hit) {
            return Ok(known);
        }
    }
    Err(refused("没有副本认识这个会话。", "No copy knows the session."))
}

/// Logs out as the visitor does in another tab. The lab's copy of the jar stays as it is: the browser will say itself what it has.
async fn log_out(scene: &Arc<Scene>, visitor: &Visitor, cookie: &str) -> Result<(), Refusal> {
    let jar = scene.journal().browser(visitor).jar.clone();
    let answer = device::send(
        scene,
        AsVisitor {
            visitor: &visitor.0,
            method: Method::POST,
            path: "/api/auth/logout",
            cookie: Some(cookie),
            fault: "slow-request-against-logout",
        },
        "",
    )
    .await?;
    scene.journal().browser(visitor).jar = jar;
    if answer.status().as_u16() < 400 {
        Ok(())
    } else {
        Err(failed(&anyhow::anyhow!("the logout answers {}", answer.status())))
    }
}

async fn ask(
    scene: &Scene,
    known: &Known,
    method: Method,
    path: &str,
    cookie: Option<String>,
    form: Option<String>,
) -> Result<(), Refusal> {
    let host = scene.host_of(&known.copy.service);
    let asked = Ask {
        method,
        port: known.copy.port,
        host: &host,
        path,
        cookie,
        form,
    };
    scene
        .shared
        .side
        .ask(asked)
        .await
        .map(drop)
        .map_err(|error| failed(&error))
}

/// What the copy knows of the session now, as a step of the run.
async fn probe(scene: &Scene, known: &Known, session: &str, step: Step) -> Exchange {
    let host = scene.host_of(&known.copy.service);
    let cookie = format!("{}={session}", scene.spec.cookie());
    let told = scene.shared.side.knows(known.copy.port, &host, &cookie).await;
    exchange(scene, known, session, step, told)
}

fn exchange(scene: &Scene, known: &Known, session: &str, step: Step, look_up: Option<LookUp>) -> Exchange {
    let [_, auth] = scene.origins();
    let is_hit = look_up
        .as_ref()
        .is_some_and(|look_up| look_up.found == Found::Hit);
    Exchange {
        step,
        service: Service::A,
        copy: Some(known.copy.name.clone()),
        at: clock::now(),
        login: 1,
        age_ms: None,
        request: Request {
            url: Url::parse(&auth).unwrap_or_else(|_| scene.shared.lab_url.clone()),
            context: Context::typed(),
            cookies: Some(vec![Pair {
                name: scene.spec.cookie().to_owned(),
                value: session.to_owned(),
            }]),
            via: Via::Browser,
            client: None,
        },
        response: Some(Response {
            status: 200,
            set_cookie: Vec::new(),
            script_cookies: Vec::new(),
            headers: std::collections::BTreeMap::new(),
            shown: if is_hit {
                Shown::Member("?".to_owned())
            } else {
                Shown::Guest
            },
            page: None,
            took_ms: None,
            token: None,
            from: None,
        }),
        look_up,
    }
}

fn found(exchange: &Exchange) -> Option<Found> {
    exchange.look_up.as_ref().map(|look_up| look_up.found)
}
