//! The forms of a scene's page.

use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use diagnosis::Text;
use http::{HeaderMap, StatusCode};
use lab_model::{Refusal, SceneId};
use lab_scenarios::Scenario;
use serde::Deserialize;

use super::{
    faults::Chosen,
    learning::{Explanation, Prediction},
    parse,
};
use crate::pages::{live, names, page, router::App, visit::Visit, words::text};

/// `POST /t/{scene}/start`.
pub async fn start(State(app): State<App>, Path(id): Path<String>, visit: Visit) -> Response {
    let id = parse(&id);
    match app.lab.start(&id).await {
        Ok(()) => to(&visit, &id, ""),
        Err(refusal) => page::refused(&app, &visit, &refusal),
    }
}

/// `POST /t/{scene}/stop`.
pub async fn stop(State(app): State<App>, Path(id): Path<String>, visit: Visit) -> Response {
    let id = parse(&id);
    match app.lab.stop(&id).await {
        Ok(()) => to(&visit, &id, ""),
        Err(refusal) => page::refused(&app, &visit, &refusal),
    }
}

/// `POST /t/{scene}/reset`.
pub async fn reset(State(app): State<App>, Path(id): Path<String>, visit: Visit) -> Response {
    let id = parse(&id);
    match app.lab.reset(&id).await {
        Ok(()) => {
            app.learning.change(&id, visit.visitor.as_ref(), |learned| {
                *learned = super::learning::Learned::default();
            });
            to(&visit, &id, "")
        }
        Err(refusal) => page::refused(&app, &visit, &refusal),
    }
}

/// `POST /t/{scene}/fault`. A script that asks for text is told what was done; a form comes back to the page, which says it.
pub async fn fault(
    State(app): State<App>,
    Path(id): Path<String>,
    visit: Visit,
    headers: HeaderMap,
    Form(chosen): Form<Chosen>,
) -> Response {
    let id = parse(&id);
    let is_of_session = chosen.is_of_session();
    let Some(fault) = chosen.fault() else {
        return StatusCode::UNPROCESSABLE_ENTITY.into_response();
    };
    let done = app.lab.apply(&id, &fault).await;
    if live::is_island(&headers) {
        let (Ok(said) | Err(Refusal { reason: said, .. })) = &done;
        return page::within(&app, &visit, || text(said)).into_response();
    }
    match done {
        Ok(said) => {
            app.learning.note(&id, visit.visitor.as_ref(), said);
            if is_of_session {
                return Redirect::to(&visit.to(&format!("/session/{id}"))).into_response();
            }
            to(&visit, &id, "")
        }
        Err(refusal) => page::refused(&app, &visit, &refusal),
    }
}

/// A switch.
#[derive(Debug, Deserialize)]
pub struct Flip {
    switch: String,
}

/// `POST /t/{scene}/flip`: to the scene that differs by this switch only.
pub async fn flip(
    State(app): State<App>,
    Path(id): Path<String>,
    visit: Visit,
    Form(flip): Form<Flip>,
) -> Response {
    let id = parse(&id);
    let switch = names::SWITCHES
        .into_iter()
        .find(|switch| names::switch_name(*switch) == flip.switch);
    let neighbour = switch.and_then(|switch| Some((switch, app.lab.flipped(&id, switch)?)));
    let Some((switch, neighbour)) = neighbour else {
        return StatusCode::UNPROCESSABLE_ENTITY.into_response();
    };
    if let Err(refusal) = app.lab.start(&neighbour).await {
        return page::refused(&app, &visit, &refusal);
    }
    app.learning
        .change(&neighbour, visit.visitor.as_ref(), |learned| {
            *learned = super::learning::Learned::default();
            learned.came = Some((id, switch));
        });
    to(&visit, &neighbour, "")
}

/// `POST /t/{scene}/visit`: a scripted visitor logs in at auth and looks at the mall.
pub async fn visit(State(app): State<App>, Path(id): Path<String>, visit: Visit) -> Response {
    let id = parse(&id);
    let played = Box::pin(lab_scenarios::run(app.lab.as_ref(), &id, Scenario::S1)).await;
    let visitor = played
        .as_ref()
        .ok()
        .and_then(|outcome| outcome.seen.last())
        .map(|seen| seen.visitor.0.clone());
    let note = match played {
        Ok(outcome) => outcome.said,
        Err(error) => Text::new(
            format!("脚本访客没能做完：{error:#}"),
            format!("The scripted visitor could not finish: {error:#}"),
        ),
    };
    app.learning.note(&id, visit.visitor.as_ref(), note);
    let query = visitor
        .map(|visitor| format!("?visitor={visitor}"))
        .unwrap_or_default();
    to(&visit, &id, &query)
}

/// A prediction.
#[derive(Debug, Deserialize)]
pub struct Predict {
    nickname: String,
}

/// `POST /t/{scene}/predict`.
pub async fn predict(
    State(app): State<App>,
    Path(id): Path<String>,
    visit: Visit,
    Form(said): Form<Predict>,
) -> Response {
    let id = parse(&id);
    let prediction = match said.nickname.as_str() {
        "shown" => Prediction::Shown,
        "missing" => Prediction::Missing,
        _ => return StatusCode::UNPROCESSABLE_ENTITY.into_response(),
    };
    app.learning.change(&id, visit.visitor.as_ref(), |learned| {
        // What was said first counts.
        learned.predicted.get_or_insert(prediction);
    });
    to(&visit, &id, "")
}

/// An explanation.
#[derive(Debug, Deserialize)]
pub struct Explain {
    code: String,
}

/// `POST /t/{scene}/explain`.
pub async fn explain(
    State(app): State<App>,
    Path(id): Path<String>,
    visit: Visit,
    Form(said): Form<Explain>,
) -> Response {
    let id = parse(&id);
    let Some(explanation) = Explanation::parse(&said.code) else {
        return StatusCode::UNPROCESSABLE_ENTITY.into_response();
    };
    app.learning.change(&id, visit.visitor.as_ref(), |learned| {
        learned.explained.get_or_insert(explanation);
    });
    to(&visit, &id, "#why")
}

/// Back to the page of a scene.
fn to(visit: &Visit, id: &SceneId, after: &str) -> Response {
    Redirect::to(&visit.to(&format!("{}{after}", names::address(id)))).into_response()
}
