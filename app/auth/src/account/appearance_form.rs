//! Picture and language of the account.

use super::{model::Account, notice::AppearanceSaved};
use app_forms::{Done, take};
use app_kernel::{Locale, path};
use app_ui::{Portrait, own_name, words::t};
use leptos::prelude::*;

/// The form for the picture and the language, which every page of both services shows with the next request.
#[component]
pub(crate) fn AppearanceForm(
    /// The account as it is now.
    account: Account,
) -> impl IntoView {
    let saved = take::<AppearanceSaved>().is_some();
    let chosen = account.picture.as_deref().and_then(Portrait::named);
    let pictures = Portrait::ALL.map(|portrait| {
        view! {
            <label class="picture">
                <input
                    type="radio"
                    name="picture"
                    value=portrait.name()
                    checked=chosen == Some(portrait)
                    aria-label=t(portrait.key())
                />
                <img src=portrait.address() alt="" width="56" height="56" title=t(portrait.key()) />
            </label>
        }
    });
    let language = account.language.as_deref().and_then(Locale::from_tag);
    let languages = Locale::ALL.map(|locale| {
        view! {
            <option value=locale.tag() lang=locale.tag() selected=language == Some(locale)>{own_name(locale)}</option>
        }
    });
    view! {
        <section class="panel" id="appearance-section">
            <h2>{t("appearance-title")}</h2>
            <p class="panel__text">{t("appearance-text")}</p>
            {saved.then(|| view! { <Done key="appearance-saved" /> })}
            <form class="appearance" method="post" action=path::APPEARANCE_API>
                <fieldset class="pictures">
                    <legend class="field__label">{t("appearance-picture")}</legend>
                    <label class="picture">
                        <input type="radio" name="picture" value="" checked=chosen.is_none() aria-label=t("picture-none") />
                        <span class="picture__none" aria-hidden="true">{t("picture-none")}</span>
                    </label>
                    {pictures}
                </fieldset>
                <label class="field">
                    <span class="field__label">{t("appearance-language")}</span>
                    <select name="language" aria-describedby="appearance-language-hint">
                        <option value="" selected=language.is_none()>{t("appearance-language-none")}</option>
                        {languages}
                    </select>
                </label>
                <p class="panel__text" id="appearance-language-hint">{t("appearance-language-hint")}</p>
                <button class="button" type="submit">{t("appearance-submit")}</button>
            </form>
        </section>
    }
}
