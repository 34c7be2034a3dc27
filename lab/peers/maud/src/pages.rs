//! The insides of the pages.

use maud::{Markup, html};
use peer_shop::{
    Price,
    catalogue::{Axis, Cards, Category, Floor, Front, Link, List, MenuEntry, Product, Search},
    icons,
};

use crate::layout::icon;

const BANNER: [&str; 3] = ["lamp-lemon", "sofa-coral", "plant-forest"];
const PROMISES: [(&str, &str); 3] = [
    (icons::DELIVERY, "次日送达"),
    (icons::RETURNS, "七天无理由退货"),
    (icons::PAYMENT, "放心支付"),
];

/// The front page: menu, banner, picks of the day, and a floor for each of the first categories.
pub fn front(page: &Front) -> Markup {
    html! {
        div class="front" { (menu(&page.menu)) (banner()) }
        section aria-labelledby="picks" class="floor floor--picks" {
            h2 id="picks" class="floor__title" { "今日推荐" }
            (cards(&page.picks))
        }
        @for floor in &page.floors { (a_floor(floor)) }
    }
}

fn menu(entries: &[MenuEntry]) -> Markup {
    html! {
        nav aria-label="商品分类" class="menu" { ul {
            @for entry in entries {
                li class="menu__entry" {
                    a href={ "/c/" (entry.top.slug) } class="menu__top" { (entry.top.name) }
                    span class="menu__children" {
                        @for child in &entry.children { a href={ "/c/" (child.slug) } { (child.name) } }
                    }
                }
            }
        } }
    }
}

fn banner() -> Markup {
    html! {
        section aria-labelledby="banner-title" class="banner" {
            div class="banner__words" {
                p class="banner__kicker" { "秋日家居季" }
                h1 id="banner-title" { "把灯点亮，把家安顿好" }
                p { "一盏灯、一张沙发、一盆绿植，从今晚开始住得舒服一点。" }
                a href="/c/furniture-home" class="button button--primary" { "逛家居" }
            }
            div aria-hidden="true" class="banner__pictures" {
                @for picture in BANNER {
                    img src={ "/pictures/" (picture) ".svg" } alt="" width="200" height="200";
                }
            }
        }
    }
}

fn a_floor(floor: &Floor) -> Markup {
    let Link { slug, name, .. } = &floor.top;
    html! {
        section aria-labelledby={ "floor-" (slug) } class="floor" {
            div class="floor__head" {
                h2 id={ "floor-" (slug) } class="floor__title" { (name) }
                a href={ "/c/" (slug) } class="floor__more" { "查看全部" (icon(icons::NEXT, "icon")) }
            }
            (cards(&floor.cards))
        }
    }
}

/// A category: everything in it and below it.
pub fn category(page: &Category) -> Markup {
    html! {
        (trail(&page.trail))
        div class="listing__head" {
            h1 { (page.name) }
            p { "共 " (page.list.total) " 件商品" }
        }
        nav aria-label="细分类别" { ul class="chips" {
            @for near in &page.nearby {
                li {
                    a href={ "/c/" (near.slug) } aria-current=[near.current.then_some("page")] class="chip" { (near.name) }
                }
            }
        } }
        (list(&page.list))
    }
}

/// What was found, or advice when it is nothing.
pub fn search(page: &Search) -> Markup {
    html! {
        @if page.list.cards.is_empty() {
            section class="notice" {
                (icon(icons::SEARCH, "icon notice__icon"))
                h1 { (page.head.title) }
                p {
                    @if page.head.words.is_empty() { "在上方输入商品名称，例如“耳机”或“咖啡”。" }
                    @else { "换个词试试，或者从分类里逛逛。" }
                }
                p class="notice__actions" { a href="/" class="button button--primary" { "逛逛首页" } }
            }
        } @else {
            div class="listing__head" {
                h1 { (page.head.title) }
                p { "共 " (page.list.total) " 件商品" }
            }
            (list(&page.list))
        }
    }
}

