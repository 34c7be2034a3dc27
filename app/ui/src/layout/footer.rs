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
    let visit = visit();
    let promises = visit.site.fragments.promises.get(visit.locale, || (), promises);
    view! {
        <footer class="footer">
            {promises}
            <ProcessStrip visit />
        </footer>
    }
}

fn promises((): ()) -> impl IntoView {
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
        <ul class="footer__promises">{promises}</ul>
        <p class="footer__about">{t("footer-about")}</p>
    }
}

/// The strip that says which copy of which service answered, and from which session: the first thing to look at when a
/// login "is lost".
#[component]
fn ProcessStrip(visit: Arc<Visit>) -> impl IntoView {
    let site = &visit.site;
    let process = || {
        vec![
            ("strip-service", "service", site.service.to_owned()),
            ("strip-instance", "instance", site.instance.clone()),
            ("strip-version", "version", site.version.to_owned()),
        ]
    };
    let store = || vec![("strip-store", "store", site.store.to_owned())];
    let process = site.fragments.process.get(visit.locale, process, facts);
    let store = site.fragments.store.get(visit.locale, store, facts);
    let session = visit.session_mark.clone().unwrap_or_else(|| t("strip-none"));
    view! {
        <dl class="strip" aria-label=t("strip-label")>
            {process}
            {facts(vec![("strip-session", "session", session)])}
            {store}
        </dl>
        {site.lab.then(|| view! { <p class="strip__lab" role="note">{t("strip-lab")}</p> })}
    }
}

/// Entries of the strip: key of the term, id for tests, value.
fn facts(facts: Vec<(&'static str, &'static str, String)>) -> impl IntoView {
    facts
        .into_iter()
        .map(|(term, id, value)| {
            view! {
                <div>
                    <dt>{t(term)}</dt>
                    <dd data-testid=format!("strip-{id}")>{value}</dd>
                </div>
            }
        })
        .collect_view()
}
