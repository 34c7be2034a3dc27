//! The form that disables an account, or enables it.

use super::{
    model::State,
    notice::{Said, StateForm},
};
use crate::domain::reason::Reason;
use app_forms::Wrong;
use app_kernel::path;
use app_ui::words::{t, t_with};
use leptos::prelude::*;

/// Browsers count UTF-16 units, we count characters, of which the largest are two units.
const MAX_UNITS: usize = 2 * Reason::MAX;

/// Disables an account that can be used, enables one that is disabled. It asks for the reason.
#[component]
pub(super) fn StatePanel(
    /// The member's number.
    member: i64,
    state: State,
    /// What came of the form, if it was sent.
    said: Option<Said>,
    /// The address of the member's page, to come back to after a proof of identity.
    next: String,
) -> impl IntoView {
    let (form, action, title, text, submit) = match &state {
        State::Disabled { since } => (
            StateForm::Enable,
            path::ADMIN_ENABLE_API,
            "admin-enable-title",
            t_with("admin-enable-text", &[("since", &since.shown)]),
            "admin-enable-submit",
        ),
        State::Active | State::ToBeDeleted { .. } => (
            StateForm::Disable,
            path::ADMIN_DISABLE_API,
            "admin-disable-title",
            t("admin-disable-text"),
            "admin-disable-submit",
        ),
    };
    let (error, reason) = match said {
        Some(Said::Refused {
            form: sent,
            error,
            reason,
        }) if sent == form => (Some(error), Some(reason)),
        _ => (None, None),
    };
    view! {
        <section class="panel">
            <h2>{t(title)}</h2>
            <p class="panel__text" id="reason-hint">{text}</p>
            {error.map(|error| view! { <Wrong id="reason-error" key=error.key() /> })}
            <form class="panel__form" method="post" action=format!("{action}?{next}")>
                <input type="hidden" name="member" value=member />
                <label class="field">
                    <span class="field__label">{t("admin-reason-label")}</span>
                    <input
                        name="reason"
                        value=reason
                        dir="auto"
                        autocomplete="off"
                        required
                        maxlength=MAX_UNITS
                        aria-invalid=error.map(|_| "true")
                        aria-describedby=error.map_or("reason-hint", |_| "reason-error")
                    />
                </label>
                <button class="button" type="submit">{t(submit)}</button>
            </form>
        </section>
    }
}
