//! The fields of the form of an address.

use super::{
    form::{Field, RECIPIENT_LENGTH, STREET_LENGTH},
    region::{Province, provinces},
};
use app_kernel::Locale;
use app_ui::{visit, words::t};
use leptos::prelude::*;

/// A field into which one types.
#[component]
pub(super) fn TextField(
    /// The field.
    field: Field,
    /// What is in it.
    value: String,
    /// Every field of the form that cannot be as it is.
    wrong: Vec<Field>,
) -> impl IntoView {
    let (label, kind, autocomplete, length) = match field {
        Field::Recipient => ("address-recipient", "text", "name", RECIPIENT_LENGTH),
        Field::Phone => ("address-phone", "tel", "tel-national", 20),
        Field::District | Field::Street => ("address-street", "text", "address-line1", STREET_LENGTH),
    };
    let id = field.code();
    let hint = (field == Field::Phone).then_some("phone-hint");
    let is_wrong = wrong.contains(&field);
    let described: Vec<_> = hint
        .into_iter()
        .chain(is_wrong.then(|| field.error_id()))
        .collect();
    view! {
        <div class="field">
            <label class="field__label" for=id>{t(label)}</label>
            <input
                id=id
                type=kind
                name=id
                value=value
                autocomplete=autocomplete
                maxlength=length + 20
                dir="auto"
                required
                autofocus=wrong.first() == Some(&field)
                aria-invalid=is_wrong.then_some("true")
                aria-describedby=(!described.is_empty()).then(|| described.join(" "))
            />
            {hint.map(|id| view! { <p class="address-form__hint" id=id>{t("address-phone-hint")}</p> })}
            {is_wrong.then(|| view! { <FieldError field /> })}
        </div>
    }
}

#[component]
fn FieldError(field: Field) -> impl IntoView {
    view! { <p class="form-error" id=field.error_id() role="alert">{t(field.key())}</p> }
}

/// The province, and its districts: without JavaScript a button between the two shows them.
#[component]
pub(super) fn RegionFields(
    /// The code of the province, if one is chosen.
    province: String,
    /// The code of the district, if one is chosen.
    district: String,
    /// Every field of the form that cannot be as it is.
    wrong: Vec<Field>,
    /// Whether the province was chosen a moment ago, so that the district comes next.
    is_first_choice: bool,
) -> impl IntoView {
    let locale = visit().locale;
    let chosen = Province::of(&province);
    let is_wrong = wrong.contains(&Field::District);
    let is_first_wrong = wrong.first() == Some(&Field::District);
    let described = is_wrong.then(|| Field::District.error_id());
    let options = provinces()
        .iter()
        .map(|each| view! { <option value=each.code selected=each.code == province>{each.name(locale)}</option> })
        .collect_view();
    let (first, autofocus) = if chosen.is_some() {
        ("address-choose", is_first_choice || is_first_wrong)
    } else {
        ("address-province-first", false)
    };
    view! {
        <div class="address-form__province">
            <div class="field">
                <label class="field__label" for="province">{t("address-province")}</label>
                <select
                    id="province"
                    name="province"
                    autocomplete="address-level1"
                    required
                    autofocus=is_first_wrong && chosen.is_none()
                    aria-invalid=(is_wrong && chosen.is_none()).then_some("true")
                    aria-describedby=described
                >
                    <option value="">{t("address-choose")}</option>
                    {options}
                </select>
            </div>
            <button class="button" type="submit" name="choose" value="1">{t("address-show-districts")}</button>
        </div>
        <div class="field" id="districts" data-of=chosen.map(|chosen| chosen.code).unwrap_or_default()>
            <label class="field__label" for="district">{t("address-district")}</label>
            <select
                id="district"
                name="district"
                autocomplete="address-level3"
                required
                disabled=chosen.is_none()
                autofocus=autofocus
                aria-invalid=(is_wrong && chosen.is_some()).then_some("true")
                aria-describedby=described
            >
                <option value="">{t(first)}</option>
                {chosen.map(|chosen| view! { <Districts province=chosen chosen=district /> })}
            </select>
            {is_wrong.then(|| view! { <FieldError field=Field::District /> })}
        </div>
    }
}

/// The districts of a province by city. They have no other names than the Chinese ones.
#[component]
fn Districts(province: &'static Province, chosen: String) -> impl IntoView {
    let groups = province.cities.iter().map(|city| {
        let options = city
            .districts
            .iter()
            .map(|(code, name)| view! { <option value=*code selected=*code == chosen>{*name}</option> })
            .collect_view();
        view! { <optgroup label=city.label(province) lang=Locale::ZhCn.tag() translate="no">{options}</optgroup> }
    });
    groups.collect_view()
}
