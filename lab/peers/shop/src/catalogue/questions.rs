//! The pages' questions to the database. The answer to a page that does not exist is `None`.

use std::{collections::HashMap, sync::Arc};

use sqlx::{PgPool, Result, query_as};
use tokio::try_join;

use super::{
    Axis, Card, Cards, Category, Floor, Front, Head, List, MOST_WORDS, PAGE_SIZE, Product, Search, Value,
    Variant, tree::Tree,
};
use crate::{
    SITE,
    rows::{CategoryRow, FrontRow, ListRow, ProductRow, SearchableRow},
    statements,
    text::containing,
};

/// The most picks of the day.
const PICKS: i32 = 10;
/// The number of floors.
const FLOORS: usize = 5;
/// The most products on a floor.
const FLOOR_PRODUCTS: i32 = 5;

/// The front page.
pub async fn front(pool: &PgPool) -> Result<Front> {
    let tree = tree(pool).await?;
    let tops: Vec<_> = tree.tops().map(|top| top.id).collect();
    let rows: Vec<FrontRow> = query_as(statements::FRONT)
        .bind(&tops)
        .bind(PICKS)
        .bind(&tops[..FLOORS.min(tops.len())])
        .bind(FLOOR_PRODUCTS)
        .fetch_all(pool)
        .await?;
    let mut on: HashMap<_, Cards> = HashMap::new();
    for FrontRow { floor, card } in rows {
        on.entry(floor).or_default().push(card.into());
    }
    let picks = on.remove(&None).unwrap_or_default();
    let floors = tree.tops().take(FLOORS).map(|top| Floor {
        top: top.link(false),
        cards: on.remove(&Some(top.id)).unwrap_or_default(),
    });
    Ok(Front {
        head: Head::front(),
        menu: tree.menu(),
        picks,
        floors: floors.collect(),
    })
}

/// One page of a category.
pub async fn category(pool: &PgPool, slug: &str, page: u32) -> Result<Option<Category>> {
    let tree = tree(pool).await?;
    let Some(here) = tree.of_slug(slug) else {
        return Ok(None);
    };
    let trail = tree.trail(here.id, true);
    let Some(statement) = statements::CARDS_BELOW.get(trail.len() - 1) else {
        return Ok(None);
    };
    let rows = query_as(statement)
        .bind(here.id)
        .bind(i64::from(PAGE_SIZE))
        .bind(i64::from(PAGE_SIZE) * i64::from(page - 1))
        .fetch_all(pool)
        .await?;
    let address = |number| {
        if number == 1 {
            format!("/c/{slug}")
        } else {
            format!("/c/{slug}?page={number}")
        }
    };
    let Some(list) = list(rows, page, address) else {
        return Ok(None);
    };
    let name = &here.name;
    let head = Head {
        title: Arc::clone(name),
        description: format!("{SITE}{name}：有哪些商品、哪些规格，价格一目了然。").into(),
        address: Some(address(page).into()),
        ..Head::default()
    };
    Ok(Some(Category {
        head,
        name: Arc::clone(name),
        trail,
        nearby: tree.nearby(here),
        list,
    }))
}

/// One page of what is found.
pub async fn search(pool: &PgPool, words: &str, page: u32) -> Result<Option<Search>> {
    let patterns: Vec<_> = words
        .split(' ')
        .filter(|word| !word.is_empty())
        .take(MOST_WORDS)
        .map(containing)
        .collect();
    let rows = if patterns.is_empty() {
        Vec::new()
    } else {
        query_as(statements::CARDS_NAMED)
            .bind(patterns)
            .bind(i64::from(PAGE_SIZE))
            .bind(i64::from(PAGE_SIZE) * i64::from(page - 1))
            .fetch_all(pool)
            .await?
    };
    let list = list(rows, page, |number| Search::address(words, number));
    Ok(list.map(|list| Search::new(words, list)))
}

/// The product of a variant.
pub async fn product(pool: &PgPool, sku: i64) -> Result<Option<Product>> {
    let row = query_as(statements::PRODUCT).bind(sku).fetch_optional(pool);
    let (tree, row): (_, Option<ProductRow>) = try_join!(tree(pool), row)?;
    let Some(row) = row else {
        return Ok(None);
    };
    let variants: Vec<Variant> = row.variants.0.into_iter().map(Variant::from).collect();
    let Some(chosen) = variants.iter().find(|variant| variant.id == sku) else {
        return Ok(None);
    };
    let axes = row.options.0.into_iter().enumerate().map(|(axis, option)| Axis {
        name: option.zh.into(),
        values: values_of(&variants, chosen, axis),
    });
    let name: Arc<str> = row.name_zh.into();
    let head = Head {
        title: Arc::clone(&name),
        description: format!("{} {}", row.tagline_zh, row.description_zh).into(),
        address: Some(format!("/p/{}", variants[0].id).into()),
        ..Head::default()
    };
    Ok(Some(Product {
        head,
        name,
        tagline: row.tagline_zh.into(),
        description: row.description_zh.into(),
        picture: row.picture.into(),
        palette: row.palette.into(),
        trail: tree.trail(row.category_id, false),
        price: chosen.price,
        level: chosen.level,
        axes: axes.collect(),
    }))
}

/// The values of an option. Each leads to the variant that is otherwise like the chosen one, or else to the first that has
/// the value.
fn values_of(variants: &[Variant], chosen: &Variant, axis: usize) -> Vec<Value> {
    let mut values: Vec<Value> = Vec::new();
    for variant in variants {
        let label = &variant.choice[axis];
        if values.iter().any(|value| value.label == *label) {
            continue;
        }
        let is_like_chosen = |other: &&Variant| {
            let pairs = other.choice.iter().zip(&chosen.choice).enumerate();
            pairs
                .into_iter()
                .all(|(at, (its, ours))| if at == axis { its == label } else { its == ours })
        };
        let target = variants.iter().find(is_like_chosen).unwrap_or(variant);
        values.push(Value {
            label: Arc::clone(label),
            target: target.id,
            level: target.level,
            current: target.id == chosen.id,
        });
    }
    values
}

fn list(rows: Vec<ListRow>, page: u32, address: impl Fn(u32) -> String) -> Option<List> {
    let total = rows.first().map_or(0, |row| row.total);
    let cards = rows.into_iter().map(|row| row.card.into()).collect();
    List::new(cards, usize::try_from(total).unwrap_or_default(), page, address)
}

/// All categories.
pub(crate) async fn tree(pool: &PgPool) -> Result<Tree> {
    let rows: Vec<CategoryRow> = query_as(statements::TREE).fetch_all(pool).await?;
    Ok(Tree::new(rows))
}

/// All cards in their order, each with what a search looks at and with both names, in lower case.
pub(crate) async fn searchable(pool: &PgPool) -> Result<Vec<(String, [String; 2], Arc<Card>)>> {
    let rows: Vec<SearchableRow> = query_as(statements::CARDS).fetch_all(pool).await?;
    let of = |row: SearchableRow| {
        let card: Arc<Card> = row.card.into();
        let names = [card.name.to_lowercase(), row.name_en.to_lowercase()];
        (row.searchable.to_lowercase(), names, card)
    };
    Ok(rows.into_iter().map(of).collect())
}

/// The ids of all variants.
pub(crate) async fn variants(pool: &PgPool) -> Result<Vec<i64>> {
    sqlx::query_scalar(statements::VARIANTS).fetch_all(pool).await
}
