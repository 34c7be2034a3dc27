//! The error page and its wording per status.

use crate::{
    PageTitle,
    icon::{Icon, IconName},
    respond, visit,
    words::{t, t_with},
};
use app_kernel::{Failure, path};
use leptos::prelude::*;

/// The id of a request, by which a visitor's complaint is found in the log.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// The translation keys of an error page. Every status the services answer with has a wording.
struct Wording {
    title: &'static str,
    text: &'static str,
}

const fn wording(status: u16) -> Wording {
    let (title, text) = match status {
        400 | 422 => ("error-400-title", "error-400-text"),
        403 => ("error-403-title", "error-403-text"),
        404 => ("error-404-title", "error-404-text"),
        405 => ("error-405-title", "error-405-text"),
        413 | 414 | 431 => ("error-413-title", "error-413-text"),
        415 => ("error-415-title", "error-415-text"),
        429 => ("error-429-title", "error-429-text"),
        408 | 502..=504 => ("error-503-title", "error-503-text"),
        _ => ("error-500-title", "error-500-text"),
    };
    Wording { title, text }
}

/// The error page of a status, inside the frame of the mall. Sets the status of the response as well.
#[component]
pub fn ErrorPage(
    /// The HTTP status.
    status: u16,
) -> impl IntoView {
    respond::status(status);
    let Wording { title, text } = wording(status);
    let visit = visit();
    let id = use_context::<RequestId>();
    view! {
        <PageTitle text=t(title) />
        <section class="notice notice--error">
            <Icon name=IconName::Lantern class="notice__icon" />
            <p class="notice__code">{status}</p>
            <h1>{t(title)}</h1>
            <p>{t(text)}</p>
            <p class="notice__actions">
                <a class="button button--primary" href=visit.links().mall(path::HOME)>
                    {t("error-home")}
                </a>
            </p>
            {id
                .map(|RequestId(id)| {
                    view! { <p class="notice__number">{t_with("error-number", &[("number", &id)])}</p> }
                })}
        </section>
    }
}

/// The error page in place of a page that cannot be made.
pub fn failed<T: From<AnyView>>(failure: &Failure) -> T {
    view! { <ErrorPage status=failure.status() /> }.into_any().into()
}

/// The error page 404, in place of a page that does not exist.
pub fn not_found<T: From<AnyView>>() -> T {
    view! { <ErrorPage status=404 /> }.into_any().into()
}
