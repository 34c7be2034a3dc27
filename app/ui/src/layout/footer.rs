//! The footer: promises of the shop, and the strip that says which process answered.

use crate::{
    Visit,
    icon::{Icon, IconName},
    visit,
    words::t,
};
use leptos::prelude::*;
use std::sync::Arc;

/// The footer of every page: promises of the shop and the process strip.
#[component]
pub fn Footer() -> impl IntoView {
    let promises = [
        (IconName::Truck, "promise-delivery", "promise-delivery-text"),
        (IconName::Return, "promise-return", "promise-return-text"),
        (IconName::Shield, "promise-payment", "promise-payment-text"),
    ]
    .map(|(icon, title, text)| {
        view! {
            <li class="promise">
                <Icon name=icon />
                <div>
                    <strong>{t(title)}</strong>
                    <span>{t(text)}</span>
                </div>
            </li>
        }
    });
    view! {
        <footer class="footer">
            <ul class="footer__promises">{promises}</ul>
            <p class="footer__about">{t("footer-about")}</p>
            <ProcessStrip visit=visit() />
        </footer>
    }
}

/// The strip that says which copy of which service answered, and from which session: the first thing to look at when a
/// login "is lost".
#[component]
fn ProcessStrip(visit: Arc<Visit>) -> impl IntoView {
    let site = &visit.site;
    let session = visit.session_mark.clone().unwrap_or_else(|| t("strip-none"));
    let facts = [
        (t("strip-service"), "service", site.service.to_owned()),
        (t("strip-instance"), "instance", site.instance.clone()),
        (t("strip-version"), "version", site.version.to_owned()),
        (t("strip-session"), "session", session),
        (t("strip-store"), "store", site.store.to_owned()),
    ]
    .map(|(term, id, value)| {
        view! {
            <div>
                <dt>{term}</dt>
                <dd data-testid=format!("strip-{id}")>{value}</dd>
            </div>
        }
    });
    view! {
        <dl class="strip" aria-label=t("strip-label")>{facts}</dl>
        {site.lab.then(|| view! { <p class="strip__lab" role="note">{t("strip-lab")}</p> })}
    }
}
