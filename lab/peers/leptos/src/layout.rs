//! The frame around every page, for a guest.

use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use peer_shop::{SITE, catalogue::Head, encoded, icons};

use crate::app::{About, origin, query, target};

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
/// Who answers, for the strip in the footer.
const STRIP: [(&str, &str, &str); 5] = [
    ("服务", "strip-service", "leptos"),
    ("实例", "strip-instance", "leptos-1"),
    ("版本", "strip-version", "1.0.0"),
    ("会话", "strip-session", "无"),
    ("存储", "strip-store", "memory"),
];
const ABOUT: &str = "谷粒商城是一个教学项目：同一套代码，可以是一个进程，也可以拆成多个服务，登录状态始终不丢。\
                     商品与品牌均为虚构。";

/// An icon.
#[component]
pub fn Icon(path: &'static str, #[prop(default = "icon")] class: &'static str) -> impl IntoView {
    view! {
        <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" class=class>
            <path d=path></path>
        </svg>
    }
}

/// The bar at the top: the login, the language and the appearance.
#[component]
pub fn UtilityBar() -> impl IntoView {
    let (origin, target) = (origin(), target());
    let login = format!("{origin}/login?next={}", encoded(&format!("{origin}{target}")));
    let themes = THEMES.map(|(value, title, path)| {
        let pressed = if value == "system" { "true" } else { "false" };
        view! {
            <button type="submit" name="theme" value=value title=title aria-label=title aria-pressed=pressed class="choice">
                <Icon path />
            </button>
        }
    });
    view! {
        <div class="utility-bar">
            <div class="utility-bar__inner">
                <nav aria-label="账户" class="utility-bar__visitor">
                    <a href=login class="utility-bar__login">
                        "你好，请登录"
                    </a>
                </nav>
                <div class="utility-bar__preferences">
                    <form method="post" action="/api/preferences" aria-label="语言" class="choices">
                        <input type="hidden" name="next" value=target.clone() />
                        <button type="submit" name="locale" value="zh-CN" lang="zh-CN" aria-pressed="true" class="choice">
                            "中文"
                        </button>
                        <button type="submit" name="locale" value="en" lang="en" aria-pressed="false" class="choice">
                            "English"
                        </button>
                    </form>
                    <form method="post" action="/api/preferences" aria-label="外观" class="choices">
                        <input type="hidden" name="next" value=target />
                        {themes}
                    </form>
                </div>
            </div>
        </div>
    }
}

/// The shop's name and the search.
#[component]
pub fn Masthead() -> impl IntoView {
    let origin = origin();
    let words = Some(query().words()).filter(|words| !words.is_empty());
    let hot = HOT.map(|(word, address)| {
        view! { <a href=format!("{origin}/search?q={address}")>{word}</a> }
    });
    view! {
        <header class="masthead">
            <div class="masthead__inner">
                <a href=format!("{origin}/") class="brand">
                    <span class="brand__seal" aria-hidden="true">
                        "谷"
                    </span>
                    <span class="brand__name">{SITE}</span>
                </a>
                <form role="search" method="get" action=format!("{origin}/search") class="search">
                    <input
                        type="search"
                        name="q"
                        value=words
                        maxlength="80"
                        placeholder="搜索你想要的好物"
                        aria-label="搜索商品"
                        class="search__field"
                    />
                    <button type="submit" class="search__button">
                        <Icon path=icons::SEARCH />
                        <span>"搜索"</span>
                    </button>
                    <p class="search__hot">{hot}</p>
                </form>
            </div>
        </header>
    }
}

/// The promises and who answers.
#[component]
pub fn Footer() -> impl IntoView {
    let promises = PROMISES.map(|(path, what, how)| {
        view! {
            <li class="promise">
                <Icon path />
                <div>
                    <strong>{what}</strong>
                    <span>{how}</span>
                </div>
            </li>
        }
    });
    let strip = STRIP.map(|(name, id, value)| {
        view! {
            <div>
                <dt>{name}</dt>
                <dd data-testid=id>{value}</dd>
            </div>
        }
    });
    view! {
        <footer class="footer">
            <ul class="footer__promises">{promises}</ul>
            <p class="footer__about">{ABOUT}</p>
            <dl aria-label="由谁应答" class="strip">
                {strip}
            </dl>
        </footer>
    }
}

/// The page for an address that does not exist.
#[component]
pub fn Missing() -> impl IntoView {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(axum::http::StatusCode::NOT_FOUND);
    }
    view! {
        <About head=Head::missing() />
        <section class="notice notice--error">
            <Icon path=icons::LAMP class="icon notice__icon" />
            <p class="notice__code">"404"</p>
            <h1>"这一页灯还没亮"</h1>
            <p>"你要找的页面不存在，或者商品已经下架。"</p>
            <p class="notice__actions">
                <a href=format!("{}/", origin()) class="button button--primary">
                    "回到首页"
                </a>
            </p>
        </section>
    }
}
