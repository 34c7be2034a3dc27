//! Every scenario on every scene: what is expected, and what the last run came to.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Form,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use diagnosis::Text;
use http::StatusCode;
use lab_scenarios::{
    Scenario,
    golden::{Golden, NOT_PLAYED, OK, short},
};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    names,
    page::{self, Page},
    router::App,
    scene::parse,
    visit::{Visit, visit},
    words::{language, say, t},
};

/// What was played since the lab was started: the outcome of each cell.
#[derive(Clone, Default)]
pub struct Played(Arc<Mutex<HashMap<(Scenario, String), Cell>>>);

/// The outcome of a cell.
#[derive(Clone)]
enum Cell {
    /// It is being played.
    Playing,
    /// Its label, and what happened.
    Done(String, Text),
}

impl Played {
    fn set(&self, scenario: Scenario, scene: &str, cell: Cell) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert((scenario, scene.to_owned()), cell);
    }

    fn get(&self, scenario: Scenario, scene: &str) -> Option<Cell> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(&(scenario, scene.to_owned())).cloned()
    }
}

/// `GET /compare`.
pub async fn show(State(app): State<App>, visit: Visit) -> Response {
    let golden = match Golden::read() {
        Ok(golden) => golden,
        Err(error) => {
            tracing::error!("{error:#}");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    let played = app.played.clone();
    page::respond(&app, &visit, || {
        Page::new(t("对照表", "Comparison"), view! { <Compare golden played /> })
    })
}

/// What is to be played.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    scenario: String,
}

/// `POST /compare/play`: a scenario on all scenes, one after the other, in the background.
pub async fn play(State(app): State<App>, visit: Visit, Form(wanted): Form<Wanted>) -> Response {
    let (Some(scenario), Ok(golden)) = (Scenario::find(&wanted.scenario), Golden::read()) else {
        return StatusCode::UNPROCESSABLE_ENTITY.into_response();
    };
    let scenes: Vec<_> = golden
        .scenes
        .iter()
        .filter(|scene| golden.expected(scenario, &scene.id) != Some(NOT_PLAYED))
        .map(|scene| scene.id.clone())
        .collect();
    for scene in &scenes {
        app.played.set(scenario, scene, Cell::Playing);
    }
    tokio::spawn(async move {
        for scene in scenes {
            let played = Box::pin(lab_scenarios::run(app.lab.as_ref(), &parse(&scene), scenario)).await;
            let cell = match played {
                Ok(outcome) => Cell::Done(outcome.label, outcome.said),
                Err(error) => Cell::Done(
                    "not played".to_owned(),
                    Text::new(format!("{error:#}"), format!("{error:#}")),
                ),
            };
            app.played.set(scenario, &scene, cell);
        }
    });
    let id = scenario.id();
    Redirect::to(&visit.to(&format!("/compare#{id}"))).into_response()
}

#[component]
fn Compare(golden: Golden, played: Played) -> impl IntoView {
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
                .map(|scene| cell(&golden, &played, scenario, &scene.id))
                .collect_view();
            let id = scenario.id();
            view! {
                <tr id=id>
                    <th scope="row">
                        <span class="matrix__scenario">{id}</span>
                        <span class="matrix__title">{say(scenario.title())}</span>
                        <form method="post" action=visit.to("/compare/play")>
                            <button class="link-button" type="submit" name="scenario" value=id>
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
        <div class="listing__head">
            <h1>{t("一样的剧本，所有的场景", "One script, every scene")}</h1>
            <p>
                {t(
                    "格子里是写定的结果：和它不同，测试就不通过，无论是变坏还是变好。",
                    "Each cell is what is written down. A run that differs fails the tests, for the worse or for the better.",
                )}
            </p>
        </div>
        <ul class="legend">
            <li><span class="cell cell--ok">"✓"</span>{t("如访客所愿", "as a visitor expects")}</li>
            <li><span class="cell cell--arrive">"A1"</span>{t("Cookie 没到", "the cookie did not arrive")}</li>
            <li><span class="cell cell--resolve">"R1"</span>{t("标识不认得", "the id did not resolve")}</li>
            <li><span class="cell cell--use">"U4"</span>{t("内容不能用", "the content was not usable")}</li>
            <li><span class="cell cell--none">"–"</span>{t("不演，原因见提示", "not played; the hint says why")}</li>
        </ul>
        <div class="scroll" role="region" tabindex="0" aria-label=t("对照表", "Comparison")>
            <table class="matrix">
                <thead><tr><td></td>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

/// The name of a scene, which may be broken before its store.
fn breakable(id: &str) -> impl IntoView + use<> {
    match id.split_once('+') {
        Some((topology, store)) => view! { {topology.to_owned()}<wbr />{format!("+{store}")} }.into_any(),
        None => id.to_owned().into_any(),
    }
}

fn cell(golden: &Golden, played: &Played, scenario: Scenario, scene: &str) -> impl IntoView + use<> {
    let expected = golden.expected(scenario, scene).unwrap_or(NOT_PLAYED).to_owned();
    let why = golden.why(scenario, scene).map(|why| match language() {
        app_kernel::Locale::ZhCn => why.zh.clone(),
        app_kernel::Locale::En => why.en.clone(),
    });
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
    let run = played.get(scenario, scene).map(|cell| match cell {
        Cell::Playing => view! { <span class="matrix__run">{t("演出中…", "playing…")}</span> }.into_any(),
        Cell::Done(label, said) if label == expected => {
            view! { <span class="matrix__run matrix__run--same" title=super::words::text(&said)>{t("刚演过，一样", "just played: the same")}</span> }.into_any()
        }
        Cell::Done(label, said) => {
            view! { <span class="matrix__run matrix__run--other" title=super::words::text(&said)>{short(&label)}{t("，不一样", ": differs")}</span> }.into_any()
        }
    });
    let hint = why.unwrap_or_else(|| expected.clone());
    view! { <td title=hint><span class=class>{words}</span>{run}</td> }
}
