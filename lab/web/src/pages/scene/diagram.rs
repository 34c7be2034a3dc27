//! The requests as a spacetime diagram: time runs down, and each party has a lane.

use diagnosis::evidence::{Found, Shown as Nickname};
use lab_model::{Seen, SetCookieSeen};
use leptos::prelude::*;

use super::super::{
    marks::Sign,
    words::{say, t},
};
use super::{
    feed::host,
    look_up::{found, place},
    shown::Shown,
};

/// The most requests in the picture.
const ROWS: usize = 10;
/// The room beside the last lane: for what a look-up there came to, in the longest word of both languages.
const BESIDE: usize = 150;
/// Where lanes are, in the picture's own units.
const BROWSER: usize = 108;
const GATEWAY: usize = 400;
const FIRST_COPY: usize = 520;
/// The width that the lanes of copies and store share, and the most that one takes.
const COPIES_WIDTH: usize = 600;
const LANE_WIDTH: usize = 220;
/// Where rows are.
const HEAD: usize = 66;
const ROW: usize = 78;
/// The least room below the last row.
const FOOT: usize = 24;
/// Where details are: below their row, beside the browser's lane; those of the last rows over their own row, where the picture ends.
const DETAILS_BELOW: usize = ROW - 8;
const DETAILS_WIDTH: usize = 560;
/// The height of a line of details, of what is around them, and the most characters of a line.
const DETAILS_LINE: usize = 20;
const DETAILS_AROUND: usize = 44;
const DETAILS_LABEL: usize = 70;
/// The most characters of a label.
const LABEL: usize = 38;

/// A party, with its lane.
struct Lane {
    x: usize,
    name: String,
    mark: Option<lab_model::CopyMark>,
}

/// The lanes of a scene.
struct Lanes {
    browser: Lane,
    gateway: Lane,
    copies: Vec<Lane>,
    /// Where all copies look sessions up, if it is one place.
    store: Option<Lane>,
}

impl Lanes {
    fn of(shown: &Shown) -> Self {
        let copies = &shown.scene.copies;
        let is_shared = shown.scene.store.starts_with("postgres");
        let count = copies.len() + usize::from(is_shared);
        let between = (COPIES_WIDTH / count.max(1)).min(LANE_WIDTH);
        let x = |index: usize| FIRST_COPY + between * index;
        let store = is_shared.then(|| Lane {
            x: x(copies.len()),
            name: place("postgres"),
            mark: None,
        });
        let lane = |x, name: &str| Lane {
            x,
            name: name.to_owned(),
            mark: None,
        };
        Self {
            browser: lane(BROWSER, t("浏览器", "browser")),
            gateway: lane(GATEWAY, t("网关", "gateway")),
            copies: copies
                .iter()
                .enumerate()
                .map(|(index, copy)| Lane {
                    x: x(index),
                    name: copy.name.clone(),
                    mark: Some(copy.mark),
                })
                .collect(),
            store,
        }
    }

    fn all(&self) -> impl Iterator<Item = &Lane> {
        [&self.browser, &self.gateway]
            .into_iter()
            .chain(&self.copies)
            .chain(&self.store)
    }

    fn width(&self) -> usize {
        self.all().map(|lane| lane.x).max().unwrap_or_default() + BESIDE
    }

    fn of_copy(&self, name: Option<&str>) -> Option<&Lane> {
        self.copies.iter().find(|lane| Some(lane.name.as_str()) == name)
    }
}

/// The picture of the last requests.
pub fn diagram(shown: &Shown) -> AnyView {
    if shown.seen.is_empty() {
        let words = t(
            "登录一次，请求就会出现在这里。",
            "Log in once, and the requests appear here.",
        );
        return view! { <p class="empty">{words}</p> }.into_any();
    }
    let lanes = Lanes::of(shown);
    let seen = &shown.seen[shown.seen.len().saturating_sub(ROWS)..];
    let (width, bottom) = (lanes.width(), HEAD + ROW * seen.len());
    let ends = seen
        .iter()
        .enumerate()
        .map(|(index, seen)| HEAD + ROW * index + Details::of(seen).height());
    let height = ends.fold(bottom + FOOT, usize::max);
    let heads = lanes.all().map(|lane| head(lane, bottom)).collect_view();
    // The last row first: the details of each cover what is below them.
    let rows = seen
        .iter()
        .enumerate()
        .rev()
        .map(|(index, seen)| message(seen, HEAD + ROW * index, height, &lanes))
        .collect_view();
    view! {
        <svg class="diagram" viewBox=format!("0 0 {width} {height}") width=width.to_string() height=height.to_string() role="group"
            aria-label=t("时空图；下面的表格说的是同一件事", "Spacetime diagram; the table below says the same")>
            {heads}
            {rows}
        </svg>
    }
    .into_any()
}

