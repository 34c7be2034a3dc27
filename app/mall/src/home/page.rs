//! The front page.

use super::{
    model::{Floor, Front, MenuEntry},
    server,
};
use crate::{card::grid::CardGrid, server::pictures};
use app_kernel::path;
use app_ui::{
    Content,
    error_page::failed,
    icon::{Icon, IconName},
    words::t,
};
use leptos::prelude::*;

/// The front page: menu, banner, picks of the day, and a floor for each of the first categories.
pub(crate) async fn home_page() -> Content {
    match server::front().await {
        Ok(front) => front.content(),
        Err(failure) => failed(&failure),
    }
}

/// What everybody sees of the front page.
pub(super) fn front(front: Front) -> impl IntoView {
    let floors = front
        .floors
        .into_iter()
        .map(|floor| view! { <FloorSection floor /> })
        .collect_view();
    view! {
        <div class="front">
            <Menu entries=front.menu />
            <Banner />
        </div>
        <section class="floor floor--picks" aria-labelledby="picks">
            <h2 id="picks" class="floor__title">{t("front-picks")}</h2>
            <CardGrid cards=front.picks />
        </section>
        {floors}
    }
}

#[component]
fn Menu(entries: Vec<MenuEntry>) -> impl IntoView {
    let entries = entries
        .into_iter()
        .map(|entry| {
            let children = entry
                .children
                .into_iter()
                .map(|child| view! { <a href=path::category(&child.slug)>{child.name}</a> })
                .collect_view();
            view! {
                <li class="menu__entry">
                    <a class="menu__top" href=path::category(&entry.category.slug)>{entry.category.name}</a>
                    <span class="menu__children">{children}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <nav class="menu" aria-label=t("menu-label")>
            <ul>{entries}</ul>
        </nav>
    }
}

#[component]
fn Banner() -> impl IntoView {
    view! {
        <section class="banner" aria-labelledby="banner-title">
            <div class="banner__words">
                <p class="banner__kicker">{t("banner-kicker")}</p>
                <h1 id="banner-title">{t("banner-title")}</h1>
                <p>{t("banner-text")}</p>
                <a class="button button--primary" href=path::category("furniture-home")>{t("banner-action")}</a>
            </div>
            <div class="banner__pictures" aria-hidden="true">
                <img src=pictures::address("lamp", "lemon") alt="" width="200" height="200" />
                <img src=pictures::address("sofa", "coral") alt="" width="200" height="200" />
                <img src=pictures::address("plant", "forest") alt="" width="200" height="200" />
            </div>
        </section>
    }
}

#[component]
fn FloorSection(floor: Floor) -> impl IntoView {
    let heading = format!("floor-{}", floor.category.slug);
    view! {
        <section class="floor" aria-labelledby=heading.clone()>
            <div class="floor__head">
                <h2 id=heading.clone() class="floor__title">{floor.category.name}</h2>
                <a class="floor__more" href=path::category(&floor.category.slug)>
                    {t("floor-more")}<Icon name=IconName::ChevronRight />
                </a>
            </div>
            <CardGrid cards=floor.cards />
        </section>
    }
}
