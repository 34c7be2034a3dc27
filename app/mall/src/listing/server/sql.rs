//! Statements of lists.

use super::{
    Scope,
    facets::{BrandRow, Counts, ValueRow},
    terms::Patterns,
};
use crate::{
    card::{
        model::Card,
        server::{CardRow, cards_and_total},
    },
    category::server::tree::{Level, Tree},
    listing::model::Filters,
};
use app_kernel::{Locale, Money};
use app_ui::pagination::PAGE_SIZE;
use sqlx::{PgPool, types::Json};

/// The most products that are looked at. Words that more have in common narrow nothing down.
const MOST: i64 = 50_000;

/// The bounds between the ranges of prices that are offered, in fen.
pub(super) const PRICE_BOUNDS: [i64; 9] = [
    5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000, 2_000_000,
];

/// The products of one page.
pub(super) struct PageOfCards {
    pub(super) cards: Vec<Card>,
    pub(super) total: i64,
    pub(super) is_cut_off: bool,
}

/// What [`find`] finds.
pub(super) struct Found {
    total: i64,
    looked_at: i64,
    cards: Vec<CardRow>,
    pub(super) counts: Counts,
}

impl Found {
    /// The products of the page, in the visitor's language.
    pub(super) fn page(&self, locale: Locale) -> PageOfCards {
        PageOfCards {
            cards: self.cards.iter().map(|row| row.card(locale)).collect(),
            total: self.total,
            is_cut_off: self.looked_at >= MOST,
        }
    }
}

struct FoundRow {
    total: i64,
    looked_at: i64,
    cards: Json<Vec<CardRow>>,
    brands: Json<Vec<BrandRow>>,
    categories: Json<Vec<(i64, i64)>>,
    prices: Json<Vec<(i32, i64)>>,
    in_stock: i64,
    others: Json<Vec<ValueRow>>,
}

/// The statement for one page of a list and everything it can be narrowed down by. `$scope` says which products are looked at.
///
/// Each product looked at fails some filters; every filter has a bit. On the page are those that fail none. What a value
/// would give instead of those that are chosen for the same filter is counted among those that fail none or only that filter.
macro_rules! find {
    ($scope:literal, $of:expr, $patterns:expr, $filters:expr, $offset:expr) => {
        sqlx::query_as!(
            FoundRow,
            "with chosen as materialized (
                 select given.facet,
                        coalesce(array_agg(value.id) filter (where value.id is not null), '{}') as ids,
                        16 << (row_number() over (order by given.facet))::integer as bit
                 from unnest($7::text[], $8::text[]) given (facet, slug)
                 left join mall.facet_value value on value.facet = given.facet and value.slug = given.slug
                 group by given.facet
             ),
             found as materialized (
                 select product_id, leaf_id, brand_id, price_fen, position, facets, in_stock,
                        case $13::text
                            when 'price' then price_fen
                            when 'price-desc' then -price_fen
                            when 'newest' then date '2000-01-01' - released
                            when 'sales' then -sold
                            else case
                                when searchable like $3 then 0
                                when searchable like $4 then 1
                                when searchable like all($5::text[]) then 2
                                when searchable like all($6::text[]) then 3
                                else 4
                            end
                        end as place,
                        case when $9::bigint[] is null or leaf_id = any($9) then 0 else 1 end
                        | case
                            when cardinality($10::text[]) = 0 then 0
                            when brand_id = any(array(select id from mall.brand where slug = any($10))) then 0
                            else 2
                        end
                        | case when price_fen between $11 and $12 then 0 else 4 end
                        | case when in_stock or not $14 then 0 else 8 end
                        | coalesce((select bit_or(bit) from chosen where not facets && ids), 0) as failed
                 from mall.card
                 where " + $scope + " and searchable like all($2::text[])
                 limit $15
             ),
             page as (
                 select product_id, place, position from found where failed = 0
                 order by place, position, product_id
                 limit $16 offset $17
             )
             select (select count(*) from found where failed = 0) as \"total!\",
                    (select count(*) from found) as \"looked_at!\",
                    coalesce((
                        select json_agg(json_build_object(
                            'sku_id', sku_id, 'name_zh', name_zh, 'name_en', name_en, 'tagline_zh', tagline_zh,
                            'tagline_en', tagline_en, 'picture', picture, 'palette', palette, 'price_fen', card.price_fen,
                            'has_dearer', has_dearer, 'in_stock', card.in_stock
                        ) order by page.place, page.position, product_id)
                        from page join mall.card using (product_id)
                    ), '[]') as \"cards!: Json<Vec<CardRow>>\",
                    coalesce((
                        select json_agg(json_build_object(
                            'slug', slug, 'name_zh', name_zh, 'name_en', name_en, 'count', counted.count
                        ) order by counted.count desc, brand.id)
                        from (
                            select brand_id as id, sum(count)::bigint as count
                            from (
                                select brand_id, count(*) as count from found where failed in (0, 2) group by brand_id
                                union all
                                select id, 0 from mall.brand where slug = any($10)
                            ) each
                            group by brand_id
                        ) counted
                        join mall.brand using (id)
                    ), '[]') as \"brands!: Json<Vec<BrandRow>>\",
                    coalesce((
                        select json_agg(json_build_array(leaf_id, count))
                        from (select leaf_id, count(*) as count from found where failed in (0, 1) group by leaf_id) counted
                    ), '[]') as \"categories!: Json<Vec<(i64, i64)>>\",
                    coalesce((
                        select json_agg(json_build_array(range, count) order by range)
                        from (
                            select width_bucket(price_fen, $18::bigint[]) as range, count(*) as count
                            from found where failed in (0, 4) group by range
                        ) counted
                    ), '[]') as \"prices!: Json<Vec<(i32, i64)>>\",
                    (select count(*) from found where failed in (0, 8) and in_stock) as \"in_stock!\",
                    coalesce((
                        select json_agg(json_build_object(
                            'facet', facet, 'slug', slug, 'facet_zh', facet_zh, 'facet_en', facet_en,
                            'value_zh', value_zh, 'value_en', value_en, 'position', position, 'count', counted.count
                        ) order by counted.count desc, id)
                        from (
                            select value.id, sum(each.count) filter (where each.failed in (0, chosen.bit))::bigint as count
                            from (
                                select id, failed, count(*) as count
                                from (
                                    select unnest(facets) as id, failed from found where failed = 0 or failed >= 32
                                ) single
                                group by id, failed
                                union all
                                select unnest(ids), 0, 0 from chosen
                            ) each
                            join mall.facet_value value using (id)
                            left join chosen using (facet)
                            group by value.id
                        ) counted
                        join mall.facet_value using (id)
                        where counted.count is not null
                    ), '[]') as \"others!: Json<Vec<ValueRow>>\"",
            $of as _,
            &$patterns.everywhere,
            &$patterns.exact,
            &$patterns.prefix,
            &$patterns.beginnings,
            &$patterns.names,
            &$filters.facets,
            &$filters.values,
            $filters.within as _,
            &$filters.brands,
            $filters.min,
            $filters.max,
            $filters.sort,
            $filters.in_stock,
            MOST,
            PAGE_SIZE,
            $offset,
            &PRICE_BOUNDS[..]
        )
    };
}

