//! What each copy knows of the visitor's session, asked without any effect on it.

use diagnosis::Words;
use lab_model::{Copy, CopyState};
use leptos::prelude::*;

use super::super::{
    marks::{SessionMark, Sign},
    words::{say, t, w},
};
use super::{look_up::LookUpView, shown::Shown};

/// One card for each copy.
pub fn copies(shown: &Shown) -> AnyView {
    let cards = shown
        .scene
        .copies
        .iter()
        .map(|copy| card(copy, shown))
        .collect_view();
    view! { <ul class="copies">{cards}</ul> }.into_any()
}

const fn state(state: CopyState) -> (Words, &'static str) {
    match state {
        CopyState::Stopped => (w("停止", "stopped"), "stopped"),
        CopyState::Running => (w("运行中", "running"), "running"),
        CopyState::Paused => (w("冻结", "frozen"), "paused"),
    }
}

fn card(copy: &Copy, shown: &Shown) -> impl IntoView + use<> {
    let (words, class) = state(copy.state);
    let known = copy
        .knows
        .iter()
        .find(|known| shown.visitor.as_ref() == Some(&known.visitor))
        .cloned();
    let known = match known {
        Some(known) => view! {
            <p class="copy__knows">
                <SessionMark mark=known.session />
                <LookUpView look_up=known.look_up />
            </p>
        }
        .into_any(),
        None => {
            view! { <p class="copy__knows quiet">{t("还没有可问的会话", "no session to ask about yet")}</p> }
                .into_any()
        }
    };
    let process = copy.process.map(|process| {
        let memory = copy.memory.map(|kib| format!(" · {} MB", kib.div_ceil(1024)));
        view! { <span class="copy__process">{format!("pid {process}{}", memory.unwrap_or_default())}</span> }
    });
    view! {
        <li class=format!("copy copy--{class}")>
            <p class="copy__name">
                <Sign mark=copy.mark />
                <strong>{copy.name.clone()}</strong>
                <span class="copy__state">{say(words)}</span>
                {process}
            </p>
            {known}
        </li>
    }
}
