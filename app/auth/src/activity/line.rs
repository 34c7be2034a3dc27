//! One entry of the list.

use super::entry::Entry;
use app_ui::{icon::Icon, words::t};
use leptos::prelude::*;

/// What happened, when, and from which browser and address.
#[component]
pub(crate) fn Line(entry: Entry) -> impl IntoView {
    let class = if entry.event.is_failure() {
        "entry entry--failure"
    } else {
        "entry"
    };
    let operator = entry
        .operator
        .map(|name| view! { <div><dt>{t("admin-operator")}</dt><dd>{name}</dd></div> });
    let from = (!entry.event.is_by_the_mall()).then(|| {
        view! {
            <div>
                <dt>{t("activity-device")}</dt>
                <dd><bdi>{entry.device.unwrap_or_else(|| t("device-unknown"))}</bdi></dd>
            </div>
            <div>
                <dt>{t("device-address")}</dt>
                <dd>{entry.address.unwrap_or_else(|| t("device-address-none"))}</dd>
            </div>
        }
    });
    let facts = (operator.is_some() || from.is_some())
        .then(|| view! { <dl class="entry__from">{operator} {from}</dl> });
    view! {
        <li class=class>
            <Icon name=entry.event.icon() class="entry__icon" />
            <p class="entry__what">{t(entry.event.key())}</p>
            {facts}
            <time class="entry__when" datetime=entry.at.exact>{entry.at.shown}</time>
        </li>
    }
}
