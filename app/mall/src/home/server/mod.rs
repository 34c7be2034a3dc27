//! Use cases of the front page.

mod sql;

use super::{
    model::{Floor, Front, MenuEntry},
    page,
};
use crate::{
    category::server::tree::{self, Category, Tree},
    server::{Mall, catalogue::Known, page::Page, read::within_timeout},
};
use app_kernel::{Failure, Locale, path};
use app_ui::{visit_of_request, words::words_in};
use sql::Place;

/// Products of the day: a fixed number, one of each top category before a second one of any.
const PICKS: i64 = 10;
/// Floors of the front page.
const FLOORS: usize = 5;
/// Products on each floor.
const FLOOR_PRODUCTS: i64 = 5;

/// The front page, or during an outage the one last read in the visitor's language.
pub(crate) async fn front() -> Result<Known<Page<Front>>, Failure> {
    let (mall, locale) = (Mall::of_request()?, visit_of_request()?.locale);
    let read = || async { read(&mall, locale).await.map(Some) };
    let front = mall.fronts.fetch(locale, read).await?;
    front.ok_or(Failure::Unavailable)
}

async fn read(mall: &Mall, locale: Locale) -> Result<Page<Front>, Failure> {
    let tree = tree::tree(mall).await?;
    let tops: Vec<&Category> = tree.tops().collect();
    let floors = &tops[..tops.len().min(FLOORS)];
    let of_tops: Vec<i64> = tops.iter().map(|top| top.id).collect();
    let of_floors = &of_tops[..floors.len()];
    let cards = sql::cards(&mall.pool, locale, &of_tops, PICKS, of_floors, FLOOR_PRODUCTS);
    let mut cards = within_timeout(cards).await?;
    let front = Front {
        menu: tops.iter().map(|top| menu_entry(&tree, top, locale)).collect(),
        picks: cards.remove(&Place::Picks).unwrap_or_default(),
        floors: floors
            .iter()
            .map(|top| Floor {
                category: top.link(locale),
                cards: cards.remove(&Place::Floor(top.id)).unwrap_or_default(),
            })
            .collect(),
    };
    let words = |key| words_in(locale, key, &[]);
    let page = Page::new(locale, words("site-name"), front, page::front);
    Ok(page.described(locale, &mall.links, &words("site-description"), path::HOME))
}

fn menu_entry(tree: &Tree, top: &Category, locale: Locale) -> MenuEntry {
    MenuEntry {
        category: top.link(locale),
        children: tree.children(top).map(|child| child.link(locale)).collect(),
    }
}
