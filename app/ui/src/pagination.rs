//! Links to the other pages of a long list.

use crate::words::{t, t_with};
use leptos::prelude::*;

/// Products on one page of a list.
pub const PAGE_SIZE: i64 = 24;

/// How many pages a list of `total` things has, `size` on each; an empty list has one.
pub const fn page_count(total: i64, size: i64) -> i64 {
    if total <= size {
        1
    } else {
        (total + size - 1) / size
    }
}

/// How many things come before `page`, which is counted from 1, with `size` on each; `None` for a number that is no page.
pub fn offset(page: i64, size: i64) -> Option<i64> {
    (page >= 1).then(|| (page - 1).checked_mul(size)).flatten()
}

/// Links to the previous and the next page with the position between them; nothing when there is only one page.
#[component]
pub fn Pagination(
    /// The page shown, counted from 1.
    page: i64,
    /// How many things the whole list has.
    total: i64,
    /// How many of them are on one page.
    #[prop(default = PAGE_SIZE)]
    size: i64,
    /// The address of a page by its number.
    address: Box<dyn Fn(i64) -> String + Send>,
) -> impl IntoView {
    let pages = page_count(total, size);
    (pages > 1).then(|| {
        let position = t_with("pagination-position", &[("page", &page.to_string()), ("pages", &pages.to_string())]);
        view! {
            <nav class="pagination" aria-label=t("pagination-label")>
                {(page > 1).then(|| view! { <a class="button" rel="prev" href=address(page - 1)>{t("pagination-previous")}</a> })}
                <span>{position}</span>
                {(page < pages).then(|| view! { <a class="button" rel="next" href=address(page + 1)>{t("pagination-next")}</a> })}
            </nav>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{offset, page_count};

    #[test]
    fn the_last_page_may_be_short() {
        let pages = [0, 1, 24, 25, 48, 49].map(|total| page_count(total, 24));
        assert_eq!(pages, [1, 1, 1, 2, 2, 3]);
    }

    #[test]
    fn pages_count_from_one() {
        assert_eq!(offset(1, 24), Some(0));
        assert_eq!(offset(3, 24), Some(48));
        assert_eq!(offset(0, 24), None);
        assert_eq!(offset(i64::MAX, 24), None);
    }
}
