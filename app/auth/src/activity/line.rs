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
    let address = entry.address.unwrap_or_else(|| t("device-address-none"));
    view! {
        <li class=class>
            <Icon name=entry.event.icon() class="entry__icon" />
            <p class="entry__what">{t(entry.event.key())}</p>
            <dl class="entry__from">
                <div>
                    <dt>{t("activity-device")}</dt>
                    <dd><bdi>{entry.device.unwrap_or_else(|| t("device-unknown"))}</bdi></dd>
                </div>
                <div>
                    <dt>{t("device-address")}</dt>
                    <dd>{address}</dd>
                </div>
            </dl>
            <time class="entry__when" datetime=entry.at.exact>{entry.at.shown}</time>
        </li>
    }
}
