//! What can be chosen and set at a scene.

use std::collections::BTreeSet;

use lab_model::{CookieScope, SceneState};
use leptos::prelude::*;

use super::super::{
    names,
    visit::visit,
    words::{say, t},
};
use super::shown::Shown;

/// Stop, reset, panes on or off.
#[component]
pub fn Controls(shown: Shown) -> impl IntoView {
    let visit = visit();
    let address = names::address(&shown.scene.id);
    let form = |what: &str, words: &'static str| {
        view! {
            <form method="post" action=visit.to(&format!("{address}/{what}"))>
                <button class="button" type="submit">{words}</button>
            </form>
        }
    };
    let runs = shown.scene.state == SceneState::Running;
    let controls = runs.then(|| {
        view! {
            {form("reset", t("重置", "Reset"))}
            {form("stop", t("停止", "Stop"))}
        }
    });
    let panes = visit.query("panes") == Some("0");
    let session = visit.to(&format!("/session/{}", shown.scene.id));
    view! {
        <div class="controls">
            {controls}
            <a class="button" href=session>{t("我的会话", "My session")}</a>
            <a class="button" href=visit.here_with("panes", (!panes).then_some("0"))>
                {if panes { t("显示窗格", "Show the panes") } else { t("只看证据", "Evidence only") }}
            </a>
        </div>
    }
}

/// The positions of the switches, with a button for each that can be flipped alone.
#[component]
pub fn Switches(shown: Shown) -> impl IntoView {
    let visit = visit();
    let action = visit.to(&format!("{}/flip", names::address(&shown.scene.id)));
    let scene = &shown.scene;
    let services: BTreeSet<_> = scene.copies.iter().map(|copy| &copy.service).collect();
    let has_choice = scene.copies.len() > services.len();
    let entries = names::SWITCHES
        .into_iter()
        .filter(|switch| *switch != lab_model::Switch::Balance || has_choice)
        .map(|switch| {
            let position = say(names::position(switch, scene)).to_owned();
            let position = match (switch, &scene.scope) {
                (lab_model::Switch::Scope, CookieScope::Domain(domain)) => format!("Domain={domain}"),
                _ => position,
            };
            let flip = shown.flips.iter().find(|(known, _)| *known == switch).map(|(_, id)| {
                view! {
                    <form method="post" action=action.clone()>
                        <button class="switch__flip" type="submit" name="switch" value=names::switch_name(switch)>
                            {t("拨到 ", "flip to ")}{id.to_string()}
                            <span class="unseen">{format!("：{}", say(names::switch(switch)))}</span>
                        </button>
                    </form>
                }
            });
            view! {
                <div class="switch">
                    <dt>{say(names::switch(switch))}</dt>
                    <dd>{position}</dd>
                    {flip.map(|flip| view! { <dd class="switch__action">{flip}</dd> })}
                </div>
            }
        })
        .collect_view();
    view! { <dl class="switch-bar">{entries}</dl> }
}

/// Whose requests are shown.
#[component]
pub fn Visitors(shown: Shown) -> impl IntoView {
    let visit = visit();
    let chosen = shown.visitor.clone();
    let mut visitors = shown.visitors.clone();
    if let Some(own) = &visit.visitor
        && !visitors.contains(own)
    {
        visitors.insert(0, own.clone());
    }
    let options = visitors
        .into_iter()
        .map(|visitor| {
            let is_own = visit.visitor.as_ref() == Some(&visitor);
            let name = if is_own {
                format!("{}（{}）", t("这个浏览器", "this browser"), visitor.0)
            } else {
                visitor.0.clone()
            };
            view! { <option value=visitor.0.clone() selected=chosen.as_ref() == Some(&visitor)>{name}</option> }
        })
        .collect_view();
    view! {
        <form class="picker-form" method="get" action=format!("{}#evidence", visit.path)>
            {visit.big.then(|| view! { <input type="hidden" name="type" value="big" /> })}
            {visit.query("panes").map(|panes| view! { <input type="hidden" name="panes" value=panes.to_owned() /> })}
            <label>{t("访客", "Visitor")}" "<select name="visitor">{options}</select></label>
            <button class="button button--small" type="submit">{t("切换", "Switch")}</button>
        </form>
    }
}

/// Which requests are shown.
#[component]
pub fn Filter(shown: Shown) -> impl IntoView {
    let visit = visit();
    let only = [
        ("", t("全部", "all")),
        ("pages", t("只看页面", "pages")),
        ("session", t("和会话有关的", "about the session")),
        ("lost", t("没认出来的", "not recognised")),
    ]
    .map(|(value, words)| {
        view! { <option value=value selected=visit.query("only").unwrap_or_default() == value>{words}</option> }
    });
    let copies = shown
        .scene
        .copies
        .iter()
        .map(|copy| {
            let name = copy.name.clone();
            let selected = visit.query("copy") == Some(name.as_str());
            view! { <option value=name.clone() selected=selected>{format!("{} {name}", copy.mark.letter)}</option> }
        })
        .collect_view();
    view! {
        <form class="picker-form" method="get" action=format!("{}#feed", visit.path) data-filter="">
            {visit.big.then(|| view! { <input type="hidden" name="type" value="big" /> })}
            {visit.query("panes").map(|panes| view! { <input type="hidden" name="panes" value=panes.to_owned() /> })}
            {visit.query("visitor").map(|visitor| view! { <input type="hidden" name="visitor" value=visitor.to_owned() /> })}
            <label>{t("请求", "Requests")}" "<select name="only">{only}</select></label>
            <label>{t("副本", "Copy")}" "<select name="copy"><option value="">{t("全部", "all")}</option>{copies}</select></label>
            <button class="button button--small" type="submit">{t("筛选", "Filter")}</button>
            <a href=format!("{}/seen.json", visit.path) class="quiet-link" download="">{t("导出 JSON", "Export JSON")}</a>
        </form>
    }
}
