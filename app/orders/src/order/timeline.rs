//! When an order came how far.

use super::model::Order;
use app_ui::words::t;
use leptos::prelude::*;
use time::{
    OffsetDateTime,
    format_description::well_known::Rfc3339,
    macros::{format_description, offset},
};

/// The steps of an order that were made, with their times.
#[component]
pub(super) fn Timeline(
    /// The order.
    order: Order,
) -> impl IntoView {
    let cancelled = if order.is_overdue {
        "order-step-overdue"
    } else {
        "order-step-cancelled"
    };
    let times = order.times;
    let steps = [
        ("order-step-placed", Some(times.placed)),
        ("order-step-paid", times.paid),
        ("order-step-shipped", times.shipped),
        ("order-step-received", times.received),
        (cancelled, times.cancelled),
        ("order-step-paid-late", times.paid_late),
        ("order-step-refunded", times.refunded),
    ];
    let steps = steps
        .into_iter()
        .filter_map(|(key, time)| Some(view! { <li><span>{t(key)}</span><Moment time=time? /></li> }))
        .collect_view();
    view! {
        <ol class="timeline">{steps}</ol>
        <p class="timeline__zone">{t("order-times")}</p>
    }
}

/// A time as it is in China, where the mall is.
#[component]
pub(super) fn Moment(
    /// The time.
    time: OffsetDateTime,
) -> impl IntoView {
    let here = time.to_offset(offset!(+8));
    let shown = here.format(format_description!("[year]-[month]-[day] [hour]:[minute]"));
    let exact = here.format(&Rfc3339);
    view! { <time datetime=exact.unwrap_or_default() translate="no">{shown.unwrap_or_default()}</time> }
}