/// Filters as the statement takes them.
struct Parameters<'a> {
    /// For each chosen value its facet, and its slug at the same index.
    facets: Vec<String>,
    values: Vec<String>,
    /// The lowest categories it may be in; `None` for any.
    within: Option<Vec<i64>>,
    brands: &'a [String],
    min: i64,
    max: i64,
    sort: &'static str,
    in_stock: bool,
}

impl<'a> Parameters<'a> {
    fn new(filters: &'a Filters, tree: &Tree) -> Self {
        let (facets, values) = filters
            .values
            .iter()
            .map(|value| (value.facet.clone(), value.slug.clone()))
            .unzip();
        let within = filters.category.as_deref().map(|slug| {
            // Nothing is in a category that does not exist.
            let category = tree.named(slug);
            category.map(|category| tree.leaves(category)).unwrap_or_default()
        });
        Self {
            facets,
            values,
            within,
            brands: &filters.brands,
            min: filters.price.min.map_or(0, Money::fen),
            max: filters.price.max.map_or(i64::MAX, Money::fen),
            sort: filters.sort.name(),
            in_stock: filters.in_stock,
        }
    }
}

/// One page of a list, and what the list can be narrowed down by.
pub(super) async fn find(
    pool: &PgPool,
    tree: &Tree,
    scope: Scope<'_>,
    filters: &Filters,
    offset: i64,
) -> sqlx::Result<Found> {
    let parameters = Parameters::new(filters, tree);
    let row = match scope {
        Scope::Words(terms) => {
            let (question, patterns) = (terms.tsquery(), terms.patterns());
            if question.is_empty() {
                let statement = find!("$1::text = ''", question, patterns, parameters, offset);
                statement.fetch_one(pool).await?
            } else {
                let statement = find!(
                    "mall.grams(searchable) @@ $1::text::tsquery",
                    question,
                    patterns,
                    parameters,
                    offset
                );
                statement.fetch_one(pool).await?
            }
        }
        Scope::Category(category) => {
            let (leaves, none) = (tree.leaves(category), Patterns::default());
            let statement = find!("leaf_id = any($1::bigint[])", leaves, none, parameters, offset);
            statement.fetch_one(pool).await?
        }
    };
    Ok(Found {
        total: row.total,
        looked_at: row.looked_at,
        cards: row.cards.0,
        counts: Counts {
            brands: row.brands.0,
            categories: row.categories.0,
            prices: row.prices.0,
            in_stock: row.in_stock,
            others: row.others.0,
        },
    })
}

/// The statement for the cards below a category, which are found by the column of its level.
macro_rules! cards_below {
    ($column:literal, $category:expr, $offset:expr) => {
        sqlx::query_as!(
            CardRow,
            "select sku_id, name_zh, name_en, tagline_zh, tagline_en, picture, palette, price_fen, has_dearer, in_stock,
                    (select count(*) from mall.card where " + $column + " = $1) as \"total!\"
             from mall.card
             where " + $column + " = $1
             order by position, product_id
             limit $2 offset $3",
            $category,
            PAGE_SIZE,
            $offset
        )
    };
}

/// One page of the products of a category and everything below it, in the order of the catalogue.
pub(super) async fn cards_below(
    pool: &PgPool,
    locale: Locale,
    (category, level): (i64, Level),
    offset: i64,
) -> sqlx::Result<PageOfCards> {
    let rows = match level {
        Level::Top => cards_below!("top_id", category, offset).fetch_all(pool).await,
        Level::Middle => cards_below!("middle_id", category, offset).fetch_all(pool).await,
        Level::Leaf => cards_below!("leaf_id", category, offset).fetch_all(pool).await,
    }?;
    let (cards, total) = cards_and_total(&rows, locale);
    Ok(PageOfCards {
        cards,
        total,
        is_cut_off: false,
    })
}
