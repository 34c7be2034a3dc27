//! The form that asks for a phone.

use super::{
    Forms,
    fields::{FieldError, MailboxHint, OtherError, described, is_wrong},
    notice::{Field, Refusals},
};
use app_forms::Wrong;
use app_kernel::Next;
use app_ui::words::t;
use leptos::prelude::*;

/// What people type of a number, blanks and country included.
const LENGTH: usize = 40;

/// The form that asks for a phone, to which a code is sent.
#[component]
pub(crate) fn PhoneForm(
    /// The forms.
    forms: Forms,
    /// Everything that is in the way.
    refusals: Refusals,
    /// The phone, as it was typed.
    phone: String,
    /// A user name that was typed in the next step, to be kept.
    #[prop(optional)]
    user_name: String,
    /// Where the visitor wanted to be.
    next: Option<Next>,
) -> impl IntoView {
    let wrong = is_wrong(&refusals, Field::Phone);
    // The code that was waited for is gone: it takes a new one, and nothing else is worth saying.
    let gone = refusals.iter().find_map(|refusal| match refusal.field() {
        Some(Field::Code) => Some(refusal.sentence().0),
        Some(Field::UserName | Field::Password) => Some("code-error-expired"),
        Some(Field::Phone) | None => None,
    });
    view! {
        <form class="sign-in__fields" method="post" action=forms.send>
            <OtherError refusals=refusals.clone() />
            {gone.map(|key| view! { <Wrong id="code-error" key /> })}
            <div class="field">
                <label class="field__label" for="phone">{t("code-phone")}</label>
                <input
                    id="phone"
                    type="tel"
                    name="phone"
                    value=phone
                    autocomplete="tel"
                    required
                    maxlength=LENGTH
                    autofocus=wrong
                    aria-invalid=wrong.then_some("true")
                    aria-describedby=described(&refusals, Field::Phone, "phone-hint")
                />
                <p class="sign-in__hint" id="phone-hint">{t(forms.phone_hint)}</p>
                <FieldError field=Field::Phone refusals />
            </div>
            {(!user_name.is_empty()).then(|| view! { <input type="hidden" name="user_name" value=user_name /> })}
            {next.map(|next| view! { <input type="hidden" name="next" value=next.to_string() /> })}
            <button class="button button--primary button--wide" type="submit">{t("code-send")}</button>
            <MailboxHint />
        </form>
    }
}
