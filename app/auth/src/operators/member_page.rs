//! Where an operator looks after a member.

use super::{
    actions::Actions,
    gate::operators_only,
    model::{Profile, State},
    notice::{OperatorNotice, Said},
    state_form::StatePanel,
};
use crate::{
    activity::{
        entry::{Activity, PAGE_SIZE},
        line::Line,
    },
    server::operators::look_at,
    sessions::{
        card::{DeviceCard, EndForm},
        device::Device,
    },
};
use app_forms::{Done, DoneTo, Wrong, take_if, titled};
use app_kernel::{MemberId, path};
use app_ui::{
    NoIndex, PageTitle,
    error_page::{failed, not_found},
    page_number,
    pagination::Pagination,
    parameter, visit,
    words::{t, t_count, t_with},
};
use leptos::prelude::*;

/// The page with the account, where its member is logged in, what happened to it, and what an operator can do.
pub(crate) async fn admin_member_page() -> AnyView {
    operators_only(async || {
        let Ok(number) = parameter("number").parse() else {
            return not_found();
        };
        let Some(page) = page_number() else {
            return ().into_any();
        };
        match look_at(MemberId(number), page).await {
            Ok(Some((profile, activity))) => view! { <Page profile activity page /> }.into_any(),
            Ok(None) => not_found(),
            Err(failure) => failed(&failure),
        }
    })
    .await
}

#[component]
fn Page(
    profile: Profile,
    activity: Activity,
    /// The number of the page of the activity.
    page: i64,
) -> impl IntoView {
    let member = profile.summary.number;
    let next = path::query(&[("next", &visit().links().auth(&path::admin_member(member)))]);
    let said = take_if(|notice: &OperatorNotice| notice.member == member).map(|notice| notice.said);
    let refused = said.as_ref().is_some_and(|said| said.refusal().is_some());
    let is_operator = profile.is_operator;
    let state = profile.summary.state.clone();
    let devices = profile.devices.clone();
    let actions = profile.actions.clone();
    let form = (!is_operator).then(|| {
        let (state, said, next) = (state, said.clone(), next.clone());
        view! { <StatePanel member state said next /> }
    });
    view! {
        <PageTitle text=titled("admin-member-title", refused) />
        <NoIndex />
        <div class="settings">
            <p class="settings__back"><a href=path::ADMIN>{t("admin-title")}</a></p>
            {said.map(outcome)}
            <Card profile />
            <Devices member devices may_end=!is_operator next />
            {form}
            <History activity page />
            <section class="panel" aria-labelledby="actions-title">
                <h2 id="actions-title">{t("admin-actions-title")}</h2>
                <Actions actions />
            </section>
        </div>
    }
}

/// What has come of a form; that of a reason is said beside it.
fn outcome(said: Said) -> AnyView {
    match said {
        Said::Disabled => view! { <Done key="admin-disabled" /> }.into_any(),
        Said::Enabled => view! { <Done key="admin-enabled" /> }.into_any(),
        Said::Already => view! { <Done key="admin-already" /> }.into_any(),
        Said::Ended(count) => view! { <DoneTo key="sessions-ended" count /> }.into_any(),
        Said::UnknownSession => {
            view! { <Wrong id="sessions-error" key="sessions-error-unknown" /> }.into_any()
        }
        Said::IsOperator => view! { <Wrong id="operator-error" key="admin-is-operator" /> }.into_any(),
        Said::Refused { .. } => ().into_any(),
    }
}

#[component]
fn Card(profile: Profile) -> impl IntoView {
    let member = profile.summary;
    let none = || t("account-phone-none");
    let state = match member.state {
        State::Active => t("admin-state-active"),
        State::Disabled { since } => t_with("admin-state-disabled-since", &[("since", &since.shown)]),
        State::ToBeDeleted { due } => t_with("admin-state-deleted-at", &[("due", &due.shown)]),
    };
    let password = profile.has_password.then(|| t("admin-way-password"));
    let passkeys = (profile.passkeys > 0).then(|| t_count("admin-way-passkeys", profile.passkeys));
    let ways: Vec<_> = password
        .into_iter()
        .chain(profile.providers)
        .chain(passkeys)
        .collect();
    let ways = if ways.is_empty() {
        none()
    } else {
        ways.join(" · ")
    };
    view! {
        <section class="account">
            <h1>
                <bdi class="nickname" translate="no">{member.nickname}</bdi>
            </h1>
            {profile.is_operator.then(|| view! { <span class="badge">{t("admin-operator")}</span> })}
            <dl class="facts">
                <div><dt>{t("account-user-name")}</dt><dd translate="no">{member.user_name}</dd></div>
                <div><dt>{t("admin-state")}</dt><dd>{state}</dd></div>
                <div><dt>{t("account-phone")}</dt><dd>{member.phone.unwrap_or_else(none)}</dd></div>
                <div><dt>{t("account-email")}</dt><dd translate="no">{member.email.unwrap_or_else(none)}</dd></div>
                <div><dt>{t("account-number")}</dt><dd>{member.number.to_string()}</dd></div>
                <div><dt>{t("account-since")}</dt><dd><time datetime=profile.since.exact>{profile.since.shown}</time></dd></div>
                <div><dt>{t("admin-ways")}</dt><dd>{ways}</dd></div>
            </dl>
            {profile.is_operator.then(|| view! { <p class="settings__small">{t("admin-is-operator")}</p> })}
        </section>
    }
}

#[component]
fn Devices(
    member: i64,
    devices: Vec<Device>,
    /// Whether an operator may end logins of this member.
    may_end: bool,
    next: String,
) -> impl IntoView {
    if devices.is_empty() {
        return view! {
            <section class="panel">
                <h2>{t("admin-devices-title")}</h2>
                <p class="panel__text">{t("admin-devices-none")}</p>
            </section>
        }
        .into_any();
    }
    let cards = devices.into_iter().map(|device| {
        let end = if may_end {
            EndForm::OfMember {
                member,
                next: next.clone(),
            }
        } else {
            EndForm::None
        };
        view! { <DeviceCard device end /> }
    });
    view! {
        <h2>{t("admin-devices-title")}</h2>
        <ul class="devices">{cards.collect_view()}</ul>
        {may_end
            .then(|| view! {
                <form class="settings__actions" method="post" action=format!("{}?{next}", path::ADMIN_REVOKE_ALL_API)>
                    <input type="hidden" name="member" value=member />
                    <button class="button" type="submit">{t("admin-end-all")}</button>
                </form>
            })}
    }
    .into_any()
}

#[component]
fn History(activity: Activity, page: i64) -> impl IntoView {
    let visit = visit();
    let total = activity.total;
    let lines = activity
        .entries
        .into_iter()
        .map(|entry| view! { <Line entry /> })
        .collect_view();
    view! {
        <h2>{t("activity-title")}</h2>
        {if total == 0 {
            view! { <p class="settings__text">{t("activity-empty")}</p> }.into_any()
        } else {
            view! { <ol class="activity">{lines}</ol> }.into_any()
        }}
        <Pagination page total size=PAGE_SIZE address=Box::new(move |page| path::at_page(&visit.target, page)) />
        <p class="settings__small">{t("activity-times")}</p>
    }
}
