//! What a list can be narrowed down by, as the database counts it.

use super::sql::PRICE_BOUNDS;
use crate::{
    category::server::tree::{Category, Tree},
    listing::model::{Facet, FacetValue, Facets, PriceCount, PriceRange},
    server::bilingual::in_language,
};
use app_kernel::{Locale, Money};
use serde::Deserialize;
use std::{cmp::Reverse, collections::HashMap};

/// What a list can be narrowed down by, in both languages.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(super) brands: Vec<BrandRow>,
    /// By category of the lowest level.
    pub(super) categories: Vec<(i64, i64)>,
    /// By range: the number of [`PRICE_BOUNDS`] at or below.
    pub(super) prices: Vec<(i32, i64)>,
    pub(super) in_stock: i64,
    pub(super) others: Vec<ValueRow>,
}

#[derive(Debug, Deserialize)]
pub(super) struct BrandRow {
    slug: String,
    name_zh: String,
    name_en: String,
    count: i64,
}

#[derive(Debug, Deserialize)]
pub(super) struct ValueRow {
    facet: String,
    slug: String,
    facet_zh: String,
    facet_en: String,
    value_zh: String,
    value_en: String,
    position: i32,
    count: i64,
}

impl Counts {
    /// The counts in the language of `locale`. Categories are those right below `within`, or the top ones.
    pub(super) fn facets(&self, tree: &Tree, locale: Locale, within: Option<&Category>) -> Facets {
        Facets {
            categories: self.categories(tree, locale, within),
            trail: within
                .map(|category| tree.trail(category, locale))
                .unwrap_or_default()
                .into_iter()
                .map(|link| FacetValue {
                    slug: link.slug,
                    name: link.name,
                    count: 0,
                })
                .collect(),
            brands: self
                .brands
                .iter()
                .map(|row| FacetValue {
                    slug: row.slug.clone(),
                    name: in_language(locale, &row.name_zh, &row.name_en).to_owned(),
                    count: row.count,
                })
                .collect(),
            prices: self
                .prices
                .iter()
                .map(|(range, count)| PriceCount {
                    range: price_range(*range),
                    count: *count,
                })
                .collect(),
            in_stock: self.in_stock,
            others: self.others(locale),
        }
    }

    fn categories(&self, tree: &Tree, locale: Locale, within: Option<&Category>) -> Vec<FacetValue> {
        let of_leaf: HashMap<i64, i64> = self.categories.iter().copied().collect();
        let candidates: Vec<&Category> = match within {
            Some(category) => tree.children(category).collect(),
            None => tree.tops().collect(),
        };
        let mut counts: Vec<FacetValue> = candidates
            .into_iter()
            .map(|category| {
                let link = category.link(locale);
                let leaves = tree.leaves(category);
                let count = leaves.iter().filter_map(|leaf| of_leaf.get(leaf)).sum();
                FacetValue {
                    slug: link.slug,
                    name: link.name,
                    count,
                }
            })
            .filter(|count| count.count > 0)
            .collect();
        counts.sort_by_key(|count| Reverse(count.count));
        counts
    }

    fn others(&self, locale: Locale) -> Vec<Facet> {
        struct Group<'a> {
            /// How many products have any of its values, at least.
            most: i64,
            position: i32,
            rows: Vec<&'a ValueRow>,
        }
        let mut groups: HashMap<&str, Group<'_>> = HashMap::new();
        for row in &self.others {
            let group = groups.entry(&row.facet).or_insert_with(|| Group {
                most: 0,
                position: row.position,
                rows: Vec::new(),
            });
            group.most += row.count;
            group.rows.push(row);
        }
        let mut groups: Vec<_> = groups.into_iter().collect();
        groups.sort_by_key(|(facet, group)| (Reverse(group.most), group.position, *facet));
        let facet = |(slug, group): (&str, Group<'_>)| Facet {
            slug: slug.to_owned(),
            name: in_language(locale, &group.rows[0].facet_zh, &group.rows[0].facet_en).to_owned(),
            values: group
                .rows
                .into_iter()
                .map(|row| FacetValue {
                    slug: row.slug.clone(),
                    name: in_language(locale, &row.value_zh, &row.value_en).to_owned(),
                    count: row.count,
                })
                .collect(),
        };
        groups.into_iter().map(facet).collect()
    }
}

fn price_range(range: i32) -> PriceRange {
    let range = usize::try_from(range).unwrap_or_default();
    let bound = |index: usize| PRICE_BOUNDS.get(index).copied();
    PriceRange {
        min: range.checked_sub(1).and_then(bound).map(Money::from_fen),
        // Up to the last fen before the next range.
        max: bound(range).map(|fen| Money::from_fen(fen - 1)),
        unreadable: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_of_prices_meet_and_leave_nothing_out() {
        let count = i32::try_from(PRICE_BOUNDS.len()).expect("few");
        let ranges: Vec<_> = (0..=count).map(price_range).collect();
        assert_eq!(
            (ranges[0].min, ranges[0].max),
            (None, Some(Money::from_fen(4_999)))
        );
        assert_eq!(ranges.last().expect("one").max, None);
        for pair in ranges.windows(2) {
            let end = pair[0].max.expect("an end").fen();
            assert_eq!(pair[1].min, Some(Money::from_fen(end + 1)));
        }
    }
}
