//! The member's addresses.

use super::{
    form::Draft,
    lines::AddressLines,
    model::{Address, MOST},
    notice::AddressNotice,
    server::addresses,
};
use app_forms::{Done, Wrong, members_only, take};
use app_kernel::path;
use app_ui::{
    NoIndex, PageTitle,
    error_page::failed,
    icon::{Icon, IconName},
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
    let said = take().and_then(said);
    let content = if addresses.is_empty() {
        view! { <Empty /> }.into_any()
    } else {
        view! { <List addresses /> }.into_any()
    };
    view! {
        <PageTitle text=t("address-title") />
        <NoIndex />
        <div class="addresses">
            <p class="settings__back"><a href=path::ORDERS>{t("orders-title")}</a></p>
            <h1>{t("address-title")}</h1>
            {said}
            {content}
        </div>
    }
}

fn said(notice: AddressNotice) -> Option<AnyView> {
    Some(match notice {
        AddressNotice::Saved => view! { <Done key="address-saved" /> }.into_any(),
        AddressNotice::Default => view! { <Done key="address-default-made" /> }.into_any(),
        AddressNotice::Removed(draft) => view! { <Removed draft /> }.into_any(),
        AddressNotice::Unknown => view! { <Wrong id="address-error" key="address-unknown" /> }.into_any(),
        AddressNotice::Again(_) => return None,
    })
}

/// An address was removed; the button puts it back.
#[component]
fn Removed(draft: Draft) -> impl IntoView {
    let fields = [
        ("recipient", draft.recipient),
        ("phone", draft.phone),
        ("district", draft.district),
        ("street", draft.street),
        ("default", draft.default),
    ];
    let fields = fields.map(|(name, value)| view! { <input type="hidden" name=name value=value /> });
    view! {
        <form class="form-done addresses__undo" method="post" action=path::ADDRESS_ADD_API>
            {fields.collect_view()}
            <span role="status">{t("address-removed")}</span>
            <button class="link-button" type="submit">{t("address-undo")}</button>
        </form>
    }
}

#[component]
fn Empty() -> impl IntoView {
    view! {
        <section class="notice">
            <Icon name=IconName::Truck class="notice__icon" />
            <h2>{t("address-none")}</h2>
            <p>{t("address-none-text")}</p>
            <p class="notice__actions">
                <a class="button button--primary" href=path::ADDRESSES_NEW>{t("checkout-new-address")}</a>
            </p>
        </section>
    }
}

#[component]
fn List(addresses: Vec<Address>) -> impl IntoView {
    let more = if addresses.len() < MOST {
        view! { <p><a class="button button--primary" href=path::ADDRESSES_NEW>{t("checkout-new-address")}</a></p> }.into_any()
    } else {
        view! { <p class="addresses__full">{t("address-full")}</p> }.into_any()
    };
    let items = addresses.into_iter().map(|address| view! { <Item address /> });
    view! {
        <ul class="addresses__list">{items.collect_view()}</ul>
        {more}
    }
}

#[component]
fn Item(address: Address) -> impl IntoView {
    let Address { id, is_default, .. } = address;
    // Several can be for the same person.
    let name = format!("{} {}", address.recipient, address.street);
    let form = |api: &'static str, key, named| {
        view! {
            <form method="post" action=api>
                <input type="hidden" name="id" value=id />
                <button class="link-button" type="submit" aria-label=t_with(named, &[("name", &name)])>{t(key)}</button>
            </form>
        }
    };
    let make_default = (!is_default).then(|| {
        form(
            path::ADDRESS_DEFAULT_API,
            "address-make-default",
            "address-make-default-named",
        )
    });
    let remove = form(path::ADDRESS_REMOVE_API, "address-remove", "address-remove-named");
    let change = t_with("address-change-named", &[("name", &name)]);
    view! {
        <li class="addresses__address">
            <div><AddressLines address /></div>
            <div class="addresses__buttons">
                {is_default.then(|| view! { <span class="badge badge--here">{t("address-default")}</span> })}
                {make_default}
                <a class="link-button" href=path::address(id) aria-label=change>{t("address-change")}</a>
                {remove}
            </div>
        </li>
    }
}
