//! One device of the list.

use super::device::{Device, Moment};
use app_kernel::path;
use app_ui::{
    icon::{Icon, IconName},
    words::{t, t_with},
};
use leptos::prelude::*;

/// Where the button leads that ends a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum EndForm {
    /// To the end of one's own.
    Own,
    /// To the end of a member's, by an operator.
    OfMember {
        /// The member's number.
        member: i64,
        /// The query that names the page to come back to.
        next: String,
    },
    /// There is none.
    None,
}

/// A session with the button that ends it; the one that is looking has no button, because for it there is "log out".
#[component]
pub(crate) fn DeviceCard(
    device: Device,
    /// Where the button leads.
    end: EndForm,
) -> impl IntoView {
    let name = device.name.unwrap_or_else(|| t("device-unknown"));
    let form = match end {
        _ if device.current => None,
        EndForm::Own => Some((path::REVOKE_API.to_owned(), None)),
        EndForm::OfMember { member, next } => {
            Some((format!("{}?{next}", path::ADMIN_REVOKE_API), Some(member)))
        }
        EndForm::None => None,
    };
    let end = form.map(|(action, member)| {
        let label = t_with("device-end-label", &[("device", &name)]);
        view! {
            <form method="post" action=action>
                {member.map(|member| view! { <input type="hidden" name="member" value=member /> })}
                <input type="hidden" name="session" value=device.key />
                <button class="button" type="submit" aria-label=label>{t("device-end")}</button>
            </form>
        }
    });
    let icon = if device.mobile {
        IconName::Phone
    } else {
        IconName::Screen
    };
    let last_seen = if device.current {
        t("device-now").into_any()
    } else {
        moment(device.last_seen).into_any()
    };
    view! {
        <li class="device">
            <Icon name=icon class="device__icon" />
            <div class="device__head">
                <h2><bdi>{name}</bdi></h2>
                {device.current.then(|| view! { <span class="badge badge--here">{t("device-current")}</span> })}
                {device.remembered.then(|| view! { <span class="badge">{t("device-remembered")}</span> })}
            </div>
            <dl class="device__facts">
                <div><dt>{t("device-last-seen")}</dt><dd>{last_seen}</dd></div>
                <div><dt>{t("device-signed-in")}</dt><dd>{moment(device.signed_in)}</dd></div>
                <div><dt>{t("device-expires")}</dt><dd>{moment(device.expires)}</dd></div>
                <div><dt>{t("device-address")}</dt><dd>{device.address.unwrap_or_else(|| t("device-address-none"))}</dd></div>
            </dl>
            {end}
        </li>
    }
}

fn moment(moment: Moment) -> impl IntoView {
    view! { <time datetime=moment.exact>{moment.shown}</time> }
}
