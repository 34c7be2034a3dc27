//! Pages that the browser shows again from its memory.

use crate::visit;
use app_kernel::{Viewer, path};
use leptos::{nonce::use_nonce, prelude::*};

/// Asks who is there when a browser shows the page again as it was (back/forward cache): if somebody has logged in or out since,
/// the page is loaded anew.
#[component]
pub(crate) fn BackForward() -> impl IntoView {
    let visit = visit();
    let shown = match &visit.viewer {
        Viewer::Guest => "guest".to_owned(),
        Viewer::Member(member) => format!("member {}", member.id),
        // Whatever the answer is, it is better.
        Viewer::Unavailable => String::new(),
    };
    let script = format!("({SCRIPT})({:?}, {shown:?});", path::VIEWER_API);
    view! { <script nonce=use_nonce()>{script}</script> }
}

const SCRIPT: &str = include_str!("back_forward.js");
