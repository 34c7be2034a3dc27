//! The form that asks where a code is to go.

use super::{
    Forms,
    fields::{FieldError, MailboxHint, OtherError},
    notice::{Field, Refusals},
};
use app_forms::Wrong;
use app_kernel::Next;
use app_ui::words::t;
use leptos::prelude::*;

/// The form that asks for a phone or an e-mail address, to which a code is sent.
#[component]
pub(crate) fn RecipientForm(
    /// The forms.
    forms: Forms,
    /// Everything that is in the way.
    refusals: Refusals,
    /// The phone or the e-mail address, as it was typed.
    to: String,
    /// A user name that was typed in the next step, to be kept.
    #[prop(optional)]
    user_name: String,
    /// Where the visitor wanted to be.
    next: Option<Next>,
) -> impl IntoView {
    let asked = forms.asked;
    let refusal = refusals.iter().find_map(|refusal| {
        refusal
            .field()
            .filter(|field| matches!(field, Field::Phone | Field::Email))
    });
    // The code that was waited for is gone: it takes a new one, and nothing else is worth saying.
    let gone = refusals.iter().find_map(|refusal| match refusal.field() {
        Some(Field::Code) => Some(refusal.sentence().0),
        Some(Field::UserName | Field::Password) => Some("code-error-expired"),
        Some(Field::Phone | Field::Email) | None => None,
    });
    let hint = format!("{}-hint", asked.name());
    let described = refusal.map_or_else(|| hint.clone(), |field| format!("{hint} {}", field.error_id()));
    view! {
        <form class="sign-in__fields" method="post" action=forms.send>
            <OtherError refusals=refusals.clone() />
            {gone.map(|key| view! { <Wrong id="code-error" key /> })}
            <div class="field">
                <label class="field__label" for=asked.name()>{t(asked.label())}</label>
                <input
                    id=asked.name()
                    type=asked.input()
                    inputmode=asked.keyboard()
                    name=asked.name()
                    value=to
                    autocomplete=asked.autocomplete()
                    autocapitalize="none"
                    spellcheck="false"
                    required
                    maxlength=asked.length()
                    autofocus=refusal.is_some()
                    aria-invalid=refusal.map(|_| "true")
                    aria-describedby=described
                />
                <p class="sign-in__hint" id=hint>{t(forms.asked_hint)}</p>
                {refusal.map(|field| view! { <FieldError field refusals /> })}
            </div>
            {(!user_name.is_empty()).then(|| view! { <input type="hidden" name="user_name" value=user_name /> })}
            {next.map(|next| view! { <input type="hidden" name="next" value=next.to_string() /> })}
            <button class="button button--primary button--wide" type="submit">{t("code-send")}</button>
            <MailboxHint />
        </form>
    }
}
