//! The hand-over of a login as a picture: who tells whom what.

use diagnosis::Words;
use leptos::prelude::*;

use super::super::words::{say, t, w};

/// Where parties are in the picture, in its own units.
const SITE: usize = 110;
const BROWSER: usize = 430;
const CENTRE: usize = 750;
const WIDTH: usize = 860;
const HEAD: usize = 56;
const ROW: usize = 52;

/// Something that passes from one party to another one.
struct Message {
    from: usize,
    to: usize,
    says: Words,
    /// Whether it passes by the browser: nobody there can read it.
    hidden: bool,
}

const fn message(from: usize, to: usize, says: Words) -> Message {
    Message {
        from,
        to,
        says,
        hidden: false,
    }
}

const MESSAGES: [Message; 8] = [
    message(BROWSER, SITE, w("① 请登录", "① log in, please")),
    message(
        SITE,
        BROWSER,
        w(
            "② 去认证中心：state、校验值",
            "② to the authority: state, challenge",
        ),
    ),
    message(
        BROWSER,
        CENTRE,
        w("③ 带着认证中心自己的 Cookie", "③ with the authority's own cookie"),
    ),
    message(
        CENTRE,
        BROWSER,
        w("④ 带着一次性的码回去", "④ back, with a one-time code"),
    ),
    message(BROWSER, SITE, w("⑤ 码和 state", "⑤ code and state")),
    Message {
        from: SITE,
        to: CENTRE,
        says: w(
            "⑥ 后台：码、密钥、校验值的原文",
            "⑥ back channel: code, secret, verifier",
        ),
        hidden: true,
    },
    Message {
        from: CENTRE,
        to: SITE,
        says: w("⑦ 是张三", "⑦ it is Zhang San"),
        hidden: true,
    },
    message(
        SITE,
        BROWSER,
        w("⑧ 站点自己的会话 Cookie", "⑧ the site's own session cookie"),
    ),
];

/// What passes between browser, site and authority.
#[component]
pub fn HandOver() -> impl IntoView {
    let bottom = HEAD + ROW * MESSAGES.len();
    let heads = [
        (SITE, t("站点", "the site")),
        (BROWSER, t("浏览器", "the browser")),
        (CENTRE, t("认证中心", "the authority")),
    ]
    .map(|(x, name)| {
        view! {
            <path class="diagram__lane" d=format!("M{x} {}V{bottom}", HEAD - 16) />
            <text class="diagram__name" x=x.to_string() y="28" text-anchor="middle">{name}</text>
        }
    });
    let rows = MESSAGES.iter().enumerate().map(|(index, message)| {
        let y = HEAD + ROW * index + 30;
        let (from, to) = (message.from, message.to);
        let (end, back) = if to > from { (to - 8, to - 9) } else { (to + 8, to + 9) };
        let class = if message.hidden { "handover__way--hidden" } else { "handover__way" };
        // Beside the lane of the browser, where it is crossed.
        let middle = if message.hidden { usize::midpoint(SITE, BROWSER) } else { usize::midpoint(from, to) };
        view! {
            <g class=class>
                <text class="diagram__label" x=middle.to_string() y=(y - 8).to_string() text-anchor="middle">{say(message.says)}</text>
                <path class="diagram__line" d=format!("M{from} {y}H{end}") />
                <path class="diagram__tip" d=format!("M{back} {}L{to} {y}L{back} {}Z", y - 5, y + 5) />
            </g>
        }
    });
    let height = bottom + 12;
    let words = MESSAGES.map(|message| say(message.says)).join(t("；", "; "));
    view! {
        <svg class="diagram" viewBox=format!("0 0 {WIDTH} {height}") width=WIDTH.to_string() height=height.to_string() role="img"
            aria-label=words>
            {heads.into_iter().collect_view()}
            {rows.collect_view()}
        </svg>
    }
}