fn head(lane: &Lane, bottom: usize) -> impl IntoView + use<> {
    let x = lane.x;
    let sign = lane.mark.map(|mark| {
        view! { <g transform=format!("translate({} 6)", x - 12)><Sign mark /></g> }
    });
    let y = if lane.mark.is_some() { 48 } else { 34 };
    view! {
        <path class="diagram__lane" d=format!("M{x} {}V{bottom}", HEAD - 8) />
        {sign}
        <text class="diagram__name" x=x.to_string() y=y.to_string() text-anchor="middle">{lane.name.clone()}</text>
    }
}

/// A request and its answer: a link to the row of the table, with the details on hover and focus.
fn message(seen: &Seen, y: usize, bottom: usize, lanes: &Lanes) -> impl IntoView + use<> {
    let far = lanes.of_copy(seen.copy.as_deref()).map_or(GATEWAY, |lane| lane.x);
    let (there, back) = (y + 24, y + 58);
    let session = seen.cookies.iter().find(|cookie| cookie.session);
    let class = match (&seen.shown, session) {
        (Nickname::Member(_), _) => "message message--member",
        (Nickname::Guest, Some(_)) => "message message--lost",
        _ => "message",
    };
    let asks = format!("{} {}", seen.method, seen.path);
    let carried = session.map_or_else(
        || t("无 Cookie", "no cookie").to_owned(),
        |cookie| format!("#{}", cookie.mark.0),
    );
    let carried_class = if session.is_some() {
        "diagram__cookie"
    } else {
        "diagram__cookie diagram__cookie--none"
    };
    let set = seen.set_cookies.iter().find(|line| line.session);
    let answer = format!("{} {}", seen.status, set.map(set_words).unwrap_or_default());
    let who = match &seen.shown {
        Nickname::Member(name) => Some((format!("✓ {name}"), "diagram__who diagram__who--member")),
        Nickname::Guest => Some((format!("✕ {}", t("游客", "guest")), "diagram__who")),
        Nickname::Unclear => None,
    };
    let who = who.map(|(words, class)| {
        view! { <text class=class x=(BROWSER - 12).to_string() y=(back + 4).to_string() text-anchor="end">{cut(&words, 9)}</text> }
    });
    let number = seen.number;
    view! {
        <a class=class href=format!("#seen-{number}")>
            <rect class="diagram__row" x="4" y=(y + 2).to_string() width=(lanes.width() - 8).to_string() height=(ROW - 4).to_string() rx="10" />
            <text class="diagram__number" x="16" y=(there + 4).to_string()>{number}</text>
            <text class="diagram__label" x=(BROWSER + 12).to_string() y=(there - 7).to_string()>{cut(&asks, LABEL - 10)}</text>
            <text class=carried_class x=(GATEWAY - 12).to_string() y=(there - 7).to_string() text-anchor="end">{carried}</text>
            <path class="diagram__line" d=format!("M{BROWSER} {there}H{}", far - 7) />
            <path class="diagram__tip" d=format!("M{} {}l7 5-7 5Z", far - 8, there - 5) />
            <circle class="diagram__dot" cx=GATEWAY.to_string() cy=there.to_string() r="3.5" />
            {looked_up(seen, far, y, lanes)}
            <text class="diagram__label diagram__label--answer" x=(BROWSER + 12).to_string() y=(back - 7).to_string()>{cut(&answer, LABEL)}</text>
            <path class="diagram__line diagram__line--back" d=format!("M{far} {back}H{}", BROWSER + 8) />
            <path class="diagram__tip" d=format!("M{} {}l-7 5 7 5Z", BROWSER + 8, back - 5) />
            {who}
            {details(seen, y, bottom)}
        </a>
    }
}

