//! The front page of the lab: the question, the two switches, and every scene.

use axum::{extract::State, response::Response};
use diagnosis::Words;
use lab_model::{Scene, SceneState};
use leptos::prelude::*;

use super::{
    names::{self, Promise},
    page::{self, Page},
    picture::Picture,
    router::App,
    visit::{Visit, visit},
    words::{say, t, text, w},
};

/// The scenes by what they show.
const GROUPS: [(&str, Words, &[&str]); 4] = [
    ("one", w("拆分之前", "Before the split"), &["T0", "T1"]),
    (
        "split",
        w("拆成两个服务", "Split into two services"),
        &["T2a", "T2b", "T2c", "T3"],
    ),
    (
        "copies",
        w("一个服务，多个副本", "One service, several copies"),
        &["T4", "T4+postgres", "T5", "T5b"],
    ),
    (
        "both",
        w("两个服务，多个副本", "Two services, several copies"),
        &["T6", "T6b", "T7", "T8", "T8+memory"],
    ),
];

/// `GET /`.
pub async fn show(State(app): State<App>, visit: Visit) -> Response {
    let scenes = app.lab.scenes().await;
    page::respond(&app, &visit, || {
        Page::new(t("场景", "Scenes"), view! { <Home scenes /> })
    })
}

#[component]
fn Home(scenes: Vec<Scene>) -> impl IntoView {
    let groups = GROUPS
        .into_iter()
        .map(|(id, name, members)| {
            let cards = scenes
                .iter()
                .filter(|scene| members.contains(&scene.id.to_string().as_str()))
                .map(|scene| view! { <li><SceneCard scene=scene.clone() /></li> })
                .collect_view();
            let heading = format!("group-{id}");
            view! {
                <section class="floor" aria-labelledby=heading.clone()>
                    <h2 id=heading.clone() class="floor__title">{say(name)}</h2>
                    <ul class="scenes">{cards}</ul>
                </section>
            }
        })
        .collect_view();
    view! {
        <Banner />
        <Switches scenes=scenes.clone() />
        {groups}
        <section class="floor" aria-labelledby="group-apart">
            <h2 id="group-apart" class="floor__title">{t("没有共同父域的站点", "Sites without a common parent")}</h2>
            <p class="floor__text">
                {t(
                    "两个站点没有共同的父域，哪个场景都帮不上：Cookie 到不了那里，登录只能交接。",
                    "Where two sites share no parent domain, none of these scenes helps: no cookie gets there, and the login has to be handed over.",
                )}" "
                <a class="quiet-link" href=visit().to("/sites")>{t("T9：单点登录", "T9: single sign-on")}</a>
            </p>
        </section>
    }
}

#[component]
fn Banner() -> impl IntoView {
    let visit = visit();
    view! {
        <section class="banner banner--lab" aria-labelledby="banner-title">
            <div class="banner__words">
                <p class="banner__kicker">{t("分布式会话不共享、不同步", "Sessions that are neither shared nor in sync")}</p>
                <h1 id="banner-title">{t("登录了，昵称却不见了", "Logged in, and nobody knows the name")}</h1>
                <p>
                    {t(
                        "看它失败，知道为什么，只拨一个开关，看它成功。",
                        "See it fail, know why, flip one switch, see it work.",
                    )}
                </p>
                <div class="banner__actions">
                    <form method="post" action=visit.to("/t/T2a/start")>
                        <button class="button button--primary" type="submit">{t("从第一个失败开始", "Begin with the first failure")}</button>
                    </form>
                    <a class="banner__more" href=visit.to("/lesson/1")>{t("或者跟着六章课程走", "or follow the six chapters")}</a>
                </div>
            </div>
            <Windows />
        </section>
    }
}

/// Two shop windows at night: the one that knows the name is lit, the other one is dark.
#[component]
fn Windows() -> impl IntoView {
    view! {
        <svg class="windows" viewBox="0 0 560 300" width="560" height="300" role="img"
            aria-label=t(
                "两扇橱窗：认证服务的亮着，写着张三；商城的暗着，写着你好，请登录。Cookie 停在两者之间。",
                "Two shop windows: auth's is lit and says 张三, the mall's is dark and says hello, please log in. The cookie stops between them.",
            )>
            <path class="windows__lit" d="M20 300V120C20 60 70 24 130 24s110 36 110 96v180Z" />
            <path class="windows__dark" d="M320 300V120c0-60 50-96 110-96s110 36 110 96v180Z" />
            <text class="windows__host windows__host--lit" x="130" y="112" text-anchor="middle">"auth"</text>
            <text class="windows__name" x="130" y="178" text-anchor="middle">"张三"</text>
            <text class="windows__host" x="430" y="112" text-anchor="middle">"mall"</text>
            <text class="windows__guest" x="430" y="168" text-anchor="middle">{t("你好，请登录", "Hello, please log in")}</text>
            <path class="windows__way" d="M150 244h86" />
            <path class="windows__way windows__way--cut" d="M316 244h94" />
            <g class="windows__cookie">
                <circle cx="276" cy="244" r="26" />
                <circle class="windows__chip" cx="267" cy="236" r="4" />
                <circle class="windows__chip" cx="284" cy="239" r="3.4" />
                <circle class="windows__chip" cx="272" cy="253" r="3.6" />
                <circle class="windows__chip" cx="287" cy="254" r="2.6" />
            </g>
        </svg>
    }
}

