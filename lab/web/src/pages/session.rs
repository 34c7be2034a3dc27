//! How a session works: the visitor's own, step by step.

use app_ui::Islands;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use lab_model::{Anatomy, Row, Scene, SceneState};
use leptos::prelude::*;

use super::{
    marks::SessionMark,
    names,
    page::{self, Page},
    router::App,
    scene::parse,
    visit::{Visit, visit},
    words::{say, t},
};
use crate::islands::Countdown;

/// The scene whose sessions can be looked at best.
const BEST: &str = "T7";

/// `GET /session`: the scene to look at.
pub async fn choose(visit: Visit) -> Response {
    Redirect::to(&visit.to(&format!("/session/{BEST}"))).into_response()
}

/// `GET /session/{scene}`.
pub async fn show(State(app): State<App>, Path(id): Path<String>, visit: Visit) -> Response {
    let id = parse(&id);
    let scene = match app.lab.scene(&id).await {
        Ok(scene) => scene,
        Err(refusal) => return page::refused(&app, &visit, &refusal),
    };
    let anatomy = match (&visit.visitor, &scene.state) {
        (Some(visitor), SceneState::Running) => app.lab.anatomy(&id, visitor).await.ok(),
        _ => None,
    };
    let note = app.learning.take_note(&id, visit.visitor.as_ref());
    let scenes = app.lab.scenes().await;
    page::respond(&app, &visit, || {
        let note = note.map(|note| super::words::text(&note));
        Page::new(
            t("会话原理", "How a session works"),
            view! { <Session scene anatomy=anatomy.unwrap_or_default() note scenes /> },
        )
    })
}

#[component]
fn Session(scene: Scene, anatomy: Anatomy, note: Option<String>, scenes: Vec<Scene>) -> impl IntoView {
    let visit = visit();
    let others = scenes
        .into_iter()
        .filter(|other| ["T1", "T3", "T6", "T7", "T8"].contains(&other.id.to_string().as_str()))
        .map(|other| {
            let current = (other.id == scene.id).then_some("page");
            let id = other.id.to_string();
            view! { <a class="chip" href=visit.to(&format!("/session/{id}")) aria-current=current>{id.clone()}" "{say(names::store(&other.store))}</a> }
        })
        .collect_view();
    let is_there = anatomy.cookie.is_some();
    view! {
        <div class="listing__head">
            <h1>{t("会话原理：你自己的会话", "How a session works: your own")}</h1>
            <p>{t("从浏览器里的 Cookie，到页头的昵称。", "From the cookie in the browser to the nickname in the header.")}</p>
        </div>
        <nav class="chips session-scenes" aria-label=t("场景", "Scenes")>{others}</nav>
        {note.map(|note| view! { <p class="form-done" role="status">{note}</p> })}
        {if is_there {
            view! { <Steps scene=scene.clone() anatomy /> }.into_any()
        } else {
            view! { <Missing scene=scene.clone() /> }.into_any()
        }}
        <p class="session-actions"><a class="button" href=visit.here()>{t("重新读取", "Read again")}</a>
            <a class="button" href=visit.to(&names::address(&scene.id))>{t("到场景 ", "To scene ")}{scene.id.to_string()}</a></p>
        <Islands />
    }
}

/// In place of the steps while there is no session.
#[component]
fn Missing(scene: Scene) -> impl IntoView {
    let runs = scene.state == SceneState::Running;
    let start = visit().to(&format!("{}/start", names::address(&scene.id)));
    view! {
        <section class="stopped">
            <p>
                {t(
                    "这个浏览器在这里还没有会话。登录之后回到这一页。",
                    "This browser has no session here yet. Log in, then come back to this page.",
                )}
            </p>
            {if runs {
                view! {
                    <a class="button button--primary" href=format!("{}/login", scene.auth) target="_blank" rel="noopener">
                        {t("打开登录页", "Open the login")}
                    </a>
                }
                .into_any()
            } else {
                view! {
                    <form method="post" action=start>
                        <button class="button button--primary" type="submit">{t("启动场景", "Start the scene")}</button>
                    </form>
                }
                .into_any()
            }}
        </section>
    }
}

