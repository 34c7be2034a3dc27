//! The page of a scene: two panes with the real pages, and what was seen of their requests.

pub mod actions;
mod controls;
mod cookies;
mod copies;
mod diagram;
mod faults;
mod feed;
mod learning;
mod live;
mod look_up;
mod panels;
mod panes;
mod shown;
mod verdict;

use app_ui::Islands;
use axum::{
    Json,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use lab_model::{SceneId, SceneState};
use leptos::prelude::*;

pub use learning::Learning;
pub use live::live;

use super::{
    names::{self, Promise},
    page::{self, Page},
    router::App,
    visit::{Visit, visit},
    words::{say, t, text},
};
use crate::islands::Live;
use shown::Shown;

/// `GET /t/{scene}`.
pub async fn show(State(app): State<App>, Path(id): Path<String>, visit: Visit) -> Response {
    let id = parse(&id);
    match Shown::load(&app, &id, &visit).await {
        Ok(shown) => {
            let note = app.learning.take_note(&id, visit.visitor.as_ref());
            page::respond(&app, &visit, || {
                let title = format!("{id} {}", say(names::title(&id)));
                let frames = vec![shown.scene.mall.clone(), shown.scene.auth.clone()];
                Page::new(title, view! { <Scene shown note=note.map(|note| text(&note)) /> }).framing(frames)
            })
        }
        Err(refusal) => page::refused(&app, &visit, &refusal),
    }
}

/// `GET /t/{scene}/seen.json`: the requests that were seen, as data.
pub async fn export(State(app): State<App>, Path(id): Path<String>) -> Response {
    match app.lab.seen(&parse(&id), 0).await {
        Ok(seen) => Json(seen).into_response(),
        Err(refusal) => (http::StatusCode::NOT_FOUND, refusal.reason.en).into_response(),
    }
}

/// The name of a scene from its address.
pub fn parse(id: &str) -> SceneId {
    id.parse().unwrap_or_else(|never| match never {})
}

#[component]
fn Scene(shown: Shown, note: Option<String>) -> impl IntoView {
    let runs = matches!(shown.scene.state, SceneState::Running | SceneState::Starting);
    let panels = panels::Panels::of(&shown);
    let panes_wanted = visit().query("panes") != Some("0");
    view! {
        <Head shown=shown.clone() />
        {note.map(|note| view! { <p class="form-done" role="status">{note}</p> })}
        <controls::Switches shown=shown.clone() />
        <learning::Steps shown=shown.clone() />
        {match &shown.scene.state {
            SceneState::Failed(reason) => view! {
                <p class="form-error" role="alert">{t("没能启动：", "It could not be started: ")}{reason.clone()}</p>
            }
            .into_any(),
            _ => ().into_any(),
        }}
        {if !runs {
            view! { <panes::Stopped scene=shown.scene.clone() /> }.into_any()
        } else if panes_wanted {
            view! { <panes::Panes scene=shown.scene.clone() /> }.into_any()
        } else {
            view! { <panes::Elsewhere scene=shown.scene.clone() /> }.into_any()
        }}
        <Evidence shown panels=panels.clone() />
        <div data-panel="faults">{panels.faults.html()}</div>
        <Islands />
    }
}

#[component]
fn Head(shown: Shown) -> impl IntoView {
    let id = shown.scene.id.to_string();
    let promise = Promise::of(&shown.scene);
    view! {
        <div class="scene-head">
            <div class="scene-head__name">
                <p class="scene-head__id"><span class="unseen">{t("场景 ", "Scene ")}</span>{id}</p>
                <div>
                    <h1>{say(names::title(&shown.scene.id))}</h1>
                    <p class="scene-head__outcome">
                        <super::home::PromiseBadge promise />
                        {text(&shown.scene.outcome)}
                    </p>
                </div>
            </div>
            <controls::Controls shown />
        </div>
    }
}

/// What was seen, in panels that stay as fresh as the browser allows.
#[component]
fn Evidence(shown: Shown, panels: panels::Panels) -> impl IntoView {
    let visit = visit();
    let panels::Panels {
        verdict,
        copies,
        cookies,
        diagram,
        feed,
        faults: _,
    } = panels;
    let source = visit
        .here()
        .replacen(&visit.path, &format!("{}/live", visit.path), 1);
    view! {
        <div class="evidence-bar" id="evidence">
            <h2>{t("证据", "Evidence")}</h2>
            <Live source words=super::live::words() />
            <a class="evidence-bar__reload" href=visit.again("evidence")>{t("重新读取", "Read again")}</a>
            <controls::Visitors shown=shown.clone() />
        </div>
        <div class="evidence">
            <section class="evidence__verdict" aria-labelledby="why">
                <h2 id="why" class="floor__title">{t("昵称为什么不见了？", "Why is the nickname missing?")}</h2>
                <div data-panel="verdict">{verdict.html()}</div>
            </section>
            <section class="evidence__copies" aria-labelledby="copies">
                <h2 id="copies" class="floor__title">{t("每个副本知道什么", "What each copy knows")}</h2>
                <div data-panel="copies">{copies.html()}</div>
            </section>
            <section class="evidence__cookies" aria-labelledby="cookies">
                <h2 id="cookies" class="floor__title">{t("浏览器的 Cookie，会发给谁", "The browser's cookies, and whom they are sent to")}</h2>
                <div data-panel="cookies">{cookies.html()}</div>
            </section>
            <section class="evidence__diagram" aria-labelledby="diagram">
                <h2 id="diagram" class="floor__title">{t("时空图", "Spacetime diagram")}</h2>
                <div class="scroll" role="group" tabindex="0" aria-labelledby="diagram" data-panel="diagram">{diagram.html()}</div>
            </section>
            <section class="evidence__feed" aria-labelledby="feed">
                <div class="feed-head">
                    <h2 id="feed" class="floor__title">{t("每一个请求", "Every request")}</h2>
                    <controls::Filter shown />
                </div>
                <div class="scroll" role="group" tabindex="0" aria-labelledby="feed" data-panel="feed">{feed.html()}</div>
            </section>
        </div>
    }
}
