//! The sign that a page comes from memory.

use crate::{
    icon::{Icon, IconName},
    words::t_count,
};
use leptos::prelude::*;
use std::time::Duration;

/// Says for how long nobody has known whether the page still holds; nothing if it does.
#[component]
pub fn Outdated(
    /// The time for which nobody has known, if the page comes from memory because the database cannot be asked.
    age: Option<Duration>,
) -> impl IntoView {
    age.map(|age| {
        let minutes = i64::try_from(age.as_secs() / 60).unwrap_or(i64::MAX);
        view! {
            <p class="outdated" role="status">
                <Icon name=IconName::Alert />
                {t_count("outdated", minutes)}
            </p>
        }
    })
}
