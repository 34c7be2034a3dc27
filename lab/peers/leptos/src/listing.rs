//! The pages with lists: categories and searches.

use std::sync::Arc;

use leptos::{either::Either, prelude::*};
use leptos_router::hooks::use_params_map;
use peer_shop::{
    catalogue::{Cards, Category, Link, List, Search},
    icons,
    memory::Memory,
};

use crate::{
    app::{About, query},
    cards::CardGrid,
    layout::{Icon, Missing},
};

#[component]
pub fn CategoryPage() -> impl IntoView {
    let slug = use_params_map()
        .with_untracked(|params| params.get("slug"))
        .unwrap_or_default();
    let memory = expect_context::<Arc<Memory>>();
    let page = query().page().and_then(|page| memory.category(&slug, page));
    match page {
        Some(page) => Either::Left(view! { <CategoryListing page=Arc::clone(page) /> }),
        None => Either::Right(view! { <Missing /> }),
    }
}

#[component]
fn CategoryListing(page: Arc<Category>) -> impl IntoView {
    let near = |near: &Link| {
        view! {
            <li>
                <a href=format!("/c/{}", near.slug) aria-current=near.current.then_some("page") class="chip">
                    {Arc::clone(&near.name)}
                </a>
            </li>
        }
    };
    let nearby: Vec<_> = page.nearby.iter().map(near).collect();
    view! {
        <About head=page.head.clone() />
        <Trail steps=page.trail.clone() />
        <div class="listing__head">
            <h1>{Arc::clone(&page.name)}</h1>
            <p>{format!("共 {} 件商品", page.list.total)}</p>
        </div>
        <nav aria-label="细分类别">
            <ul class="chips">{nearby}</ul>
        </nav>
        <CardGrid cards=page.list.cards.clone() />
        <Pagination list=Neighbours::of(&page.list) />
    }
}

#[component]
pub fn SearchPage() -> impl IntoView {
    let query = query();
    let memory = expect_context::<Arc<Memory>>();
    let page = query.page().and_then(|page| memory.search(&query.words(), page));
    match page {
        Some(page) => Either::Left(view! { <SearchListing page /> }),
        None => Either::Right(view! { <Missing /> }),
    }
}

#[component]
fn SearchListing(page: Search) -> impl IntoView {
    let Search { head, list } = page;
    let (title, nothing_asked) = (Arc::clone(&head.title), head.words.is_empty());
    let found = if list.cards.is_empty() {
        Either::Left(view! { <Nothing title nothing_asked /> })
    } else {
        let neighbours = Neighbours::of(&list);
        let cards: Cards = list.cards;
        Either::Right(view! {
            <div class="listing__head">
                <h1>{title}</h1>
                <p>{format!("共 {} 件商品", list.total)}</p>
            </div>
            <CardGrid cards />
            <Pagination list=neighbours />
        })
    };
    view! {
        <About head />
        {found}
    }
}

#[component]
fn Nothing(title: Arc<str>, nothing_asked: bool) -> impl IntoView {
    let advice = if nothing_asked {
        "在上方输入商品名称，例如“耳机”或“咖啡”。"
    } else {
        "换个词试试，或者从分类里逛逛。"
    };
    view! {
        <section class="notice">
            <Icon path=icons::SEARCH class="icon notice__icon" />
            <h1>{title}</h1>
            <p>{advice}</p>
            <p class="notice__actions">
                <a href="/" class="button button--primary">
                    "逛逛首页"
                </a>
            </p>
        </section>
    }
}

/// The way from the front page down to a category.
#[component]
pub fn Trail(steps: Vec<Link>) -> impl IntoView {
    let step = |step: Link| {
        view! {
            <li>
                <a href=format!("/c/{}", step.slug) aria-current=step.current.then_some("page")>
                    {step.name}
                </a>
            </li>
        }
    };
    let steps: Vec<_> = steps.into_iter().map(step).collect();
    view! {
        <nav aria-label="当前位置" class="trail">
            <ol>
                <li>
                    <a href="/">"首页"</a>
                </li>
                {steps}
            </ol>
        </nav>
    }
}

/// Where a list goes on.
struct Neighbours {
    page: u32,
    pages: u32,
    previous: Option<String>,
    next: Option<String>,
}

impl Neighbours {
    fn of(list: &List) -> Self {
        Self {
            page: list.page,
            pages: list.pages,
            previous: list.previous.clone(),
            next: list.next.clone(),
        }
    }
}

#[component]
fn Pagination(list: Neighbours) -> impl IntoView {
    let Neighbours {
        page,
        pages,
        previous,
        next,
    } = list;
    let link = |rel: &'static str, words: &'static str| move |address: String| view! { <a href=address rel=rel class="button">{words}</a> };
    (pages > 1).then(|| {
        view! {
            <nav aria-label="分页" class="pagination">
                {previous.map(link("prev", "上一页"))}
                <span>{format!("第 {page} 页，共 {pages} 页")}</span>
                {next.map(link("next", "下一页"))}
            </nav>
        }
    })
}
