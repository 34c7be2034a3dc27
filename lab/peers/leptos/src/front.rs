//! The front page: menu, banner, picks of the day, and a floor for each of the first categories.

use std::sync::Arc;

use leptos::prelude::*;
use peer_shop::{
    catalogue::{Cards, Link, MenuEntry},
    icons,
    memory::Memory,
};

use crate::{app::About, cards::CardGrid, layout::Icon};

const BANNER: [&str; 3] = ["lamp-lemon", "sofa-coral", "plant-forest"];

#[component]
pub fn FrontPage() -> impl IntoView {
    let page = Arc::clone(&expect_context::<Arc<Memory>>().front);
    let floor = |top: &Link, cards: &Cards| view! { <Floor top=top.clone() cards=cards.clone() /> };
    let floors: Vec<_> = page
        .floors
        .iter()
        .map(|shown| floor(&shown.top, &shown.cards))
        .collect();
    view! {
        <About head=page.head.clone() />
        <div class="front">
            <Menu entries=page.menu.clone() />
            <Banner />
        </div>
        <section aria-labelledby="picks" class="floor floor--picks">
            <h2 id="picks" class="floor__title">
                "今日推荐"
            </h2>
            <CardGrid cards=page.picks.clone() />
        </section>
        {floors}
    }
}

#[component]
fn Menu(entries: Vec<MenuEntry>) -> impl IntoView {
    let link = |link: Link| view! { <a href=format!("/c/{}", link.slug)>{link.name}</a> };
    let entry = |entry: MenuEntry| {
        let children: Vec<_> = entry.children.into_iter().map(link).collect();
        view! {
            <li class="menu__entry">
                <a href=format!("/c/{}", entry.top.slug) class="menu__top">
                    {entry.top.name}
                </a>
                <span class="menu__children">{children}</span>
            </li>
        }
    };
    let entries: Vec<_> = entries.into_iter().map(entry).collect();
    view! {
        <nav aria-label="商品分类" class="menu">
            <ul>{entries}</ul>
        </nav>
    }
}

#[component]
fn Banner() -> impl IntoView {
    let pictures = BANNER.map(|picture| {
        view! { <img src=format!("/pictures/{picture}.svg") alt="" width="200" height="200" /> }
    });
    view! {
        <section aria-labelledby="banner-title" class="banner">
            <div class="banner__words">
                <p class="banner__kicker">"秋日家居季"</p>
                <h1 id="banner-title">"把灯点亮，把家安顿好"</h1>
                <p>"一盏灯、一张沙发、一盆绿植，从今晚开始住得舒服一点。"</p>
                <a href="/c/furniture-home" class="button button--primary">
                    "逛家居"
                </a>
            </div>
            <div aria-hidden="true" class="banner__pictures">
                {pictures}
            </div>
        </section>
    }
}

#[component]
fn Floor(top: Link, cards: Cards) -> impl IntoView {
    let id = format!("floor-{}", top.slug);
    let title = id.clone();
    view! {
        <section aria-labelledby=title class="floor">
            <div class="floor__head">
                <h2 id=id class="floor__title">
                    {top.name}
                </h2>
                <a href=format!("/c/{}", top.slug) class="floor__more">
                    "查看全部"
                    <Icon path=icons::NEXT />
                </a>
            </div>
            <CardGrid cards />
        </section>
    }
}
