//! The fields of the form that a code is typed into.

use super::{
    ASK, Forms,
    fields::{FieldError, described, is_first_wrong, is_wrong},
    notice::{Field, Refusals},
};
use crate::{PasswordField, domain::password};
use app_kernel::Next;
use app_ui::words::{t, t_with};
use leptos::prelude::*;

/// The phone or the e-mail address to which a code was sent, and the way to another one.
#[component]
pub(crate) fn SentTo(
    /// The forms.
    forms: Forms,
    /// Where the code went, as people read it.
    to: String,
    /// Where the visitor wanted to be.
    next: Option<Next>,
) -> impl IntoView {
    let next = next.map(|next| format!("&{}", next.as_query()));
    let other = format!("{}?step={ASK}{}", forms.page, next.unwrap_or_default());
    view! {
        <p class="sign-in__text">
            {t("code-sent")} " "
            <strong translate="no">{to}</strong> " "
            <a href=other>{t(forms.asked.other())}</a>
        </p>
    }
}

/// The field for the code.
#[component]
pub(crate) fn CodeField(
    /// The forms.
    forms: Forms,
    /// Everything that is in the way.
    refusals: Refusals,
) -> impl IntoView {
    // The first thing to type, unless something else is to be mended.
    let first = refusals.is_empty() || is_first_wrong(&refusals, Field::Code);
    view! {
        <div class="field">
            <label class="field__label" for="code">{t("code-label")}</label>
            <input
                id="code"
                name="code"
                inputmode="numeric"
                autocomplete="one-time-code"
                required
                autofocus=first
                aria-invalid=is_wrong(&refusals, Field::Code).then_some("true")
                aria-describedby=described(&refusals, Field::Code, "code-hint")
            />
            <p class="sign-in__hint" id="code-hint">{t(forms.code_hint)}</p>
            <FieldError field=Field::Code refusals />
        </div>
    }
}

/// The field for a new password.
#[component]
pub(crate) fn NewPasswordField(
    /// The label, as a key of the translations.
    label: &'static str,
    /// Everything that is in the way.
    refusals: Refusals,
) -> impl IntoView {
    let (min, max) = (password::MIN.to_string(), password::MAX.to_string());
    view! {
        <div>
            <PasswordField
                name="password".into()
                autocomplete="new-password".into()
                label=t(label)
                show=t("password-show")
                hide=t("password-hide")
                minlength=password::MIN
                invalid=is_wrong(&refusals, Field::Password)
                focused=is_first_wrong(&refusals, Field::Password)
                described_by=Some(described(&refusals, Field::Password, "password-hint"))
            />
            <p class="sign-in__hint" id="password-hint">
                {t_with("new-password-hint", &[("min", &min), ("max", &max)])}
            </p>
            <FieldError field=Field::Password refusals />
        </div>
    }
}
