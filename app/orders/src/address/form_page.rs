//! The form of an address.

use super::{
    fields::{RegionFields, TextField},
    form::{Draft, Field},
    model::MOST,
    notice::{AddressNotice, Again},
    region::Province,
    script::RegionScript,
    server::addresses,
};
use app_forms::{Wrong, members_only, take, titled};
use app_kernel::{Next, path, text::whole_number};
use app_ui::{
    NoIndex, PageTitle,
    error_page::{ErrorPage, failed},
    parameter, query, visit,
    words::t,
};
use leptos::prelude::*;

/// The page with the form for a new address.
pub(super) async fn new_page() -> AnyView {
    members_only(async |member| {
        let addresses = match addresses(member.id).await {
            Ok(addresses) => addresses,
            Err(failure) => return failed(&failure),
        };
        let again = again(None);
        // Told before anything is typed. What has been typed already stays in sight.
        if again.is_none() && addresses.len() >= MOST {
            return view! { <Full /> }.into_any();
        }
        view! { <AddressForm id=None own=Draft::default() again /> }.into_any()
    })
    .await
}

/// The page with the form that changes an address.
pub(super) async fn change_page() -> AnyView {
    members_only(async |member| {
        let id = whole_number(&parameter("id")).and_then(|id| id.parse().ok());
        let addresses = match addresses(member.id).await {
            Ok(addresses) => addresses,
            Err(failure) => return failed(&failure),
        };
        match addresses.into_iter().find(|address| Some(address.id) == id) {
            Some(address) => {
                let id = Some(address.id);
                view! { <AddressForm id own=address.into() again=again(id) /> }.into_any()
            }
            None => view! { <ErrorPage status=404 /> }.into_any(),
        }
    })
    .await
}

/// What was typed into the form of this address a moment ago.
fn again(id: Option<i64>) -> Option<Again> {
    match take() {
        Some(AddressNotice::Again(again)) if again.id == id => Some(again),
        _ => None,
    }
}

/// Where the visitor goes from here: where they came from, or to their addresses.
fn back(next: Option<&Next>) -> String {
    next.map_or_else(|| path::ADDRESSES.to_owned(), |next| next.as_str().to_owned())
}

fn next() -> Option<Next> {
    Next::parse(&query("next")?, visit().links())
}

#[component]
fn AddressForm(id: Option<i64>, own: Draft, again: Option<Again>) -> impl IntoView {
    let is_chosen = again
        .as_ref()
        .is_some_and(|again| again.wrong.is_empty() && again.obstacle.is_none());
    let (mut draft, wrong, obstacle) = again.map_or_else(
        || (own, Vec::new(), None),
        |again| (again.draft, again.wrong, again.obstacle),
    );
    // The script asks for the districts of another province.
    if let Some(province) = query("province") {
        draft.province = province;
    }
    let visit = visit();
    let (key, api) = if id.is_some() {
        ("address-change-title", path::ADDRESS_CHANGE_API)
    } else {
        ("checkout-new-address", path::ADDRESS_ADD_API)
    };
    let here = Next::parse(&visit.here(), visit.links());
    let action = here.map_or_else(|| api.to_owned(), |here| format!("{api}?{}", here.as_query()));
    let next = next();
    let back = back(next.as_ref());
    let is_default = draft.default == "1";
    let refused = !wrong.is_empty() || obstacle.is_some();
    let is_first_choice = is_chosen && Province::of(&draft.province).is_some();
    view! {
        <PageTitle text=titled(key, refused) />
        <NoIndex />
        <div class="addresses addresses--form">
            <h1>{t(key)}</h1>
            {obstacle.map(|obstacle| view! { <Wrong id="address-error" key=obstacle.key() /> })}
            <form class="address-form" method="post" action=action novalidate>
                // The Enter key presses the first button of a form: it saves, it does not show districts.
                <button class="address-form__enter" type="submit" tabindex="-1" aria-hidden="true"></button>
                {id.map(|id| view! { <input type="hidden" name="id" value=id /> })}
                {next.map(|next| view! { <input type="hidden" name="then" value=next.to_string() /> })}
                <TextField field=Field::Recipient value=draft.recipient wrong=wrong.clone() />
                <TextField field=Field::Phone value=draft.phone wrong=wrong.clone() />
                <RegionFields province=draft.province district=draft.district wrong=wrong.clone() is_first_choice />
                <TextField field=Field::Street value=draft.street wrong />
                <label class="check">
                    <input type="checkbox" name="default" value="1" checked=is_default />
                    <span>{t("address-as-default")}</span>
                </label>
                <div class="address-form__buttons">
                    <button class="button button--primary" type="submit">{t("address-save")}</button>
                    <a class="button" href=back>{t("address-back")}</a>
                </div>
            </form>
        </div>
        <RegionScript />
    }
}

/// Instead of the form: there are as many addresses as there can be.
#[component]
fn Full() -> impl IntoView {
    let next = next();
    let back = next.is_some().then(|| {
        view! { <a class="button" href=back(next.as_ref())>{t("address-back")}</a> }
    });
    view! {
        <PageTitle text=titled("checkout-new-address", true) />
        <NoIndex />
        <div class="addresses addresses--form">
            <h1>{t("checkout-new-address")}</h1>
            <Wrong id="address-error" key="address-full" />
            <div class="address-form__buttons">
                <a class="button button--primary" href=path::ADDRESSES>{t("address-title")}</a>
                {back}
            </div>
        </div>
    }
}
