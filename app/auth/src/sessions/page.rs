//! Where the member is logged in (ASVS 5.0 7.5.2).

use super::{
    card::{DeviceCard, EndForm},
    device::{Device, Devices},
    notice::SessionsNotice,
};
use crate::server::sessions::own_devices;
use app_forms::{DoneTo, Wrong, WrongBy, members_only, take};
use app_kernel::path;
use app_ui::{
    PageTitle,
    error_page::failed,
    respond, visit,
    words::{t, t_with},
};
use leptos::prelude::*;

/// The list, a button for each device, and two for many.
pub(crate) async fn sessions_page() -> AnyView {
    members_only(async |_| {
        let content = match own_devices().await {
            Ok(Devices::Known { devices, failures }) => view! { <DeviceList devices failures /> }.into_any(),
            Ok(Devices::Unknowable) => view! { <Unknowable /> }.into_any(),
            Err(failure) => return failed(&failure),
        };
        view! {
            <PageTitle text=t("sessions-title") />
            <div class="settings">
                <p class="settings__back"><a href=path::ACCOUNT>{t("account-title")}</a></p>
                <h1>{t("sessions-title")}</h1>
                {content}
            </div>
        }
        .into_any()
    })
    .await
}

#[component]
fn DeviceList(devices: Vec<Device>, failures: u64) -> impl IntoView {
    let several = devices.len() > 1;
    let said = match take() {
        Some(SessionsNotice::Ended(count)) => view! { <DoneTo key="sessions-ended" count /> }.into_any(),
        Some(SessionsNotice::Unknown) => {
            view! { <Wrong id="sessions-error" key="sessions-error-unknown" /> }.into_any()
        }
        None => ().into_any(),
    };
    view! {
        <p class="settings__text">{t("sessions-text")}</p>
        {said}
        {(failures > 0).then(|| view! { <WrongBy id="sessions-failures" key="sessions-failures" count=failures /> })}
        <ul class="devices">
            {devices.into_iter().map(|device| view! { <DeviceCard device end=EndForm::Own /> }).collect_view()}
        </ul>
        <div class="settings__actions">
            {several
                .then(|| view! {
                    <form method="post" action=path::REVOKE_OTHERS_API>
                        <button class="button button--primary" type="submit">{t("sessions-end-others")}</button>
                    </form>
                })}
            <form method="post" action=path::REVOKE_ALL_API>
                <button class="button" type="submit">{t("sessions-end-all")}</button>
            </form>
        </div>
        <p class="settings__small">{t("sessions-times")}</p>
    }
}

/// Not an error of the member's, and nothing that waiting would mend.
#[component]
fn Unknowable() -> impl IntoView {
    respond::status(501);
    view! { <p class="settings__text">{t_with("sessions-unknowable", &[("store", visit().site.store)])}</p> }
}
