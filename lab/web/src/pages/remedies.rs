//! The four remedies, and what each costs.

use axum::{extract::State, response::Response};
use diagnosis::Words;
use leptos::prelude::*;

use super::{
    page::{self, Page},
    router::App,
    visit::{Visit, visit},
    words::{say, t, w},
};

/// A remedy.
struct Remedy {
    name: Words,
    /// Its scene, if it runs here.
    scene: Option<&'static str>,
    does: Words,
    gives: Words,
    costs: Words,
}

const REMEDIES: [Remedy; 4] = [
    Remedy {
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
    page::respond(&app, &visit, || {
        Page::new(t("四种补救", "Four remedies"), view! { <Remedies /> })
    })
}

#[component]
fn Remedies() -> impl IntoView {
    let visit = visit();
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
    }
}
