//! A password field whose content can be shown.

use leptos::prelude::*;

/// A password field; with JavaScript it has a button that shows what was typed.
#[island]
pub fn PasswordField(
    /// The label.
    label: String,
    /// Words on the button that shows the password.
    show: String,
    /// Words on the button that hides it again.
    hide: String,
    /// The most characters one can type.
    maxlength: usize,
) -> impl IntoView {
    let shown = RwSignal::new(false);
    // The button does nothing without JavaScript, so it appears with it.
    let awake = RwSignal::new(false);
    Effect::new(move || awake.set(true));
    view! {
        <div class="field">
            <label class="field__label" for="password">{label}</label>
            <span class="field__box">
                <input
                    id="password"
                    name="password"
                    type=move || if shown.get() { "text" } else { "password" }
                    autocomplete="current-password"
                    required
                    maxlength=maxlength
                />
                <button
                    class="field__reveal"
                    type="button"
                    hidden=move || !awake.get()
                    aria-pressed=move || shown.get().to_string()
                    on:click=move |_| shown.update(|shown| *shown = !*shown)
                >
                    {move || if shown.get() { hide.clone() } else { show.clone() }}
                </button>
            </span>
        </div>
    }
}