#[component]
fn Steps(scene: Scene, anatomy: Anatomy) -> impl IntoView {
    let visit = visit();
    let visitor = visit.visitor.clone().map(|visitor| visitor.0).unwrap_or_default();
    let rows = anatomy.rows.iter().map(row).collect_view();
    let in_table = !anatomy.rows.is_empty();
    let time = |seconds: Option<u64>| match seconds {
        Some(seconds) => view! { <Countdown seconds /> }.into_any(),
        None => view! { <span class="quiet">{t("没有", "none")}</span> }.into_any(),
    };
    let stolen = match scene.store.as_str() {
        "memory" => t(
            "没有表。谁能读到这个进程的内存，谁就有了标识本身；进程一停，也就全没了。",
            "There is no table. Whoever reads this process's memory has the ids themselves; when the process ends, all are gone.",
        ),
        "cookie" => t(
            "没有表可偷。偷到密钥的人却能造出任何人的会话，而且谁也不能让它们提前结束。",
            "There is no table to steal. Whoever steals the key, though, can make a session of anybody, and nobody can end them early.",
        ),
        "postgres-stock" => t(
            "这种现成的存储在表里放的是标识本身：偷到表，就能以任何人的身份登录。",
            "This published store keeps the ids themselves: a stolen table is a login as anybody.",
        ),
        _ => t(
            "偷到表的人只有哈希。从哈希算不回标识，把哈希放进 Cookie 也没用：服务器会再哈希一次。",
            "Whoever steals the table has hashes only. Nothing leads back from a hash to the id, and a hash put into a cookie is hashed once more.",
        ),
    };
    let fault = visit.to(&format!("{}/fault", names::address(&scene.id)));
    view! {
        <ol class="anatomy">
            <li class="anatomy__step">
                <h2>{t("浏览器里的 Cookie", "The cookie in the browser")}</h2>
                <p class="anatomy__value">
                    <code>{scene.cookie.clone()}</code>" = "
                    {anatomy.cookie.map(|mark| view! { <SessionMark mark /> })}
                </p>
                <p>
                    {t(
                        "128 位随机数。脚本读不到（HttpOnly），你看到的只是它的短哈希。它会发给：",
                        "128 random bits. No script can read it (HttpOnly), and what you see is only a short hash of it. It is sent to ",
                    )}
                    {say(names::scope(&scene.scope))}
                    {t("。", ".")}
                </p>
            </li>
            <li class="anatomy__step">
                <h2>{t("哈希", "The hash")}</h2>
                <p class="anatomy__value">
                    {match anatomy.digest {
                        Some(digest) => view! { <code>{digest}"…"</code> }.into_any(),
                        None => view! { <span class="quiet">{t("这种存储不哈希", "this store hashes nothing")}</span> }.into_any(),
                    }}
                </p>
                <p>{t("服务器收到 Cookie，先哈希，再用哈希去查。", "The server gets the cookie, hashes it, and looks the hash up.")}</p>
            </li>
            <li class="anatomy__step anatomy__step--wide">
                <h2>{t("行", "The rows")}</h2>
                {if in_table { rows.into_any() } else {
                    view! { <p class="quiet">{say(names::store(&scene.store))}</p> }.into_any()
                }}
            </li>
            <li class="anatomy__step">
                <h2>{t("会员", "The member")}</h2>
                <p class="anatomy__value anatomy__value--member">
                    {match anatomy.member {
                        Some(name) => view! { <bdi>{name}</bdi> }.into_any(),
                        None => view! { <span class="quiet">{t("没有登录", "not logged in")}</span> }.into_any(),
                    }}
                </p>
                <p>{t("页头的昵称就来自这里。", "This is where the header's nickname comes from.")}</p>
            </li>
            <li class="anatomy__step">
                <h2>{t("到什么时候", "Until when")}</h2>
                <dl class="anatomy__times">
                    <div><dt>{t("不再使用的话", "if nothing happens")}</dt><dd>{time(anatomy.idle)}</dd></div>
                    <div><dt>{t("无论如何", "whatever happens")}</dt><dd>{time(anatomy.absolute)}</dd></div>
                </dl>
            </li>
            <li class="anatomy__step">
                <h2>{t("表被偷了呢", "And if the table is stolen")}</h2>
                <p>{stolen}</p>
            </li>
            <li class="anatomy__step">
                <h2>{t("从另一台设备结束它", "End it from another device")}</h2>
                <p>{t("然后回来重新读取，再看商城。", "Then read this page again, and look at the mall.")}</p>
                <form method="post" action=fault>
                    <input type="hidden" name="visitor" value=visitor />
                    <input type="hidden" name="back" value="session" />
                    <button class="button" type="submit" name="fault" value="revoke-elsewhere">{t("从另一台设备下线", "Revoke from another device")}</button>
                    <button class="button" type="submit" name="fault" value="expire-now">{t("让它现在过期", "Let it expire now")}</button>
                </form>
            </li>
        </ol>
    }
}

fn row(row: &Row) -> impl IntoView + use<> {
    let columns = row
        .columns
        .iter()
        .map(
            |(name, value)| view! { <div><dt><code>{name.clone()}</code></dt><dd>{value.clone()}</dd></div> },
        )
        .collect_view();
    view! {
        <div class="row">
            <h3><code>{row.table.clone()}</code></h3>
            <dl>{columns}</dl>
        </div>
    }
}
