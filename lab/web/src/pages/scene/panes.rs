//! Two panes with the real pages of auth and mall.

use app_ui::icon::{Icon, IconName};
use lab_model::Scene;
use leptos::prelude::*;

use super::super::{names, visit::visit, words::t};

/// A pane: what it is called, and where it leads.
struct Pane {
    /// The frame's name, which links aim at.
    frame: &'static str,
    title: &'static str,
    origin: String,
    /// What it shows first.
    first: String,
    /// Other ways, with their names.
    ways: Vec<(&'static str, String)>,
}

fn all(scene: &Scene) -> [Pane; 2] {
    let (auth, mall) = (scene.auth.clone(), scene.mall.clone());
    // After the login one stays at auth, to see that auth itself knows.
    let account = format!("{auth}/account");
    let next: String = url::form_urlencoded::byte_serialize(account.as_bytes()).collect();
    let login = format!("{auth}/login?next={next}");
    [
        Pane {
            frame: "pane-auth",
            title: t("认证服务", "auth"),
            first: login.clone(),
            ways: vec![(t("登录", "log in"), login), (t("账号", "account"), account)],
            origin: auth,
        },
        Pane {
            frame: "pane-mall",
            title: t("商城", "mall"),
            first: format!("{mall}/"),
            ways: vec![(t("首页", "front page"), format!("{mall}/"))],
            origin: mall,
        },
    ]
}

/// Both panes. Links in their heads aim at the frames, which works without JavaScript.
#[component]
pub fn Panes(scene: Scene) -> impl IntoView {
    let panes = all(&scene).map(|pane| {
        let heading = format!("{}-title", pane.frame);
        let ways = pane
            .ways
            .into_iter()
            .map(|(name, address)| view! { <a class="pane__way" href=address target=pane.frame>{name}</a> })
            .collect_view();
        view! {
            <section class="pane" aria-labelledby=heading.clone()>
                <header class="pane__bar">
                    <h2 id=heading.clone()>{pane.title}</h2>
                    <code class="pane__address">{pane.origin.clone()}</code>
                    <nav aria-label=pane.title>{ways}
                        <a class="pane__way" href=pane.first.clone() target="_blank" rel="noopener">
                            {t("在窗口中打开", "open in a window")}
                        </a>
                    </nav>
                </header>
                <iframe class="pane__frame" name=pane.frame title=pane.title src=pane.first></iframe>
            </section>
        }
    });
    view! { <div class="panes" id="panes">{panes}</div> }
}

/// The same ways for who has the pages in windows of their own.
#[component]
pub fn Elsewhere(scene: Scene) -> impl IntoView {
    let visit = visit();
    let links = all(&scene).map(|pane| {
        view! {
            <a class="button" href=pane.first target="_blank" rel="noopener">{pane.title}" "<code>{pane.origin}</code></a>
        }
    });
    view! {
        <nav class="elsewhere" aria-label=t("页面", "Pages")>
            {links}
            <a class="evidence-bar__reload" href=visit.here_with("panes", None)>{t("显示窗格", "Show the panes")}</a>
        </nav>
    }
}

/// In place of the panes while the scene does not run.
#[component]
pub fn Stopped(scene: Scene) -> impl IntoView {
    let action = visit().to(&format!("{}/start", names::address(&scene.id)));
    view! {
        <section class="stopped">
            <Icon name=IconName::Lantern class="stopped__icon" />
            <p>{t("这个场景没有运行。", "This scene does not run.")}</p>
            <form method="post" action=action>
                <button class="button button--primary" type="submit">{t("启动", "Start")}</button>
            </form>
        </section>
    }
}
