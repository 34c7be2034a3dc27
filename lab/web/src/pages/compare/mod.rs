//! Every scenario on every scene: what is expected, and what the last run came to.

mod played;

use app_ui::{Islands, html::Html};
use axum::{
    Form,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use diagnosis::Text;
use http::{HeaderMap, StatusCode};
use lab_scenarios::{
    Scenario,
    golden::{Golden, NOT_PLAYED, OK, short},
};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    live, names,
    page::{self, Page},
    router::App,
    scene::parse,
    visit::{Visit, visit},
    words::{language, say, t, text},
};
use crate::islands::Live;
use played::Cell;
pub use played::Played;

/// The panel that changes while something is played.
const PANEL: &str = "matrix";

/// What is written down, or the answer that it cannot be read.
fn golden() -> Result<Golden, StatusCode> {
    Golden::read().map_err(|error| {
        tracing::error!("{error:#}");
        StatusCode::INTERNAL_SERVER_ERROR
    })
}

/// `GET /compare`.
pub async fn show(State(app): State<App>, visit: Visit) -> Response {
    let golden = match golden() {
        Ok(golden) => golden,
        Err(status) => return status.into_response(),
    };
    let played = app.played.clone();
    page::respond(&app, &visit, || {
        Page::new(t("对照表", "Comparison"), view! { <Compare golden played /> })
    })
}

/// `GET /compare/live`.
pub async fn live(State(app): State<App>, visit: Visit) -> Response {
    let golden = match golden() {
        Ok(golden) => golden,
        Err(status) => return status.into_response(),
    };
    let changes = app.played.changes();
    live::panel(app, visit, PANEL, changes, move |app| {
        let said = app.played.said().map(|said| text(&said));
        (Html::of(matrix(&golden, &app.played)), said)
    })
}

/// What is to be played.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    scenario: String,
}

/// `POST /compare/play`: a scenario on all scenes, one after the other, in the background.
pub async fn play(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Form(wanted): Form<Wanted>,
) -> Response {
    let (Some(scenario), Ok(golden)) = (Scenario::find(&wanted.scenario), golden()) else {
        return StatusCode::UNPROCESSABLE_ENTITY.into_response();
    };
    let expected = golden.scenes.iter().filter_map(|scene| {
        let expected = golden.expected(scenario, &scene.id)?;
        (expected != NOT_PLAYED).then(|| (scene.id.clone(), expected.to_owned()))
    });
    let scenes: Vec<_> = expected.collect();
    let count = scenes.len();
    if app.played.reserve(scenario, &scenes) {
        tokio::spawn(played::play(app.clone(), scenario, scenes));
    }
    let id = scenario.id();
    if live::is_island(&headers) {
        return page::within(&app, &visit, || {
            let said = Text::new(
                format!("{id} 已排上：{count} 个场景。"),
                format!("{id} will be played on {count} scenes."),
            );
            text(&said)
        })
        .into_response();
    }
    Redirect::to(&visit.to(&format!("/compare#{id}"))).into_response()
}

#[component]
fn Compare(golden: Golden, played: Played) -> impl IntoView {
    let visit = visit();
    let source = visit.here().replacen("/compare", "/compare/live", 1);
    view! {
        <div class="listing__head">
            <h1>{t("一样的剧本，所有的场景", "One script, every scene")}</h1>
            <p>
                {t(
                    "格子里是写定的结果：和它不同，测试就不通过，无论是变坏还是变好。上演会清空场景里的会话。",
                    "Each cell is what is written down. A run that differs fails the tests, for the worse or for the better. To play one empties the scenes.",
                )}
            </p>
        </div>
        <div class="evidence-bar evidence-bar--plain">
            <ul class="legend">
                <li><span class="cell cell--ok">"✓"</span>{t("如访客所愿", "as a visitor expects")}</li>
                <li><span class="cell cell--arrive">"A1"</span>{t("Cookie 没到", "the cookie did not arrive")}</li>
                <li><span class="cell cell--resolve">"R1"</span>{t("标识不认得", "the id did not resolve")}</li>
                <li><span class="cell cell--use">"U4"</span>{t("内容不能用", "the content was not usable")}</li>
                <li><span class="cell cell--none">"–"</span>{t("不演", "not played")}</li>
            </ul>
            <Live source words=live::words() />
            <a class="evidence-bar__reload" href=visit.again("matrix")>{t("重新读取", "Read again")}</a>
        </div>
        <div class="scroll" id="matrix" role="region" tabindex="0" aria-label=t("对照表", "Comparison") data-panel=PANEL>
            {matrix(&golden, &played)}
        </div>
        <Reasons golden />
        <Islands />
    }
}

