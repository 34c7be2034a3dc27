//! The document around every page, for a guest.

use maud::{DOCTYPE, Markup, html};
use peer_shop::{SITE, catalogue::Head, encoded, icons};

/// The words that the search field proposes, each with its place in an address.
const HOT: [(&str, &str); 4] = [
    ("耳机", "%E8%80%B3%E6%9C%BA"),
    ("咖啡", "%E5%92%96%E5%95%A1"),
    ("跑鞋", "%E8%B7%91%E9%9E%8B"),
    ("台灯", "%E5%8F%B0%E7%81%AF"),
];
const PROMISES: [(&str, &str, &str); 3] = [
    (icons::DELIVERY, "次日送达", "全国主要城市，满 99 元包邮"),
    (icons::RETURNS, "七天无理由退货", "不满意，上门取件"),
    (icons::PAYMENT, "放心支付", "全程加密，价格透明"),
];
const THEMES: [(&str, &str, &str); 3] = [
    ("system", "跟随系统", icons::SYSTEM),
    ("light", "浅色", icons::LIGHT),
    ("dark", "深色", icons::DARK),
];
const ABOUT: &str = "谷粒商城是一个教学项目：同一套代码，可以是一个进程，也可以拆成多个服务，登录状态始终不丢。\
                     商品与品牌均为虚构。";

/// An icon.
pub fn icon(path: &str, class: &str) -> Markup {
    html! {
        svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" class=(class) { path d=(path) {} }
    }
}

/// The document with this inside.
pub fn document(head: &Head, origin: &str, target: &str, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="zh-CN" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                link rel="icon" href="/favicon.svg" type="image/svg+xml";
                link id="style" rel="stylesheet" href="/pkg/cfmall.css";
                (about(head, origin))
                title { (head.title) }
            }
            body {
                a href="#content" class="skip-link" { "跳到正文" }
                (utility_bar(origin, target))
                (masthead(head, origin))
                main id="content" tabindex="-1" { (content) }
                (footer())
            }
        }
    }
}

fn about(head: &Head, origin: &str) -> Markup {
    html! {
        @if let Some(address) = &head.address {
            link href={ (origin) (address) } rel="canonical";
            meta name="description" content=(head.description);
            meta property="og:type" content="website";
            meta property="og:site_name" content=(SITE);
            meta property="og:title" content=(head.title);
            meta property="og:description" content=(head.description);
            meta property="og:url" content={ (origin) (address) };
            meta property="og:locale" content="zh_CN";
        } @else if head.noindex {
            meta name="robots" content="noindex, follow";
        }
    }
}

fn utility_bar(origin: &str, target: &str) -> Markup {
    let next = encoded(&format!("{origin}{target}"));
    html! {
        div class="utility-bar" { div class="utility-bar__inner" {
            nav aria-label="账户" class="utility-bar__visitor" {
                a href={ (origin) "/login?next=" (next) } class="utility-bar__login" { "你好，请登录" }
            }
            div class="utility-bar__preferences" {
                form method="post" action="/api/preferences" aria-label="语言" class="choices" {
                    input type="hidden" name="next" value=(target);
                    button type="submit" name="locale" value="zh-CN" lang="zh-CN" aria-pressed="true" class="choice" { "中文" }
                    button type="submit" name="locale" value="en" lang="en" aria-pressed="false" class="choice" { "English" }
                }
                form method="post" action="/api/preferences" aria-label="外观" class="choices" {
                    input type="hidden" name="next" value=(target);
                    @for (value, title, path) in THEMES {
                        button type="submit" name="theme" value=(value) title=(title) aria-label=(title)
                            aria-pressed=(if value == "system" { "true" } else { "false" }) class="choice" { (icon(path, "icon")) }
                    }
                }
            }
        } }
    }
}

fn masthead(head: &Head, origin: &str) -> Markup {
    let words = Some(&head.words).filter(|words| !words.is_empty());
    html! {
        header class="masthead" { div class="masthead__inner" {
            a href={ (origin) "/" } class="brand" {
                span class="brand__seal" aria-hidden="true" { "谷" }
                span class="brand__name" { (SITE) }
            }
            form role="search" method="get" action={ (origin) "/search" } class="search" {
                input type="search" name="q" value=[words] maxlength="80" placeholder="搜索你想要的好物"
                    aria-label="搜索商品" class="search__field";
                button type="submit" class="search__button" { (icon(icons::SEARCH, "icon")) span { "搜索" } }
                p class="search__hot" {
                    @for (word, address) in HOT { a href={ (origin) "/search?q=" (address) } { (word) } }
                }
            }
        } }
    }
}

fn footer() -> Markup {
    html! {
        footer class="footer" {
            ul class="footer__promises" {
                @for (path, what, how) in PROMISES {
                    li class="promise" { (icon(path, "icon")) div { strong { (what) } span { (how) } } }
                }
            }
            p class="footer__about" { (ABOUT) }
            dl aria-label="由谁应答" class="strip" {
                div { dt { "服务" } dd data-testid="strip-service" { "maud" } }
                div { dt { "实例" } dd data-testid="strip-instance" { "maud-1" } }
                div { dt { "版本" } dd data-testid="strip-version" { "1.0.0" } }
                div { dt { "会话" } dd data-testid="strip-session" { "无" } }
                div { dt { "存储" } dd data-testid="strip-store" { "memory" } }
            }
        }
    }
}
