//! Bars in groups, as an SVG that needs nothing but itself and is readable on light and dark.

use std::fmt::Write;

use crate::table::thousands;

const WIDTH: u32 = 790;
const LABELS: u32 = 250;
/// Right of the longest bar, for its number.
const NUMBERS: u32 = 90;
const ROW: u32 = 30;
const BAR: u32 = 20;
const TOP: u32 = 48;
/// Above the bars of a group.
const HEADING: u32 = 34;
/// Colours that differ in lightness, too, for whoever cannot tell them apart; the labels say it anyway.
const STYLE: &str = "text{font:14px system-ui,sans-serif;fill:#1f2328}.title,.group{font-weight:600}.title{font-size:16px}\
    .ours{fill:#1f5fa8}.other{fill:#8b96a3}\
    @media(prefers-color-scheme:dark){text{fill:#e6edf3}.ours{fill:#79b8ff}.other{fill:#7a8490}}";

/// Bars that are compared.
pub struct Group<'a> {
    pub title: &'a str,
    pub bars: Vec<Bar<'a>>,
}

/// One bar.
pub struct Bar<'a> {
    pub label: &'a str,
    pub value: f64,
    /// What this is about; the others are for comparison.
    pub ours: bool,
}

/// Draws them below each other. The description says in words what the bars show.
pub fn draw(title: &str, groups: &[Group<'_>]) -> String {
    let all = || groups.iter().flat_map(|group| &group.bars);
    let longest = all().map(|bar| bar.value).fold(1.0, f64::max);
    let rows: usize = all().count();
    let count = |number: usize| u32::try_from(number).unwrap_or_default();
    let height = TOP + HEADING * count(groups.len()) + ROW * count(rows);
    let title = escaped(title);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" \
         aria-labelledby=\"title description\">\n\
         <title id=\"title\">{title}</title>\n<desc id=\"description\">{}</desc>\n<style>{STYLE}</style>\n\
         <text class=\"title\" x=\"0\" y=\"24\">{title}</text>\n",
        escaped(&in_words(groups))
    );
    let mut y = TOP;
    for group in groups {
        // Writing to a string cannot fail.
        let _ = writeln!(
            svg,
            "<text class=\"group\" x=\"0\" y=\"{}\">{}</text>",
            y + BAR,
            escaped(group.title)
        );
        y += HEADING;
        for bar in &group.bars {
            svg += &line(bar, y, longest);
            y += ROW;
        }
    }
    svg + "</svg>\n"
}

fn line(bar: &Bar<'_>, y: u32, longest: f64) -> String {
    let room = f64::from(WIDTH - LABELS - NUMBERS);
    let length = room * bar.value / longest;
    let (below, end) = (y + BAR - 5, f64::from(LABELS) + length + 8.0);
    let class = if bar.ours { "ours" } else { "other" };
    let (label, number) = (escaped(bar.label), thousands(bar.value));
    format!(
        "<text x=\"{}\" y=\"{below}\" text-anchor=\"end\">{label}</text>\
         <rect class=\"{class}\" x=\"{LABELS}\" y=\"{y}\" width=\"{length:.1}\" height=\"{BAR}\" rx=\"3\"/>\
         <text x=\"{end:.1}\" y=\"{below}\">{number}</text>\n",
        LABELS - 12
    )
}

fn in_words(groups: &[Group<'_>]) -> String {
    let group = |group: &Group<'_>| {
        let bars = group
            .bars
            .iter()
            .map(|bar| format!("{} {}", bar.label, thousands(bar.value)));
        format!("{}: {}.", group.title, bars.collect::<Vec<_>>().join(", "))
    };
    groups.iter().map(group).collect::<Vec<_>>().join(" ")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn drawing() -> String {
        let bar = |label, value, ours| Bar { label, value, ours };
        let groups = [
            Group {
                title: "pages & \"more\"",
                bars: vec![bar("a < b", 2_000.0, true), bar("half", 1_000.0, false)],
            },
            Group {
                title: "</svg>",
                bars: vec![bar("none", 0.0, false)],
            },
        ];
        draw("a title", &groups)
    }

    /// Enough of XML for what is drawn here.
    fn tags_match(svg: &str) -> bool {
        let mut open = Vec::new();
        for tag in svg.split('<').skip(1) {
            let (tag, text) = tag.split_once('>').unwrap();
            assert!(
                !text.contains('>') && tag.matches('"').count() % 2 == 0,
                "{tag}>{text}"
            );
            let name = tag.split([' ', '/']).find(|word| !word.is_empty()).unwrap();
            if tag.starts_with('/') {
                if open.pop() != Some(name) {
                    return false;
                }
            } else if !tag.ends_with('/') {
                open.push(name);
            }
        }
        open.is_empty()
    }

    #[test]
    fn it_is_well_formed_whatever_the_labels_say() {
        let svg = drawing();
        assert!(tags_match(&svg), "{svg}");
        assert!(!tags_match(&svg.replace("</desc>", "")));
        assert!(svg.contains("a &lt; b") && svg.contains("pages &amp; &quot;more&quot;"));
        assert_eq!(
            svg.matches('&').count(),
            svg.matches(';').count() - STYLE.matches(';').count()
        );
    }

    #[test]
    fn the_longest_bar_fills_the_room_and_all_stay_inside() {
        let svg = drawing();
        let room = f64::from(WIDTH - LABELS - NUMBERS);
        for width in [room, room / 2.0, 0.0] {
            assert!(svg.contains(&format!("width=\"{width:.1}\"")), "{width}");
        }
        let height: u32 = svg
            .split(&format!("viewBox=\"0 0 {WIDTH} "))
            .nth(1)
            .and_then(|rest| rest.split('"').next()?.parse().ok())
            .unwrap();
        let bars = svg.split("<rect ").skip(1);
        let lowest = bars.map(|bar| {
            let y = bar.split(" y=\"").nth(1).and_then(|rest| rest.split('"').next());
            y.unwrap().parse::<u32>().unwrap()
        });
        assert!(lowest.max().unwrap() + BAR <= height);
    }

    #[test]
    fn it_can_be_heard() {
        let svg = drawing();
        assert!(svg.contains("aria-labelledby=\"title description\""));
        assert!(
            svg.contains(
                "<desc id=\"description\">pages &amp; &quot;more&quot;: a &lt; b 2,000, half 1,000."
            )
        );
    }
}
