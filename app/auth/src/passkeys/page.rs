//! The member's passkeys.

use super::{ask::Ask, notice::PasskeysNotice};
use crate::server::passkeys::{MOST, NAME_LENGTH, OwnKey, own_device, own_keys, passkeys_are_possible};
use app_forms::{Done, Wrong, members_only, take};
use app_kernel::{Next, path};
use app_ui::{
    PageTitle,
    error_page::failed,
    visit,
    words::{t, t_count, t_with},
};
use leptos::prelude::*;

/// Browsers count UTF-16 units, we count characters, of which the largest are two units.
const MAX_UNITS: usize = 2 * NAME_LENGTH;

/// The page with the member's passkeys, and the forms that add, name and remove one.
pub(crate) async fn passkeys_page() -> AnyView {
    members_only(async |_| match own_keys().await {
        Ok(keys) => view! { <Passkeys keys /> }.into_any(),
        Err(failure) => failed(&failure),
    })
    .await
}

#[component]
fn Passkeys(keys: Vec<OwnKey>) -> impl IntoView {
    let said = take().map(|notice| match notice {
        PasskeysNotice::Added => view! { <Done key="passkeys-added" /> }.into_any(),
        PasskeysNotice::Renamed => view! { <Done key="passkeys-renamed" /> }.into_any(),
        PasskeysNotice::Removed => view! { <Done key="passkeys-removed" /> }.into_any(),
        PasskeysNotice::WrongName => {
            view! { <Wrong id="passkeys-error" key="passkey-name-wrong" /> }.into_any()
        }
        PasskeysNotice::Last => view! { <Wrong id="passkeys-error" key="passkeys-last" /> }.into_any(),
        PasskeysNotice::Unknown => view! { <Wrong id="passkeys-error" key="passkeys-gone" /> }.into_any(),
    });
    let is_full = i32::try_from(keys.len()).is_ok_and(|count| count >= MOST);
    let list = if keys.is_empty() {
        view! { <p class="panel__text">{t("passkeys-none")}</p> }.into_any()
    } else {
        let items = keys.into_iter().map(|key| view! { <Item key /> });
        view! { <ul class="passkeys">{items.collect_view()}</ul> }.into_any()
    };
    let add = match (passkeys_are_possible(), is_full) {
        (false, _) => view! { <p class="panel__text">{t("passkey-impossible")}</p> }.into_any(),
        (true, true) => view! { <p class="panel__text">{t("passkey-full")}</p> }.into_any(),
        (true, false) => view! { <AddForm /> }.into_any(),
    };
    view! {
        <PageTitle text=t("passkeys-title") />
        <div class="settings">
            <p class="settings__back"><a href=path::ACCOUNT>{t("account-title")}</a></p>
            <h1>{t("passkeys-title")}</h1>
            <p class="settings__text">{t("passkeys-text")}</p>
            {said}
            <section class="panel" id="passkeys-section">
                <h2>{t("passkeys-list")}</h2>
                {list}
            </section>
            <section class="panel" id="passkey-add-section">
                <h2>{t("passkeys-add")}</h2>
                <p class="panel__text">{t_count("passkeys-add-text", MOST.into())}</p>
                {add}
            </section>
            <p class="settings__small">{t("passkeys-times")}</p>
        </div>
    }
}

/// One passkey, with the forms that name it anew and take it away.
#[component]
fn Item(key: OwnKey) -> impl IntoView {
    let OwnKey {
        id,
        name,
        created,
        used,
    } = key;
    let removes = t_with("passkeys-remove-this", &[("name", &name)]);
    let used = used.map_or_else(
        || t("passkeys-unused").into_any(),
        |used| view! { {t("passkeys-used")} " " <time datetime=used.exact>{used.shown}</time> }.into_any(),
    );
    view! {
        <li class="passkeys__item">
            <p class="passkeys__what">
                <strong><bdi translate="no">{name.clone()}</bdi></strong>
                <span>{t("passkeys-since")} " " <time datetime=created.exact>{created.shown}</time></span>
                <span>{used}</span>
            </p>
            <form class="panel__form" method="post" action=path::PASSKEY_RENAME_API>
                <input type="hidden" name="passkey" value=id />
                <label class="field">
                    <span class="field__label">{t("passkeys-name")}</span>
                    <input name="name" value=name dir="auto" autocomplete="off" required maxlength=MAX_UNITS />
                </label>
                <button class="button" type="submit">{t("passkeys-rename")}</button>
            </form>
            <form method="post" action=path::PASSKEY_REMOVE_API>
                <input type="hidden" name="passkey" value=id />
                <button class="button" type="submit" aria-label=removes>{t("passkeys-remove")}</button>
            </form>
        </li>
    }
}

/// The form that adds a passkey of this device. The browser's part of it is a script's.
#[component]
fn AddForm() -> impl IntoView {
    let visit = visit();
    let next = Next::parse(&visit.links().auth(path::PASSKEYS), visit.links());
    view! {
        <p class="panel__text" id="passkey-needs-javascript">{t("passkeys-need-javascript")}</p>
        <p class="form-error" id="passkey-unsupported" hidden>{t("passkeys-unsupported")}</p>
        <Ask begin=path::PASSKEY_API finish=path::PASSKEY_FINISH_API next>
            <div class="panel__form">
                <label class="field">
                    <span class="field__label">{t("passkeys-new-name")}</span>
                    <input
                        name="name"
                        value=own_device()
                        dir="auto"
                        autocomplete="off"
                        required
                        maxlength=MAX_UNITS
                    />
                </label>
                <button class="button button--primary" type="submit">{t("passkeys-add-submit")}</button>
            </div>
        </Ask>
    }
}