/// What the copy looked up: beside its lane where it asked itself, on the lane of the store where all ask one.
fn looked_up(seen: &Seen, far: usize, y: usize, lanes: &Lanes) -> Option<AnyView> {
    let look_up = seen.look_up.as_ref()?;
    let (words, class) = found(look_up.found);
    let middle = y + 41;
    if look_up.found == Found::NoCookie {
        return None;
    }
    let way = match &lanes.store {
        Some(store) if !look_up.memory && far != GATEWAY => {
            format!("M{far} {middle}H{}", store.x - 6)
        }
        _ => format!("M{far} {}c26 0 26 17 0 17", middle - 9),
    };
    let (x, anchor) = match &lanes.store {
        Some(store) if !look_up.memory => (store.x + 8, "start"),
        _ => (far + 26, "start"),
    };
    let label = say(words);
    Some(
        view! {
            <path class=format!("diagram__look-up diagram__look-up--{class}") d=way />
            <text class=format!("diagram__found diagram__found--{class}") x=x.to_string() y=(middle + 4).to_string() text-anchor=anchor>{label}</text>
        }
        .into_any(),
    )
}

/// What is said of a request on hover and focus: lines, each with what it begins with.
struct Details(Vec<(String, String)>);

impl Details {
    fn of(seen: &Seen) -> Self {
        let pairs: Vec<_> = seen
            .cookies
            .iter()
            .map(|cookie| format!("{}=#{}", cookie.name, cookie.mark.0))
            .collect();
        let cookies = if pairs.is_empty() {
            t("（没有）", "(none)").to_owned()
        } else {
            pairs.join("; ")
        };
        let copy = seen.copy.as_deref().unwrap_or_else(|| t("网关", "gateway"));
        let mut lines = vec![
            (
                format!("{} ", seen.method),
                format!("{}{}", host(&seen.host), seen.path),
            ),
            ("Cookie: ".to_owned(), cookies),
            (format!("{} ", seen.status), format!("{copy} · {} ms", seen.took)),
        ];
        lines.extend(seen.set_cookies.iter().map(|line| {
            let value = line
                .mark
                .as_ref()
                .map_or_else(String::new, |mark| format!("#{}", mark.0));
            (
                "Set-Cookie: ".to_owned(),
                format!("{}={value}; {}", line.name, line.attributes),
            )
        }));
        Self(lines)
    }

    /// The height that the lines need, with those that are broken.
    fn height(&self) -> usize {
        let broken = |(begin, rest): &(String, String)| {
            let length = begin.chars().count() + rest.chars().count();
            length.div_ceil(DETAILS_LABEL)
        };
        DETAILS_AROUND + DETAILS_LINE * self.0.iter().map(broken).sum::<usize>()
    }
}

fn details(seen: &Seen, row: usize, bottom: usize) -> impl IntoView + use<> {
    let details = Details::of(seen);
    let height = details.height();
    let y = (row + DETAILS_BELOW).min(bottom.saturating_sub(height));
    let lines = details
        .0
        .into_iter()
        .map(|(begin, rest)| view! { <span><b>{begin}</b>{rest}</span> })
        .collect_view();
    view! {
        <foreignObject class="diagram__details" x=(BROWSER + 4).to_string() y=y.to_string()
            width=DETAILS_WIDTH.to_string() height=height.to_string() aria-hidden="true">
            <div class="details-card">{lines}</div>
        </foreignObject>
    }
}

fn set_words(line: &SetCookieSeen) -> String {
    match &line.mark {
        Some(mark) => {
            let domain = line
                .attributes
                .split(';')
                .map(str::trim)
                .find(|part| part.starts_with("Domain="));
            let scope = domain.map_or_else(|| t("仅本主机", "host only").to_owned(), str::to_owned);
            format!("Set-Cookie #{} {scope}", mark.0)
        }
        None => t("收回 Cookie", "takes the cookie back").to_owned(),
    }
}

/// The beginning of a text, no longer than this many characters.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most - 1).collect();
    format!("{kept}…")
}
