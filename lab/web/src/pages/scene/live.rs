//! What has changed at a scene, for a page that is open.

use axum::{
    extract::{Path, State},
    response::{Response, sse::Event},
};
use futures::{Stream, stream};
use lab_model::SceneId;

use super::{panels::Panels, parse, shown::Shown, verdict};
use crate::pages::{
    live::{Change, PAUSE, events},
    page::{self, within},
    router::App,
    visit::Visit,
};

/// What the page was told last.
struct Told {
    app: App,
    visit: Visit,
    id: SceneId,
    last: u64,
    panels: Option<Panels>,
    verdict: Option<String>,
}

/// `GET /t/{scene}/live`, with the query of the page.
pub async fn live(State(app): State<App>, Path(id): Path<String>, visit: Visit) -> Response {
    let id = parse(&id);
    if let Err(refusal) = app.lab.scene(&id).await {
        return page::refused(&app, &visit, &refusal);
    }
    let told = Told {
        app: app.clone(),
        visit,
        id,
        last: 0,
        panels: None,
        verdict: None,
    };
    events(&app, changes(told))
}

fn changes(told: Told) -> impl Stream<Item = Event> {
    stream::unfold(told, |mut told| async move {
        loop {
            if told.panels.is_some() {
                told.app.lab.changed(&told.id, told.last).await.ok()?;
                tokio::time::sleep(PAUSE).await;
            }
            if let Some(event) = told.next().await? {
                return Some((event, told));
            }
        }
    })
}

impl Told {
    /// What has changed since, if anything has; `None` at the end of the scene.
    async fn next(&mut self) -> Option<Option<Event>> {
        let shown = Shown::load(&self.app, &self.id, &self.visit).await.ok()?;
        self.last = shown.last;
        let (panels, verdict) = within(&self.app, &self.visit, || {
            (Panels::of(&shown), verdict::in_short(&shown))
        });
        let differing = panels.differing(self.panels.as_ref());
        let is_news = self.panels.is_some() && self.verdict != verdict;
        self.panels = Some(panels);
        self.verdict.clone_from(&verdict);
        if differing.is_empty() {
            return Some(None);
        }
        let change = Change {
            panels: differing,
            say: verdict.filter(|_| is_news),
        };
        Some(Event::default().json_data(change).ok())
    }
}
