//! The panels that change while somebody watches, as HTML.

use app_ui::html::Html;

use super::{cookies, copies, diagram, faults, feed, shown::Shown, verdict};

/// The panels that change while somebody watches.
#[derive(Clone, Debug)]
pub struct Panels {
    pub verdict: Panel,
    pub copies: Panel,
    pub cookies: Panel,
    pub diagram: Panel,
    pub feed: Panel,
    pub faults: Panel,
}

/// A panel as HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panel(Html);

impl Panel {
    /// The HTML, to stand in a page.
    pub fn html(&self) -> Html {
        self.0.clone()
    }
}

impl Panels {
    /// All panels, for the page that is being made.
    pub fn of(shown: &Shown) -> Self {
        Self {
            verdict: Panel(Html::of(verdict::verdict(shown))),
            copies: Panel(Html::of(copies::copies(shown))),
            cookies: Panel(Html::of(cookies::cookies(shown))),
            diagram: Panel(Html::of(diagram::diagram(shown))),
            feed: Panel(Html::of(feed::feed(shown))),
            faults: Panel(Html::of(faults::faults(shown))),
        }
    }

    /// Those that differ from what was sent before, with their names.
    pub fn differing(&self, before: Option<&Self>) -> Vec<(&'static str, String)> {
        let pick = |all: &Self| {
            [
                ("verdict", all.verdict.clone()),
                ("copies", all.copies.clone()),
                ("cookies", all.cookies.clone()),
                ("diagram", all.diagram.clone()),
                ("feed", all.feed.clone()),
                ("faults", all.faults.clone()),
            ]
        };
        let before = before.map(pick);
        pick(self)
            .into_iter()
            .enumerate()
            .filter(|(index, (_, panel))| before.as_ref().is_none_or(|before| &before[*index].1 != panel))
            .map(|(_, (name, panel))| (name, panel.0.as_str().to_owned()))
            .collect()
    }
}
