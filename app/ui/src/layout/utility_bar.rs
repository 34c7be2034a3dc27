//! The bar on top of every page: who is logged in, language, theme.

use crate::{
    Visit,
    icon::{Icon, IconName},
    query, visit,
    words::{t, t_with},
};
use app_kernel::{Locale, Theme, Viewer, path};
use leptos::prelude::*;
use std::sync::Arc;

/// The bar on top of every page: who is logged in, language, theme.
#[component]
pub fn UtilityBar() -> impl IntoView {
    let visit = visit();
    view! {
        <div class="utility-bar">
            <div class="utility-bar__inner">
                <nav class="utility-bar__visitor" aria-label=t("nav-account")>{greeting(&visit)}</nav>
                <div class="utility-bar__preferences">
                    <LanguageSwitch visit=visit.clone() />
                    <ThemeSwitch visit=visit.clone() />
                </div>
            </div>
        </div>
    }
}

/// The link to log in, the member's name and menu with the button to log out, or a warning: an outage is never shown as "not
/// logged in".
fn greeting(visit: &Visit) -> AnyView {
    match &visit.viewer {
        Viewer::Guest => view! {
            <a class="utility-bar__login" href=address(visit, path::LOGIN)>{t("log-in")}</a>
            <a class="utility-bar__register" href=address(visit, path::REGISTER)>{t("nav-register")}</a>
        }
        .into_any(),
        Viewer::Member(member) => {
            let links = visit.links();
            view! {
                <MemberMenu visit nickname=member.nickname.clone() />
                <a class="utility-bar__orders" href=links.mall(path::ORDERS)>
                    <Icon name=IconName::Receipt />
                    <span>{t("nav-orders")}</span>
                </a>
                <form method="post" action=links.auth(path::LOGOUT_API)>
                    <input type="hidden" name="next" value=visit.here() />
                    <button class="link-button" type="submit">{t("log-out")}</button>
                </form>
            }
            .into_any()
        }
        Viewer::Unavailable => view! {
            <span class="utility-bar__unavailable" role="status">
                <Icon name=IconName::Alert />
                {t("viewer-unavailable")}
            </span>
        }
        .into_any(),
    }
}

/// The picture that the member has chosen, or the one for everybody.
fn portrait(visit: &Visit) -> AnyView {
    match visit.portrait {
        Some(portrait) => {
            view! { <img class="utility-bar__portrait" src=portrait.address() alt="" width="24" height="24" /> }.into_any()
        }
        None => view! { <Icon name=IconName::Person /> }.into_any(),
    }
}

/// The member's name, which opens a menu with what is theirs. The browser opens and closes it (also with Escape, or a click beside it) and tells
/// screen readers whether it is open; no script takes part.
#[component]
fn MemberMenu<'a>(visit: &'a Visit, nickname: String) -> impl IntoView {
    let links = visit.links();
    let label = t_with("nav-member", &[("nickname", &nickname)]);
    let more = [
        (IconName::Receipt, "nav-orders", links.mall(path::ORDERS)),
        (IconName::Truck, "nav-addresses", links.mall(path::ADDRESSES)),
        (IconName::Screen, "nav-devices", links.auth(path::SESSIONS)),
        (IconName::Shield, "nav-activity", links.auth(path::ACTIVITY)),
    ]
    .map(|(icon, key, address)| view! { <li><a href=address><Icon name=icon />{t(key)}</a></li> });
    view! {
        <button class="utility-bar__member" type="button" popovertarget="member-menu" aria-label=label>
            {portrait(visit)}
            <bdi class="nickname" translate="no">{nickname}</bdi>
        </button>
        <ul class="member-menu" id="member-menu" popover="auto">
            <li>
                <a class="member-menu__account" href=links.auth(path::ACCOUNT)><Icon name=IconName::Person />{t("nav-my-account")}</a>
            </li>
            {more}
        </ul>
    }
}

/// The address of the form `page` for who wants to be a member here. It comes back to this page; from a form of that kind, to where that would have
/// come back to.
fn address(visit: &Visit, page: &str) -> String {
    let here = visit.here();
    let is_form = [path::LOGIN, path::REGISTER]
        .into_iter()
        .any(|form| visit.target.starts_with(form));
    let next = if is_form { query("next") } else { Some(here) };
    let form = visit.links().auth(page);
    match next {
        Some(next) => format!("{form}?{}", path::query(&[("next", &next)])),
        None => form,
    }
}

#[component]
fn LanguageSwitch(visit: Arc<Visit>) -> impl IntoView {
    let Visit { locale, .. } = *visit;
    let choices = visit.site.fragments.languages.get(locale, || locale, languages);
    view! {
        <form class="choices" method="post" action=path::PREFERENCES_API aria-label=t("language")>
            <input type="hidden" name="next" value=visit.target.clone() />
            {choices}
        </form>
    }
}

/// A language's name in itself, whatever language the page is in.
pub const fn own_name(locale: Locale) -> &'static str {
    match locale {
        Locale::ZhCn => "中文",
        Locale::En => "English",
    }
}

fn languages(chosen: Locale) -> impl IntoView {
    Locale::ALL
        .into_iter()
        .map(|locale| {
            let pressed = if locale == chosen { "true" } else { "false" };
            view! {
                <button class="choice" type="submit" name="locale" value=locale.tag() lang=locale.tag() aria-pressed=pressed>
                    {own_name(locale)}
                </button>
            }
        })
        .collect_view()
}

#[component]
fn ThemeSwitch(visit: Arc<Visit>) -> impl IntoView {
    let chosen = visit.theme;
    let fragments = visit.site.fragments.themes(chosen);
    let choices = fragments.get(visit.locale, || chosen, themes);
    view! {
        <form class="choices" method="post" action=path::PREFERENCES_API aria-label=t("theme")>
            <input type="hidden" name="next" value=visit.target.clone() />
            {choices}
        </form>
    }
}

fn themes(chosen: Theme) -> impl IntoView {
    Theme::ALL
        .into_iter()
        .map(|theme| {
            let (icon, label) = match theme {
                Theme::System => (IconName::Screen, t("theme-system")),
                Theme::Light => (IconName::Sun, t("theme-light")),
                Theme::Dark => (IconName::Moon, t("theme-dark")),
            };
            let pressed = if theme == chosen { "true" } else { "false" };
            view! {
                <button class="choice" type="submit" name="theme" value=theme.name() title=label.clone() aria-label=label aria-pressed=pressed>
                    <Icon name=icon />
                </button>
            }
        })
        .collect_view()
}
