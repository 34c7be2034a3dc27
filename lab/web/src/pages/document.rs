//! The document around every page: the shop's frame, with the lab's name and ways.

use app_kernel::{Locale, Theme};
use app_ui::icon::{Icon, IconName};
use leptos::prelude::*;

use super::{
    page::{Page, html},
    router::App,
    visit::visit,
    words::t,
};

/// The HTML document of a page.
pub fn document(app: &App, page: Page) -> String {
    let visit = visit();
    let theme = match visit.theme {
        Theme::System => String::new(),
        chosen => format!(" data-theme=\"{}\"", chosen.name()),
    };
    let size = if visit.big { " data-type=\"big\"" } else { "" };
    let title = format!("{} · {}", page.title, t("会话实验室", "Session Lab"));
    let content = html(page.content);
    let stylesheet = app.site.stylesheet();
    let head = html(view! {
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{title}</title>
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href=stylesheet />
    });
    let above = html(view! { <Above /> });
    let below = html(view! { <Footer /> });
    format!(
        "<!DOCTYPE html><html lang=\"{}\"{theme}{size}><head>{head}</head><body>{above}\
         <main id=\"content\" tabindex=\"-1\">\n{content}</main>\n{below}</body></html>\n",
        visit.locale.tag()
    )
}

#[component]
fn Above() -> impl IntoView {
    let visit = visit();
    let ways = [
        ("/", t("场景", "Scenes")),
        ("/lesson/1", t("六章课程", "Six chapters")),
        ("/session", t("会话原理", "How a session works")),
        ("/remedies", t("四种补救", "Four remedies")),
        ("/sites", t("单点登录", "Sign-on")),
        ("/compare", t("对照表", "Comparison")),
    ]
    .map(|(path, name)| {
        let current = match path {
            "/" => visit.path == "/" || visit.path.starts_with("/t/"),
            "/lesson/1" => visit.path.starts_with("/lesson/"),
            _ => visit.path.starts_with(path),
        };
        view! { <a href=visit.to(path) aria-current=current.then_some("page")>{name}</a> }
    });
    view! {
        <a class="skip-link" href="#content">{t("跳到正文", "Skip to content")}</a>
        <section class="utility-bar" aria-label=t("设置", "Preferences")>
            <div class="utility-bar__inner">
                <p class="lab-note">
                    <Icon name=IconName::Shield />
                    {t("只在本机 · 只有演示会员", "This machine only · demo members only")}
                </p>
                <div class="utility-bar__preferences">
                    <Languages />
                    <Themes />
                    <a class="choice" href=visit.here_with("type", (!visit.big).then_some("big")) aria-current=visit.big.then_some("true")
                        title=t("投影大字", "Big type for a projector")>
                        <span aria-hidden="true">{t("大", "A+")}</span>
                        <span class="unseen">{t("投影大字", "Big type for a projector")}</span>
                    </a>
                </div>
            </div>
        </section>
        <header class="masthead masthead--lab">
            <div class="masthead__inner">
                <a class="brand" href=visit.to("/")>
                    <span class="brand__seal" aria-hidden="true">"验"</span>
                    <span class="brand__name">{t("会话实验室", "Session Lab")}</span>
                </a>
                <nav class="ways" aria-label=t("实验室", "Lab")>{ways}</nav>
            </div>
        </header>
    }
}

#[component]
fn Languages() -> impl IntoView {
    let visit = visit();
    let choices = Locale::ALL.map(|locale| {
        let own_name = match locale {
            Locale::ZhCn => "中文",
            Locale::En => "English",
        };
        let pressed = if locale == visit.locale { "true" } else { "false" };
        view! {
            <button class="choice" type="submit" name="locale" value=locale.tag() lang=locale.tag() aria-pressed=pressed>{own_name}</button>
        }
    });
    view! {
        <form class="choices" method="post" action="/preferences" aria-label=t("语言", "Language")>
            <input type="hidden" name="next" value=visit.here_with("lang", None) />
            {choices}
        </form>
    }
}

#[component]
fn Themes() -> impl IntoView {
    let visit = visit();
    let choices = Theme::ALL.map(|theme| {
        let (icon, label) = match theme {
            Theme::System => (IconName::Screen, t("跟随系统", "As the system")),
            Theme::Light => (IconName::Sun, t("浅色", "Light")),
            Theme::Dark => (IconName::Moon, t("深色", "Dark")),
        };
        let pressed = if theme == visit.theme { "true" } else { "false" };
        view! {
            <button class="choice" type="submit" name="theme" value=theme.name() title=label aria-label=label aria-pressed=pressed>
                <Icon name=icon />
            </button>
        }
    });
    view! {
        <form class="choices" method="post" action="/preferences" aria-label=t("配色", "Colours")>
            <input type="hidden" name="next" value=visit.here_with("theme", None) />
            {choices}
        </form>
    }
}

#[component]
fn Footer() -> impl IntoView {
    view! {
        <footer class="footer">
            <p class="footer__about">
                {t(
                    "这里跑的是商城自己的程序：真实的进程、真实的 Cookie、你自己的浏览器。会话标识从不出现在页面上，你看到的是每次运行都换钥匙的短哈希。",
                    "What runs here is the shop itself: real processes, real cookies, your own browser. No session id is ever shown; what you see are short hashes with a key that is new in every run.",
                )}
            </p>
        </footer>
    }
}
