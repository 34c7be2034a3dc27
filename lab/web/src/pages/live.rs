//! What has changed on a page that is open: server-sent events with panels as HTML.

use std::{convert::Infallible, time::Duration};

use app_ui::html::Html;
use axum::response::{
    IntoResponse, Response, Sse,
    sse::{Event, KeepAlive},
};
use futures::{Stream, StreamExt, stream};
use http::{HeaderMap, header::ACCEPT};
use serde::Serialize;
use tokio::sync::watch;

use super::{page::within, router::App, visit::Visit, words::t};
use crate::islands::LiveWords;

/// The time between two events: what happens in it is told at once.
pub const PAUSE: Duration = Duration::from_millis(150);

/// An event: the panels that have changed, and what is to be said of it.
#[derive(Serialize)]
pub struct Change {
    pub panels: Vec<(&'static str, String)>,
    /// The news in a few words, for who cannot see the panel.
    pub say: Option<String>,
}

/// The answer that sends changes as long as the page is open and the lab runs.
pub fn events(app: &App, changes: impl Stream<Item = Event> + Send + 'static) -> Response {
    let mut ending = app.ending.clone();
    let ended = async move { while ending.changed().await.is_ok() {} };
    Sse::new(changes.take_until(Box::pin(ended)).map(Ok::<_, Infallible>))
        .keep_alive(KeepAlive::default())
        .into_response()
}

/// Sends one panel, now and whenever it has become another one.
pub fn panel<T: Send + Sync + 'static>(
    app: App,
    visit: Visit,
    name: &'static str,
    mut changes: watch::Receiver<T>,
    make: impl Fn(&App) -> (Html, Option<String>) + Send + 'static,
) -> Response {
    changes.mark_changed();
    let begin = (changes, make, None::<Html>);
    let pages = app.clone();
    let changes = stream::unfold(begin, move |(mut changes, make, mut sent)| {
        let (app, visit) = (app.clone(), visit.clone());
        async move {
            loop {
                changes.changed().await.ok()?;
                let (html, say) = within(&app, &visit, || make(&app));
                let is_first = sent.is_none();
                if sent.as_ref() != Some(&html) {
                    let change = Change {
                        panels: vec![(name, html.as_str().to_owned())],
                        say: say.filter(|_| !is_first),
                    };
                    sent = Some(html);
                    let event = Event::default().json_data(change).ok()?;
                    return Some((event, (changes, make, sent)));
                }
                tokio::time::sleep(PAUSE).await;
            }
        }
    });
    events(&pages, changes)
}

/// Whether an island asks, which shows the answer as a sentence.
pub fn is_island(headers: &HeaderMap) -> bool {
    headers.get(ACCEPT).is_some_and(|accept| accept == "text/plain")
}

/// The words of the island.
pub fn words() -> LiveWords {
    LiveWords {
        live: t("实时", "live").to_owned(),
        paused: t("已暂停", "paused").to_owned(),
        lost: t(
            "连接断了，正在重连；看到的可能已经过时",
            "connection lost, trying again; what you see may be out of date",
        )
        .to_owned(),
        pause: t("暂停", "Pause").to_owned(),
        resume: t("继续", "Go on").to_owned(),
        working: t("正在进行…", "Working…").to_owned(),
        failed: t("没有做成：实验室没有应答", "Not done: the lab did not answer").to_owned(),
    }
}
