//! The member's addresses.

use super::{lines::AddressLines, model::Address, notice::AddressNotice, server::addresses};
use app_forms::{Done, Wrong, members_only, take};
use app_kernel::path;
use app_ui::{
    NoIndex, PageTitle,
    error_page::failed,
    words::{t, t_with},
};
use leptos::prelude::*;

/// The page with the member's addresses.
pub(super) async fn addresses_page() -> AnyView {
    members_only(async |member| match addresses(member.id).await {
        Ok(addresses) => view! { <Addresses addresses /> }.into_any(),
        Err(failure) => failed(&failure),
    })
    .await
}

#[component]
fn Addresses(addresses: Vec<Address>) -> impl IntoView {
    let said = take::<AddressNotice>().and_then(|notice| {
        Some(match notice {
            AddressNotice::Saved => view! { <Done key="address-saved" /> }.into_any(),
            AddressNotice::Removed => view! { <Done key="address-removed" /> }.into_any(),
            AddressNotice::Full => view! { <Wrong id="address-error" key="address-full" /> }.into_any(),
            AddressNotice::Unknown => view! { <Wrong id="address-error" key="address-unknown" /> }.into_any(),
            AddressNotice::Draft { .. } => return None,
        })
    });
    let list = if addresses.is_empty() {
        view! { <p class="addresses__none">{t("address-none")}</p> }.into_any()
    } else {
        let items = addresses
            .into_iter()
            .map(|address| view! { <Item address /> })
            .collect_view();
        view! { <ul class="addresses__list">{items}</ul> }.into_any()
    };
    view! {
        <PageTitle text=t("address-title") />
        <NoIndex />
        <div class="addresses">
            <p class="settings__back"><a href=path::ORDERS>{t("orders-title")}</a></p>
            <h1>{t("address-title")}</h1>
            {said}
            {list}
            <p><a class="button button--primary" href=path::ADDRESSES_NEW>{t("checkout-new-address")}</a></p>
        </div>
    }
}

#[component]
fn Item(address: Address) -> impl IntoView {
    let Address { id, is_default, .. } = address;
    let name = address.recipient.clone();
    let form = |api: &'static str, key, named| {
        view! {
            <form method="post" action=api>
                <input type="hidden" name="id" value=id />
                <button class="link-button" type="submit" aria-label=t_with(named, &[("name", &name)])>{t(key)}</button>
            </form>
        }
    };
    let badge = is_default.then(|| view! { <span class="badge badge--here">{t("address-default")}</span> });
    let make_default = (!is_default).then(|| {
        form(
            path::ADDRESS_DEFAULT_API,
            "address-make-default",
            "address-make-default-named",
        )
    });
    let change = t_with("address-change-named", &[("name", &name)]);
    view! {
        <li class="addresses__address">
            <div><AddressLines address /></div>
            <div class="addresses__buttons">
                {badge} {make_default}
                <a class="link-button" href=path::address(id) aria-label=change>{t("address-change")}</a>
                {form(path::ADDRESS_REMOVE_API, "address-remove", "address-remove-named")}
            </div>
        </li>
    }
}