fn matrix(golden: &Golden, played: &Played) -> impl IntoView + use<> {
    let visit = visit();
    let heads = golden
        .scenes
        .iter()
        .map(|scene| {
            let id = parse(&scene.id);
            view! {
                <th scope="col" title=say(names::title(&id))>
                    <a href=visit.to(&names::address(&id))>{breakable(&scene.id)}</a>
                </th>
            }
        })
        .collect_view();
    let rows = Scenario::ALL
        .into_iter()
        .map(|scenario| {
            let cells = golden
                .scenes
                .iter()
                .map(|scene| cell(golden, played, scenario, &scene.id))
                .collect_view();
            let id = scenario.id();
            view! {
                <tr id=id>
                    <th scope="row">
                        <span class="matrix__scenario">{id}</span>" "
                        <span class="matrix__title">{say(scenario.title())}</span>
                        <form method="post" action=visit.to("/compare/play") data-quiet="">
                            <button class="link-button" type="submit" id=format!("play-{id}") name="scenario" value=id>
                                {t("在所有场景上演一遍", "play it on all scenes")}
                                <span class="unseen">{format!(" {id}")}</span>
                            </button>
                        </form>
                    </th>
                    {cells}
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="matrix">
            <thead><tr><td></td>{heads}</tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

/// The name of a scene, which may be broken before its store.
fn breakable(id: &str) -> impl IntoView + use<> {
    match id.split_once('+') {
        Some((topology, store)) => view! { {topology.to_owned()}<wbr />{format!("+{store}")} }.into_any(),
        None => id.to_owned().into_any(),
    }
}

/// Why a cell is what it is, where the file says.
fn why(golden: &Golden, scenario: Scenario, scene: &str) -> Option<String> {
    golden.why(scenario, scene).map(|why| match language() {
        app_kernel::Locale::ZhCn => why.zh.clone(),
        app_kernel::Locale::En => why.en.clone(),
    })
}

fn cell(golden: &Golden, played: &Played, scenario: Scenario, scene: &str) -> impl IntoView + use<> {
    let expected = golden.expected(scenario, scene).unwrap_or(NOT_PLAYED).to_owned();
    let (class, words) = match expected.as_str() {
        OK => ("cell cell--ok", "✓".to_owned()),
        NOT_PLAYED => ("cell cell--none", "–".to_owned()),
        label => {
            let kind = match label.chars().next() {
                Some('A') => "cell cell--arrive",
                Some('R') => "cell cell--resolve",
                Some('U') => "cell cell--use",
                _ => "cell cell--other",
            };
            (kind, short(label))
        }
    };
    let run = played.get(scenario, scene).map(|cell| {
        let (class, words, hint) = match cell {
            Cell::Waiting => ("matrix__run", t("等候", "waits").to_owned(), None),
            Cell::Playing => (
                "matrix__run matrix__run--now",
                t("演出中", "playing").to_owned(),
                None,
            ),
            Cell::Done(label, said) if label == expected => (
                "matrix__run matrix__run--same",
                t("一样", "same").to_owned(),
                Some(text(&said)),
            ),
            Cell::Done(label, said) => (
                "matrix__run matrix__run--other",
                format!("≠ {}", short(&label)),
                Some(text(&said)),
            ),
        };
        view! { <span class=class title=hint>{words}</span> }
    });
    let hint = why(golden, scenario, scene).unwrap_or_else(|| expected.clone());
    view! { <td title=hint><span class=class>{words}</span>{run}</td> }
}

/// Why cells are what they are, for who cannot point at them.
#[component]
fn Reasons(golden: Golden) -> impl IntoView {
    let reasons = Scenario::ALL
        .into_iter()
        .flat_map(|scenario| {
            let mut reasons: Vec<(String, Vec<&str>)> = Vec::new();
            for scene in &golden.scenes {
                let Some(why) = why(&golden, scenario, &scene.id) else {
                    continue;
                };
                match reasons.iter_mut().find(|(known, _)| *known == why) {
                    Some((_, scenes)) => scenes.push(&scene.id),
                    None => reasons.push((why, vec![&scene.id])),
                }
            }
            let every = golden.scenes.len();
            reasons.into_iter().map(move |(why, scenes)| {
                let scenes = if scenes.len() == every {
                    t("所有场景", "all scenes").to_owned()
                } else {
                    scenes.join(t("、", ", "))
                };
                view! { <dt><span class="matrix__scenario">{scenario.id()}</span>" "{scenes}</dt><dd>{why}</dd> }
            })
        })
        .collect_view();
    view! {
        <details class="reasons">
            <summary>{t("为什么有的格子是这样", "Why some cells are as they are")}</summary>
            <dl>{reasons}</dl>
        </details>
    }
}
