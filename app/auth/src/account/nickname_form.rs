//! Another nickname.

use super::notice::NicknameNotice;
use crate::domain::nickname::Nickname;
use app_forms::{Done, Wrong, take};
use app_kernel::path;
use app_ui::words::t;
use leptos::prelude::*;

/// Browsers count UTF-16 units, we count characters, of which the largest are two units. What is too long all the same
/// is told by the answer.
const MAX_UNITS: usize = 2 * Nickname::MAX;

/// The form for another nickname, which every page of both services shows with the next request.
#[component]
pub(crate) fn NicknameForm(
    /// The nickname as it is now.
    nickname: String,
) -> impl IntoView {
    let (saved, error, nickname) = match take() {
        None => (false, None, nickname),
        Some(NicknameNotice::Saved) => (true, None, nickname),
        Some(NicknameNotice::Refused {
            error,
            nickname: typed,
        }) => (false, Some(error), typed),
    };
    view! {
        <section class="panel" id="nickname-section">
            <h2>{t("nickname-title")}</h2>
            <p class="panel__text" id="nickname-hint">{t("nickname-text")}</p>
            {saved.then(|| view! { <Done key="nickname-saved" /> })}
            {error.map(|error| view! { <Wrong id="nickname-error" key=error.key() /> })}
            <form class="panel__form" method="post" action=path::PROFILE_API>
                <label class="field">
                    <span class="field__label">{t("nickname-label")}</span>
                    <input
                        name="nickname"
                        value=nickname
                        dir="auto"
                        autocomplete="nickname"
                        required
                        maxlength=MAX_UNITS
                        aria-invalid=error.map(|_| "true")
                        aria-describedby=error.map_or("nickname-hint", |_| "nickname-error")
                    />
                </label>
                <button class="button" type="submit">{t("nickname-submit")}</button>
            </form>
        </section>
    }
}