/// A product with one of its variants chosen; every value of an option is a link to the variant it leads to.
pub fn product(page: &Product) -> Markup {
    html! {
        (trail(&page.trail))
        article class="product" {
            div class="product__picture" {
                img src={ "/pictures/" (page.picture) "-" (page.palette) ".svg" } alt=(page.name)
                    width="200" height="200" fetchpriority="high";
            }
            div class="product__facts" {
                h1 translate="no" { (page.name) }
                p class="product__tagline" { (page.tagline) }
                div class="picker" {
                    p aria-live="polite" class="picker__price" { span class="picker__facts" {
                        (price(page.price))
                        span data-stock=(page.level.mark()) class="picker__stock" { (page.level.words()) }
                    } }
                    @for option in &page.axes { (axis(option)) }
                }
                ul class="product__promises" {
                    @for (path, what) in PROMISES { li { (icon(path, "icon")) (what) } }
                }
            }
            section aria-labelledby="description" class="product__description" {
                h2 id="description" { "商品介绍" }
                p { (page.description) }
            }
        }
    }
}

fn axis(axis: &Axis) -> Markup {
    html! {
        div role="group" aria-label=(axis.name) class="picker__axis" {
            span aria-hidden="true" class="picker__name" { (axis.name) }
            span class="chips" {
                @for value in &axis.values {
                    a href={ "/p/" (value.target) } data-stock=(value.level.mark())
                        aria-current=[value.current.then_some("true")] class="chip" { (value.label) }
                }
            }
        }
    }
}

/// The page for an address that does not exist.
pub fn missing(origin: &str) -> Markup {
    html! {
        section class="notice notice--error" {
            (icon(icons::LAMP, "icon notice__icon"))
            p class="notice__code" { "404" }
            h1 { "这一页灯还没亮" }
            p { "你要找的页面不存在，或者商品已经下架。" }
            p class="notice__actions" { a href={ (origin) "/" } class="button button--primary" { "回到首页" } }
        }
    }
}

/// The way from the front page down to a category.
fn trail(steps: &[Link]) -> Markup {
    html! {
        nav aria-label="当前位置" class="trail" { ol {
            li { a href="/" { "首页" } }
            @for step in steps {
                li { a href={ "/c/" (step.slug) } aria-current=[step.current.then_some("page")] { (step.name) } }
            }
        } }
    }
}

/// One page of a list, with links to its neighbours.
fn list(list: &List) -> Markup {
    html! {
        (cards(&list.cards))
        @if list.pages > 1 {
            nav aria-label="分页" class="pagination" {
                @if let Some(previous) = &list.previous { a href=(previous) rel="prev" class="button" { "上一页" } }
                span { "第 " (list.page) " 页，共 " (list.pages) " 页" }
                @if let Some(next) = &list.next { a href=(next) rel="next" class="button" { "下一页" } }
            }
        }
    }
}

/// Products side by side.
fn cards(cards: &Cards) -> Markup {
    html! {
        ul class="card-grid" {
            @for card in cards {
                li { a href={ "/p/" (card.sku_id) } class="card" {
                    span class="card__picture" {
                        img src={ "/pictures/" (card.picture) "-" (card.palette) ".svg" } alt="" width="200" height="200"
                            loading="lazy" decoding="async";
                    }
                    span translate="no" class="card__name" { (card.name) }
                    span class="card__tagline" { (card.tagline) }
                    span class="card__price" {
                        (price(card.price))
                        @if card.has_dearer { small { "起" } }
                        @if !card.in_stock { small class="card__sold-out" { "暂时缺货" } }
                    }
                } }
            }
        }
    }
}

fn price(price: Price) -> Markup {
    html! {
        span translate="no" class="price" { (price.yuan()) span class="price__fen" { (price.fen()) } }
    }
}
