//! The four remedies, and what each costs.

use std::sync::Arc;

use app_ui::{Islands, html::Html};
use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use diagnosis::Words;
use http::HeaderMap;
use lab_model::{Remedies, Remedy as Measured, RemedyKind};
use leptos::prelude::*;
use tokio::sync::watch;

use super::{
    live,
    page::{self, Page},
    router::App,
    scene::parse,
    turns::Borrowed,
    visit::{Visit, visit},
    words::{say, t, text, w},
};
use crate::islands::Live;

/// The panel that changes while something is measured.
const PANEL: &str = "meters";
/// The scenes on which is measured.
const MEASURED: [&str; 3] = ["T5", "T6", "T7"];

/// The figures of the last measurement.
#[derive(Clone, Default)]
pub struct Meters(Arc<watch::Sender<Measurement>>);

/// A measurement.
#[derive(Clone, Default)]
enum Measurement {
    /// There was none.
    #[default]
    None,
    /// It is under way.
    Running,
    /// What it found.
    Done(Arc<Remedies>),
    /// Why it could not be made.
    Failed(String),
}

impl Meters {
    fn get(&self) -> Measurement {
        self.0.borrow().clone()
    }

    fn set(&self, measurement: Measurement) {
        self.0.send_replace(measurement);
    }

    /// Marks the measurement as under way; whether it was not already.
    fn reserve(&self) -> bool {
        self.0.send_if_modified(|measurement| {
            let is_new = !matches!(measurement, Measurement::Running);
            *measurement = Measurement::Running;
            is_new
        })
    }
}

/// A remedy.
struct Remedy {
    kind: RemedyKind,
    name: Words,
    /// Its scene, if it runs here.
    scene: Option<&'static str>,
    does: Words,
    gives: Words,
    costs: Words,
}

const REMEDIES: [Remedy; 4] = [
    Remedy {
        kind: RemedyKind::Replication,
        name: w("复制", "Replication"),
        scene: None,
        does: w(
            "每个副本把每个会话告诉所有副本。",
            "Every copy tells every session to all copies.",
        ),
        gives: w(
            "应用不用改，谁应答都认得。",
            "The application stays as it is, and whoever answers knows.",
        ),
        costs: w(
            "每次写入要发给其余所有副本；每个副本都存下全部会话。",
            "Each write goes to all other copies, and each copy holds all sessions.",
        ),
    },
    Remedy {
        kind: RemedyKind::ClientSide,
        name: w("放进 Cookie", "In the cookie"),
        scene: Some("T6"),
        does: w(
            "会话加密后放在浏览器里。",
            "The session is sealed and kept in the browser.",
        ),
        gives: w(
            "服务器什么都不存，重启和扩容都没有影响。",
            "The server keeps nothing; neither a restart nor a copy more matters.",
        ),
        costs: w(
            "每个请求都带着它，最多 4 KB，谁也不能让它提前结束。",
            "Every request carries it, 4 KB at most, and nobody can end it early.",
        ),
    },
    Remedy {
        kind: RemedyKind::Sticky,
        name: w("固定副本", "Sticky copies"),
        scene: Some("T5"),
        does: w(
            "网关总把同一个人交给同一个副本。",
            "The gateway gives one visitor to one copy, always.",
        ),
        gives: w(
            "只改网关，查找就在内存里。",
            "Only the gateway changes, and look-ups stay in memory.",
        ),
        costs: w(
            "副本一停，它的人都要重新登录；也没法从别处结束会话。",
            "When a copy ends, its visitors log in again; and no session can be ended from elsewhere.",
        ),
    },
    Remedy {
        kind: RemedyKind::Shared,
        name: w("统一存储", "One store"),
        scene: Some("T7"),
        does: w(
            "会话在一张表里，所有副本都查它。",
            "Sessions are in one table, which all copies ask.",
        ),
        gives: w(
            "重启、扩容都不丢，也能从任何地方结束。",
            "Nothing is lost by a restart or a copy more, and sessions can be ended from anywhere.",
        ),
        costs: w(
            "每个请求多一次查询，表停了就无法确认是谁。",
            "A query more for each request, and while the table is away nobody can be recognised.",
        ),
    },
];

/// `GET /remedies`.
pub async fn show(State(app): State<App>, visit: Visit) -> Response {
    let measurement = app.meters.get();
    page::respond(&app, &visit, || {
        Page::new(t("四种补救", "Four remedies"), view! { <All measurement /> })
    })
}

/// `GET /remedies/live`.
pub async fn live(State(app): State<App>, visit: Visit) -> Response {
    let changes = app.meters.0.subscribe();
    live::panel(app, visit, PANEL, changes, |app| {
        let measurement = app.meters.get();
        let said = match measurement {
            Measurement::Done(_) => Some(t("量好了。", "Measured.").to_owned()),
            _ => None,
        };
        (Html::of(meters(&measurement)), said)
    })
}

/// `POST /remedies/measure`: measures in the background, unless that is being done.
pub async fn measure(State(app): State<App>, visit: Visit, headers: HeaderMap) -> Response {
    if app.meters.reserve() {
        tokio::spawn(measure_all(app.clone()));
    }
    if live::is_island(&headers) {
        return page::within(&app, &visit, || t("正在测量。", "Measuring.")).into_response();
    }
    Redirect::to(&visit.to("/remedies#meters")).into_response()
}

