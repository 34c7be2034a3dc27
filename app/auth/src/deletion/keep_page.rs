//! Asked after a login to an account that is to be deleted: shall it be kept?

use crate::server::deletion::{Offer, own_offer};
use app_forms::server::with_next;
use app_kernel::{Next, Viewer, path};
use app_ui::{
    NoIndex, PageTitle,
    error_page::{ErrorPage, failed},
    icon::{Icon, IconName},
    query, respond, visit,
    words::{t, t_with},
};
use leptos::prelude::*;

/// The page on which a member whose account is to be deleted can keep it. Whoever has not just proved to be one is asked to log in, and whoever
/// is logged in is sent on.
pub(crate) async fn keep_page() -> AnyView {
    let visit = visit();
    let wanted = query("next").unwrap_or_default();
    let next = Next::parse(&wanted, visit.links());
    match visit.viewer {
        Viewer::Member(_) => {
            respond::redirect(next.unwrap_or_else(|| Next::home(visit.links())).as_str());
            return ().into_any();
        }
        Viewer::Unavailable => return view! { <ErrorPage status=503 /> }.into_any(),
        Viewer::Guest => {}
    }
    match own_offer().await {
        Ok(Some(offer)) => view! { <KeepForm offer next /> }.into_any(),
        Ok(None) => {
            respond::redirect(&with_next(path::LOGIN, next.as_ref()));
            ().into_any()
        }
        Err(failure) => failed(&failure),
    }
}

#[component]
fn KeepForm(offer: Offer, next: Option<Next>) -> impl IntoView {
    view! {
        <PageTitle text=t("keep-title") />
        <NoIndex />
        <section class="confirm">
            <Icon name=IconName::Alert class="confirm__icon" />
            <h1>{t("keep-title")}</h1>
            <p class="confirm__who">
                <bdi class="nickname" translate="no">{offer.nickname}</bdi>
            </p>
            <p class="confirm__text">{t_with("keep-text", &[("due", &offer.due)])}</p>
            <form class="confirm__form" method="post" action=path::KEEP_API>
                {next.map(|next| view! { <input type="hidden" name="next" value=next.to_string() /> })}
                <button class="button button--primary button--wide" type="submit">{t("keep-submit")}</button>
                <a class="button button--wide" href=visit().links().mall(path::HOME)>{t("keep-cancel")}</a>
            </form>
        </section>
    }
}
