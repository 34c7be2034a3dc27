//! A password field whose content can be shown.

use leptos::prelude::*;

/// A password field; with JavaScript it has a button that shows what was typed. It has no `maxlength`, because that cuts what
/// is pasted without a word.
#[island]
pub fn PasswordField(
    /// The field's name in the form, and its id in the page.
    name: String,
    /// The value of the attribute `autocomplete`: `current-password` or `new-password`.
    autocomplete: String,
    /// The label.
    label: String,
    /// Words on the button that shows the password.
    show: String,
    /// Words on the button that hides it again.
    hide: String,
    /// The fewest characters that make sense.
    #[prop(optional)]
    minlength: Option<usize>,
    /// Whether what was typed was refused.
    invalid: bool,
    /// Whether typing begins here.
    focused: bool,
    /// The id of what explains the field.
    described_by: Option<String>,
) -> impl IntoView {
    let shown = RwSignal::new(false);
    // The button does nothing without JavaScript, so it appears with it.
    let awake = RwSignal::new(false);
    Effect::new(move || awake.set(true));
    view! {
        <div class="field">
            <label class="field__label" for=name.clone()>{label}</label>
            <span class="field__box">
                <input
                    id=name.clone()
                    name=name.clone()
                    type=move || if shown.get() { "text" } else { "password" }
                    autocomplete=autocomplete
                    required
                    minlength=minlength
                    autofocus=focused
                    aria-invalid=invalid.then_some("true")
                    aria-describedby=described_by
                />
                <button
                    class="field__reveal"
                    type="button"
                    hidden=move || !awake.get()
                    aria-controls=name
                    aria-pressed=move || shown.get().to_string()
                    on:click=move |_| shown.update(|shown| *shown = !*shown)
                >
                    // Two words of which one is hidden: a page that was translated cannot change a word any more.
                    <span hidden=move || shown.get()>{show}</span>
                    <span hidden=move || !shown.get()>{hide}</span>
                </button>
            </span>
        </div>
    }
}