/// Measures when its turn has come, and leaves the scenes as they were found.
async fn measure_all(app: App) {
    let _turn = app.turns.next().await;
    let lab = app.lab.as_ref();
    let mut borrowed = Vec::new();
    for id in MEASURED {
        borrowed.push(Borrowed::of(lab, parse(id)).await);
    }
    let measured = Box::pin(lab_scenarios::remedies::measure(lab)).await;
    for scene in borrowed {
        scene.give_back(lab).await;
    }
    app.meters.set(match measured {
        Ok(remedies) => Measurement::Done(Arc::new(remedies)),
        Err(error) => Measurement::Failed(format!("{error:#}")),
    });
}

#[component]
fn All(measurement: Measurement) -> impl IntoView {
    let visit = visit();
    let source = visit.here().replacen("/remedies", "/remedies/live", 1);
    let cards = REMEDIES
        .iter()
        .map(|remedy| {
            let action = match remedy.scene {
                Some(id) => view! {
                    <form method="post" action=visit.to(&format!("/t/{id}/start"))>
                        <button class="button button--small" type="submit">{t("看它运行：", "See it run: ")}{id}</button>
                    </form>
                }
                .into_any(),
                None => view! { <p class="quiet">{t("只做计算，不运行。", "Computed here, not run.")}</p> }.into_any(),
            };
            view! {
                <li class="remedy">
                    <h2>{say(remedy.name)}</h2>
                    <p>{say(remedy.does)}</p>
                    <dl>
                        <dt>{t("得到", "gives")}</dt>
                        <dd>{say(remedy.gives)}</dd>
                        <dt>{t("代价", "costs")}</dt>
                        <dd>{say(remedy.costs)}</dd>
                    </dl>
                    {action}
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="listing__head">
            <h1>{t("四种补救，和各自的价钱", "Four remedies, and their price")}</h1>
            <p>{t("每种都让昵称出现；区别在于付什么。", "Each makes the nickname appear; what differs is what one pays.")}</p>
        </div>
        <ul class="remedies">{cards}</ul>
        <section class="floor" aria-labelledby="meters">
            <h2 id="meters" class="floor__title">{t("量一量", "Measured")}</h2>
            <Live source words=live::words() />
            <div data-panel=PANEL>{meters(&measurement)}</div>
        </section>
        <Islands />
    }
}

fn meters(measurement: &Measurement) -> AnyView {
    let is_running = matches!(measurement, Measurement::Running);
    let figures = match measurement {
        Measurement::None => {
            view! { <p class="floor__text">{t("还没有测过。", "Not measured yet.")}</p> }.into_any()
        }
        Measurement::Running => view! {
            <p class="floor__text" role="status">
                {t("正在测量；过一会儿", "Measuring; in a while ")}
                <a class="quiet-link" href=visit().again("meters")>{t("重新读取", "read again")}</a>
            </p>
        }
        .into_any(),
        Measurement::Failed(reason) => view! { <p class="form-error">{reason.clone()}</p> }.into_any(),
        Measurement::Done(remedies) => table(remedies),
    };
    view! {
        {figures}
        <form method="post" action=visit().to("/remedies/measure") data-quiet="">
            <button class="button" type="submit" id="measure" disabled=is_running>
                {t("在三个场景上测量（约半分钟，会清空它们）", "Measure on three scenes (about half a minute; it empties them)")}
            </button>
        </form>
    }
    .into_any()
}

/// The figures side by side.
fn table(remedies: &Remedies) -> AnyView {
    let visitors = remedies.visitors;
    let name = |measured: &Measured| {
        let remedy = REMEDIES.iter().find(|remedy| remedy.kind == measured.kind);
        remedy.map_or_else(|| text(&measured.name), |remedy| say(remedy.name).to_owned())
    };
    let rows = remedies
        .remedies
        .iter()
        .map(|measured| {
            let memory = measured
                .memory
                .map_or_else(|| "–".to_owned(), |kib| format!("{} MB", kib.div_ceil(1024)));
            let scene = measured
                .scene
                .as_ref()
                .map_or_else(|| t("计算", "computed").to_owned(), ToString::to_string);
            view! {
                <tr>
                    <th scope="row">{name(measured)}" "<span class="quiet">{scene}</span></th>
                    <td>{measured.cookie_bytes}</td>
                    <td>{format!("{:.1}", measured.store_calls)}</td>
                    <td>{measured.sessions_held}</td>
                    <td>{memory}</td>
                    <td>{format!("{} / {visitors}", measured.lost_at_restart)}</td>
                    <td>{format!("{} / {visitors}", measured.lost_at_scale_out)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="scroll" role="group" tabindex="0" aria-labelledby="meters">
            <table class="plain-table plain-table--wide">
                <thead>
                    <tr>
                        <th scope="col">{t("补救", "Remedy")}</th>
                        <th scope="col">{t("每个请求的 Cookie，字节", "Cookie per request, bytes")}</th>
                        <th scope="col">{t("每页查存储，次", "Store calls per page")}</th>
                        <th scope="col">{t("一万个会话里，每个副本存多少", "Of 10,000 sessions, held by each copy")}</th>
                        <th scope="col">{t("每个副本的内存", "Memory per copy")}</th>
                        <th scope="col">{t("重启时丢的登录", "Logins lost at a restart")}</th>
                        <th scope="col">{t("扩容时丢的登录", "Logins lost by a copy more")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
