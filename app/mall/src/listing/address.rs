//! Filters in the address of a list: `?brand=beichen&attribute=colour:obsidian&min=1000&stock=1&sort=price`.

use super::{
    model::{Filters, PriceRange, Sort, Value},
    price_field,
};
use app_kernel::{path, text};
use app_ui::{respond, visit};

const CATEGORY: &str = "category";
const BRAND: &str = "brand";
const ATTRIBUTE: &str = "attribute";
const MIN: &str = "min";
const MAX: &str = "max";
const STOCK: &str = "stock";
const SORT: &str = "sort";
const NAMES: [&str; 7] = [CATEGORY, BRAND, ATTRIBUTE, MIN, MAX, STOCK, SORT];

/// The most values of one kind that are looked at. Who ticks more by hand is hardly narrowing anything down.
const MAX_VALUES: usize = 32;
/// The longest slug, in bytes.
const MAX_SLUG: usize = 64;
/// The longest price that is shown again, in characters.
const MAX_PRICE: usize = 32;

impl Sort {
    /// Every order, as they are offered.
    pub(crate) const ALL: [Self; 5] = [
        Self::Best,
        Self::Sales,
        Self::Newest,
        Self::Price,
        Self::PriceDesc,
    ];

    /// How it is written in an address; the default is not written.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Best => "",
            Self::Price => "price",
            Self::PriceDesc => "price-desc",
            Self::Newest => "newest",
            Self::Sales => "sales",
        }
    }
}

impl PriceRange {
    /// What the fields for the least and the greatest price show.
    pub(crate) fn typed(&self) -> (String, String) {
        let shown = |amount: Option<_>| amount.map(price_field::shown).unwrap_or_default();
        self.unreadable
            .clone()
            .unwrap_or_else(|| (shown(self.min), shown(self.max)))
    }
}

impl Filters {
    /// The filters in these names and values; others are left alone, and so is what no filter can be.
    pub(crate) fn read<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let mut filters = Self::default();
        let (mut min, mut max) = ("", "");
        for (name, value) in pairs {
            match name {
                CATEGORY if is_slug(value) => filters.category = Some(value.to_owned()),
                BRAND if is_slug(value) => filters.brands.push(value.to_owned()),
                ATTRIBUTE => filters.values.extend(attribute(value)),
                MIN => min = value,
                MAX => max = value,
                STOCK => filters.in_stock = value == "1",
                SORT => filters.sort = sort(value),
                _ => {}
            }
        }
        filters.price = price(min, max);
        filters.brands.sort_unstable();
        filters.brands.dedup();
        filters.brands.truncate(MAX_VALUES);
        filters.values.sort_unstable();
        filters.values.dedup();
        filters.values.truncate(MAX_VALUES);
        filters
    }

    /// The filters, as far as they can be in an address.
    pub(crate) fn checked(&self) -> Self {
        let pairs = self.pairs();
        Self::read(pairs.iter().map(|(name, value)| (*name, value.as_str())))
    }

    /// The filters as names and values, in the one order in which an address has them.
    pub(crate) fn pairs(&self) -> Vec<(&'static str, String)> {
        let (min, max) = self.price.typed();
        let values = self
            .values
            .iter()
            .map(|value| (ATTRIBUTE, format!("{}:{}", value.facet, value.slug)));
        let mut pairs = Vec::new();
        pairs.extend(self.category.iter().map(|slug| (CATEGORY, slug.clone())));
        pairs.extend(self.brands.iter().map(|slug| (BRAND, slug.clone())));
        pairs.extend(values);
        pairs.extend([(MIN, min), (MAX, max)]);
        pairs.extend(self.in_stock.then(|| (STOCK, "1".to_owned())));
        pairs.push((SORT, self.sort.name().to_owned()));
        pairs.retain(|(_, value)| !value.is_empty());
        pairs
    }

    /// The address of a list with these filters. `list` is its address without any: a path, with a query `q` for a search.
    pub(crate) fn address(&self, list: &str, page: i64) -> String {
        let pairs = self.pairs();
        let pairs: Vec<_> = pairs
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let query = path::query(&pairs);
        let joint = match (query.is_empty(), list.contains('?')) {
            (true, _) => "",
            (false, true) => "&",
            (false, false) => "?",
        };
        path::at_page(&format!("{list}{joint}{query}"), page)
    }
}

