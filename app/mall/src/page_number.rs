//! The number of a page in the address of a list.

use leptos::prelude::ReadUntracked;
use leptos_router::hooks::use_query_map;

/// The page asked for with `?page=`, counted from 1; 1 if there is none or it is not a number.
pub(crate) fn page_number() -> i64 {
    use_query_map()
        .read_untracked()
        .get("page")
        .and_then(|page| page.parse().ok())
        .unwrap_or(1)
}
