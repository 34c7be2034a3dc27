//! The form of an address.

use super::{
    form::{Draft, Field, RECIPIENT_LENGTH, STREET_LENGTH},
    model::Address,
    notice::AddressNotice,
    region::{Province, provinces},
    server::addresses,
};
use app_forms::{members_only, take, titled};
use app_kernel::{Next, path, text::whole_number};
use app_ui::{
    NoIndex, PageTitle,
    error_page::{ErrorPage, failed},
    parameter, query, visit,
    words::t,
};
use leptos::{nonce::use_nonce, prelude::*};

/// The page with the form for a new address.
pub(super) async fn new_page() -> AnyView {
    members_only(async |_| view! { <AddressForm id=None own=Draft::default() /> }.into_any()).await
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
            Some(address) => view! { <AddressForm id=Some(address.id) own=draft(address) /> }.into_any(),
            None => view! { <ErrorPage status=404 /> }.into_any(),
        }
    })
    .await
}

fn draft(address: Address) -> Draft {
    Draft {
        recipient: address.recipient,
        phone: address.phone,
        province: address.district.chars().take(2).collect(),
        district: address.district,
        street: address.street,
        default: if address.is_default { "1" } else { "" }.to_owned(),
    }
}

#[component]
fn AddressForm(id: Option<i64>, own: Draft) -> impl IntoView {
    let (draft, wrong) = match take() {
        Some(AddressNotice::Draft { draft, wrong }) => (draft, wrong),
        _ => (own, Vec::new()),
    };
    let visit = visit();
    let key = if id.is_some() {
        "address-change-title"
    } else {
        "checkout-new-address"
    };
    let next = query("next").and_then(|next| Next::parse(&next, visit.links()));
    let here = Next::parse(&visit.here(), visit.links());
    let api = if id.is_some() {
        path::ADDRESS_CHANGE_API
    } else {
        path::ADDRESS_ADD_API
    };
    let action = here.map_or_else(|| api.to_owned(), |here| format!("{api}?{}", here.as_query()));
    let back = next
        .as_ref()
        .map_or_else(|| path::ADDRESSES.to_owned(), |next| next.as_str().to_owned());
    let is_default = draft.default == "1";
    view! {
        <PageTitle text=titled(key, !wrong.is_empty()) />
        <NoIndex />
        <div class="addresses addresses--form">
            <h1>{t(key)}</h1>
            <form class="address-form" method="post" action=action novalidate>
                {id.map(|id| view! { <input type="hidden" name="id" value=id /> })}
                {next.map(|next| view! { <input type="hidden" name="then" value=next.to_string() /> })}
                <Text field=Field::Recipient wrong=wrong.clone() value=draft.recipient length=RECIPIENT_LENGTH autocomplete="name" />
                <Text field=Field::Phone wrong=wrong.clone() value=draft.phone length=24 autocomplete="tel" />
                <Region province=draft.province district=draft.district wrong=wrong.clone() />
                <Text field=Field::Street wrong value=draft.street length=STREET_LENGTH autocomplete="street-address" />
                <label class="check">
                    <input type="checkbox" name="default" value="1" checked=is_default />
                    <span>{t("address-as-default")}</span>
                </label>
                <button class="button button--primary" type="submit">{t("address-save")}</button>
                <a class="button" href=back>{t("address-back")}</a>
            </form>
        </div>
        <RegionScript />
    }
}

#[component]
fn Text(
    field: Field,
    wrong: Vec<Field>,
    value: String,
    length: usize,
    autocomplete: &'static str,
) -> impl IntoView {
    let (label, input_type) = match field {
        Field::Recipient => ("address-recipient", "text"),
        Field::Phone => ("address-phone", "tel"),
        Field::District | Field::Street => ("address-street", "text"),
    };
    let id = field.code();
    let is_wrong = wrong.contains(&field);
    let is_first = wrong.first() == Some(&field);
    let error = format!("{id}-error");
    view! {
        <div class="field">
            <label class="field__label" for=id>{t(label)}</label>
            <input
                id=id
                type=input_type
                name=id
                value=value
                autocomplete=autocomplete
                maxlength=length + 20
                dir="auto"
                required
                autofocus=is_first
                aria-invalid=is_wrong.then_some("true")
                aria-describedby=is_wrong.then(|| error.clone())
            />
            {is_wrong.then(|| view! { <FieldError id=error.clone() field /> })}
        </div>
    }
}

#[component]
fn FieldError(id: String, field: Field) -> impl IntoView {
    view! { <p class="form-error" id=id role="alert">{t(field.key())}</p> }
}

/// The province, and then its districts: without JavaScript a button between the two shows them.
#[component]
fn Region(province: String, district: String, wrong: Vec<Field>) -> impl IntoView {
    let locale = visit().locale;
    let chosen = Province::of(&province);
    let is_wrong = wrong.contains(&Field::District);
    let options = provinces()
        .iter()
        .map(|each| view! { <option value=each.code selected=each.code == province>{each.name(locale)}</option> })
        .collect_view();
    let districts = chosen.map(|chosen| {
        let groups = chosen
            .cities
            .iter()
            .map(|city| {
                let options = city
                    .districts
                    .iter()
                    .map(|(code, name)| view! { <option value=*code selected=*code == district>{*name}</option> })
                    .collect_view();
                view! { <optgroup label=city.label(chosen)>{options}</optgroup> }
            })
            .collect_view();
        view! {
            <div class="field">
                <label class="field__label" for="district">{t("address-district")}</label>
                <select
                    id="district"
                    name="district"
                    autocomplete="address-level3"
                    required
                    translate="no"
                    aria-invalid=is_wrong.then_some("true")
                    aria-describedby=is_wrong.then_some("district-error")
                >
                    <option value="">{t("address-choose")}</option>
                    {groups}
                </select>
            </div>
        }
    });
    view! {
        <div class="address-form__province">
            <div class="field">
                <label class="field__label" for="province">{t("address-province")}</label>
                <select
                    id="province"
                    name="province"
                    autocomplete="address-level1"
                    required
                    aria-describedby=is_wrong.then_some("district-error")
                >
                    <option value="">{t("address-choose")}</option>
                    {options}
                </select>
            </div>
            <button id="choose-province" class="button" type="submit" name="choose" value="1" formnovalidate>{t("address-show-districts")}</button>
        </div>
        {districts}
        {is_wrong.then(|| view! { <FieldError id="district-error".to_owned() field=Field::District /> })}
    }
}

/// Shows the districts of a province as soon as it is chosen. What was typed comes along.
#[component]
fn RegionScript() -> impl IntoView {
    const SCRIPT: &str = "{const button=document.getElementById('choose-province');button.hidden=true;\
        document.getElementById('province').onchange=(event)=>{if(event.target.value)event.target.form.requestSubmit(button)}}";
    view! { <script nonce=use_nonce()>{SCRIPT}</script> }
}
