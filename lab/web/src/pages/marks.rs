//! How copies, sessions and outcomes are marked.

use lab_model::{Copy, CopyMark, Form, Mark};
use leptos::prelude::*;

/// The mark of a copy: a form with a letter. Always beside the copy's name, so it is hidden from screen readers.
#[component]
pub fn Sign(mark: CopyMark) -> impl IntoView {
    let shape = match mark.form {
        Form::Diamond => view! { <path d="M12 1 23 12 12 23 1 12Z" /> }.into_any(),
        Form::Circle => view! { <circle cx="12" cy="12" r="10.5" /> }.into_any(),
        Form::Square => view! { <rect x="2" y="2" width="20" height="20" rx="3" /> }.into_any(),
    };
    view! {
        <svg class=format!("sign sign--{}", mark.colour % 8) viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
            {shape}
            <text x="12" y="16.2" text-anchor="middle">{mark.letter.to_string()}</text>
        </svg>
    }
}

/// A copy by its mark and its name.
#[component]
pub fn CopyName(name: String, mark: Option<CopyMark>) -> impl IntoView {
    view! { <span class="copy-name">{mark.map(|mark| view! { <Sign mark /> })}{name}</span> }
}

/// The mark of the copy with this name.
pub fn mark_of(copies: &[Copy], name: &str) -> Option<CopyMark> {
    copies.iter().find(|copy| copy.name == name).map(|copy| copy.mark)
}

/// A session, or another cookie's value, by its mark.
#[component]
pub fn SessionMark(mark: Mark) -> impl IntoView {
    view! { <code class="session-mark">{format!("#{}", mark.0)}</code> }
}