/// The filters of the page that is being shown. A list has one address: `None` if they are written in another way, and the
/// visitor is sent to `list`, which is the address without any, with the filters in the right way.
pub(crate) fn filters_of_page(list: &str) -> Option<Filters> {
    let visit = visit();
    let Some((_, query)) = visit.target.split_once('?') else {
        return Some(Filters::default());
    };
    let pairs: Vec<_> = url::form_urlencoded::parse(query.as_bytes()).collect();
    let pairs = || pairs.iter().map(|(name, value)| (name.as_ref(), value.as_ref()));
    let filters = Filters::read(pairs());
    // A form sends its empty fields as well.
    let written = pairs().filter(|(name, value)| NAMES.contains(name) && !value.is_empty());
    let right = filters.pairs();
    if written.eq(right.iter().map(|(name, value)| (*name, value.as_str()))) {
        return Some(filters);
    }
    respond::moved(&visit.site.origin.at(&filters.address(list, 1)));
    None
}

fn is_slug(text: &str) -> bool {
    (1..=MAX_SLUG).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

fn attribute(value: &str) -> Option<Value> {
    let (facet, slug) = value.split_once(':')?;
    (is_slug(facet) && is_slug(slug)).then(|| Value {
        facet: facet.to_owned(),
        slug: slug.to_owned(),
    })
}

fn sort(value: &str) -> Sort {
    let named = Sort::ALL.into_iter().find(|sort| sort.name() == value);
    named.unwrap_or_default()
}

fn price(min: &str, max: &str) -> PriceRange {
    match (price_field::read(min), price_field::read(max)) {
        // Whoever says it the other way round means the same.
        (Ok(Some(min)), Ok(Some(max))) if min > max => PriceRange {
            min: Some(max),
            max: Some(min),
            unreadable: None,
        },
        (Ok(min), Ok(max)) => PriceRange {
            min,
            max,
            unreadable: None,
        },
        _ => {
            let shown = |typed| text::comparable(typed).chars().take(MAX_PRICE).collect();
            PriceRange {
                unreadable: Some((shown(min), shown(max))),
                ..PriceRange::default()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use app_kernel::Money;

    fn read(query: &str) -> Filters {
        let pairs: Vec<_> = url::form_urlencoded::parse(query.as_bytes()).collect();
        Filters::read(pairs.iter().map(|(name, value)| (name.as_ref(), value.as_ref())))
    }

    fn again(query: &str) -> String {
        read(query).address("/c/audio", 1)
    }

    #[test]
    fn a_list_has_one_address() {
        for (query, address) in [
            ("", "/c/audio"),
            ("min=&max=&sort=", "/c/audio"),
            ("brand=b&brand=a&brand=b", "/c/audio?brand=a&brand=b"),
            ("stock=1&brand=a", "/c/audio?brand=a&stock=1"),
            ("stock=yes&sort=dearest", "/c/audio"),
            ("sort=price-desc", "/c/audio?sort=price-desc"),
            ("min=%EF%BF%A51%2C000.00&max=99.5", "/c/audio?min=99.50&max=1000"),
            ("min=cheap&max=100", "/c/audio?min=cheap&max=100"),
            (
                "attribute=colour:red&attribute=colour",
                "/c/audio?attribute=colour%3Ared",
            ),
            ("brand=..%2F&category=%27&attribute=a:B", "/c/audio"),
            ("utm_source=x", "/c/audio"),
        ] {
            let written = again(query);
            assert_eq!(written, address, "{query}");
            let (_, query) = written.split_once('?').unwrap_or_default();
            assert_eq!(again(query), written);
        }
        let searched = read("brand=a").address("/search?q=x", 2);
        assert_eq!(searched, "/search?q=x&brand=a&page=2");
    }

    #[test]
    fn what_is_no_price_is_shown_again_and_narrows_nothing() {
        let filters = read("min=cheap&max=100");
        assert_eq!(filters.price.typed(), ("cheap".to_owned(), "100".to_owned()));
        assert_eq!((filters.price.min, filters.price.max), (None, None));
        assert_eq!(read("max=5").price.max, Some(Money::from_fen(500)));
    }

    #[test]
    fn nobody_asks_for_more_than_can_be_looked_at() {
        let query: Vec<_> = (0..1_000)
            .map(|n| format!("brand=b{n}&attribute=a:{n}"))
            .collect();
        let query = query.join("&");
        let filters = read(&query);
        assert_eq!(
            (filters.brands.len(), filters.values.len()),
            (MAX_VALUES, MAX_VALUES)
        );
    }
}
