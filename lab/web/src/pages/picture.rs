//! The small picture of a scene: browser, services, where sessions are kept, and how far the cookie gets.

use lab_model::{CookieScope, Form, Scene};
use leptos::prelude::*;

use super::words::t;

/// The height of the picture, in its own units.
const HEIGHT: f32 = 120.0;
/// The horizontal middle of the services.
const SERVICES: f32 = 132.0;

/// A service or copy in the picture.
struct Node {
    y: f32,
    letter: char,
    form: Form,
    colour: u8,
    /// Whether auth's cookie gets here.
    arrives: bool,
}

/// The small picture of a scene. Its text says the same.
#[component]
pub fn Picture(scene: Scene) -> impl IntoView {
    let nodes = nodes(&scene);
    let shared = scene.store.starts_with("postgres");
    let sealed = scene.store == "cookie";
    let lines = nodes.iter().map(|node| line(node, sealed)).collect_view();
    let homes = nodes.iter().map(|node| home(node, shared, sealed)).collect_view();
    let boxes = nodes.iter().map(service).collect_view();
    let store = shared.then(|| {
        view! {
            <path class="picture__store" d="M206 44v32c0 10 36 10 36 0V44M206 44c0 10 36 10 36 0s-36-10-36 0Z" />
        }
    });
    view! {
        <svg class="picture" viewBox="0 0 256 120" width="256" height="120" role="img" aria-label=words(&scene)>
            {lines}
            {homes}
            <g class="picture__browser">
                <rect x="6" y="38" width="52" height="44" rx="6" />
                <path d="M6 50h52M12 44h.01M17 44h.01M22 44h.01" />
            </g>
            {boxes}
            {store}
        </svg>
    }
}

fn nodes(scene: &Scene) -> Vec<Node> {
    let host_only = scene.scope == CookieScope::Host;
    let apart = scene.mall != scene.auth && host(&scene.mall) != host(&scene.auth);
    let count = u8::try_from(scene.copies.len()).unwrap_or(u8::MAX);
    let step = HEIGHT / (f32::from(count) + 1.0);
    let places = (1..=count).map(|place| step * f32::from(place));
    places
        .zip(&scene.copies)
        .map(|(y, copy)| Node {
            y,
            letter: copy.mark.letter,
            form: copy.mark.form,
            colour: copy.mark.colour % 8,
            arrives: !(copy.mark.form == Form::Circle && apart && host_only),
        })
        .collect()
}

/// The host of an origin, without its port.
fn host(origin: &str) -> &str {
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    host.split(':').next().unwrap_or(host)
}

fn line(node: &Node, sealed: bool) -> AnyView {
    let d = format!("M58 60C84 60 88 {0} {1} {0}", node.y, SERVICES - 15.0);
    if node.arrives {
        let class = if sealed {
            "picture__way picture__way--sealed"
        } else {
            "picture__way"
        };
        view! { <path class=class d=d /> }.into_any()
    } else {
        let cross = format!(
            "M{0} {1}l8 8m0-8-8 8",
            100.0,
            f32::midpoint(60.0, node.y) - 4.0 + (node.y - 60.0) * 0.4
        );
        view! {
            <path class="picture__way picture__way--cut" d=d />
            <path class="picture__cross" d=cross />
        }
        .into_any()
    }
}

/// The way from a service to where its sessions are: the table, or its own memory.
fn home(node: &Node, shared: bool, sealed: bool) -> AnyView {
    if shared {
        let d = format!("M{} {1}C180 {1} 184 60 206 60", SERVICES + 15.0, node.y);
        return view! { <path class="picture__way picture__way--store" d=d /> }.into_any();
    }
    if sealed {
        return ().into_any();
    }
    let d = format!("M{} {}h10", SERVICES + 14.0, node.y);
    let (x, y) = (SERVICES + 24.0, node.y - 8.0);
    view! {
        <path class="picture__way picture__way--store" d=d />
        <rect class="picture__memory" x=x.to_string() y=y.to_string() width="22" height="16" rx="3" />
        <path class="picture__memory" d=format!("M{} {}v6m6-6v6m6-6v6", x + 5.0, y + 5.0) />
    }
    .into_any()
}

fn service(node: &Node) -> AnyView {
    let (x, y) = (SERVICES, node.y);
    let shape = match node.form {
        Form::Diamond => view! { <path d=format!("M{x} {}l14 14-14 14-14-14Z", y - 14.0) /> }.into_any(),
        Form::Circle => view! { <circle cx=x.to_string() cy=y.to_string() r="12.5" /> }.into_any(),
        Form::Square => {
            view! { <rect x=(x - 12.0).to_string() y=(y - 12.0).to_string() width="24" height="24" rx="4" /> }
                .into_any()
        }
    };
    view! {
        <g class=format!("sign sign--{}", node.colour)>
            {shape}
            <text x=x.to_string() y=(y + 4.6).to_string() text-anchor="middle">{node.letter.to_string()}</text>
        </g>
    }
    .into_any()
}

/// What the picture shows, in words.
fn words(scene: &Scene) -> String {
    let nodes = nodes(scene);
    let cut = nodes.iter().any(|node| !node.arrives);
    let count = nodes.len();
    let cookie = if cut {
        t(
            "登录得到的 Cookie 到不了商城",
            "the login's cookie does not reach the mall",
        )
    } else {
        t(
            "登录得到的 Cookie 到得了每个进程",
            "the login's cookie reaches every process",
        )
    };
    let store = match scene.store.as_str() {
        "memory" => t("每个进程有自己的内存", "each process has its own memory"),
        "cookie" => t("会话在 Cookie 里", "the session is in the cookie"),
        _ => t("它们共用一张会话表", "they share one session table"),
    };
    format!(
        "{count} {}{}{cookie}{}{store}",
        t("个进程", "processes"),
        t("，", "; "),
        t("；", "; ")
    )
}