/// The two switches of the lesson, and what their four positions come to.
#[component]
fn Switches(scenes: Vec<Scene>) -> impl IntoView {
    let find = |id: &str| scenes.iter().find(|scene| scene.id.to_string() == id).cloned();
    let cell = |id: &'static str| find(id).map(|scene| view! { <SwitchCell scene /> });
    view! {
        <section class="floor" aria-labelledby="switches">
            <h2 id="switches" class="floor__title">{t("两个开关，四种情形", "Two switches, four situations")}</h2>
            <div class="switches">
                <p class="switches__text">
                    {t(
                        "课程里的失败只差两个开关：Cookie 发给谁，会话记在哪里。只拨一个都不够，两个一起才行。",
                        "The failures of the lesson differ by two switches: whom the cookie is sent to, and where sessions are kept. Either alone is not enough; it takes both.",
                    )}
                </p>
                <table class="switches__table">
                    <caption class="unseen">{t("两个服务，四种情形", "Two services, four situations")}</caption>
                    <thead>
                        <tr>
                            <td></td>
                            <th scope="col">{t("各进程自己的内存", "own memory")}</th>
                            <th scope="col">{t("一张共享的会话表", "one shared table")}</th>
                        </tr>
                    </thead>
                    <tbody>
                        <tr>
                            <th scope="row">{t("Cookie 只给一台主机", "cookie for one host")}</th>
                            <td>{cell("T2a")}</td>
                            <td>{cell("T2c")}</td>
                        </tr>
                        <tr>
                            <th scope="row">{t("Cookie 给整个父域", "cookie for the parent domain")}</th>
                            <td>{cell("T3")}</td>
                            <td>{cell("T7")}</td>
                        </tr>
                    </tbody>
                </table>
            </div>
        </section>
    }
}

#[component]
fn SwitchCell(scene: Scene) -> impl IntoView {
    let promise = Promise::of(&scene);
    view! {
        <a class=format!("situation situation--{}", promise.name()) href=visit().to(&names::address(&scene.id))>
            <span class="situation__sign" aria-hidden="true">{promise.sign()}</span>
            <strong>{scene.id.to_string()}</strong>
            <span>{say(promise.words())}</span>
        </a>
    }
}

/// What a scene promises, as a badge.
#[component]
pub fn PromiseBadge(promise: Promise) -> impl IntoView {
    view! {
        <span class=format!("promise-badge promise-badge--{}", promise.name())>
            <span aria-hidden="true">{promise.sign()}</span>
            {say(promise.words())}
        </span>
    }
}

#[component]
fn SceneCard(scene: Scene) -> impl IntoView {
    let visit = visit();
    let promise = Promise::of(&scene);
    let address = names::address(&scene.id);
    let title = say(names::title(&scene.id));
    let runs = scene.state == SceneState::Running;
    let id = scene.id.to_string();
    let facts = [
        names::position(lab_model::Switch::Scope, &scene),
        names::store(&scene.store),
    ]
    .map(|fact| view! { <li>{say(fact)}</li> });
    view! {
        <article class=format!("scene-card scene-card--{}", promise.name())>
            <Picture scene=scene.clone() />
            <div class="scene-card__head">
                <span class="scene-card__id">{id.clone()}</span>
                <PromiseBadge promise />
                {runs.then(|| view! { <span class="running">{t("运行中", "running")}</span> })}
            </div>
            <h3><a href=visit.to(&address)>{title}</a></h3>
            <p>{text(&scene.outcome)}</p>
            <ul class="scene-card__facts">{facts}</ul>
            <form method="post" action=visit.to(&format!("{address}/start"))>
                <button class="button" type="submit">
                    {if runs { t("打开", "Open") } else { t("启动并打开", "Start and open") }}
                    <span class="unseen">{format!(" {id}")}</span>
                </button>
            </form>
        </article>
    }
}
