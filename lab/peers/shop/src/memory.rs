//! The whole catalogue in memory, read once: the data of every page, and none of its HTML.

use std::{collections::HashMap, env, sync::Arc};

use anyhow::{Context, Result};
use sqlx::PgPool;

use crate::catalogue::{self, Card, Cards, Category, Front, List, MOST_WORDS, PAGE_SIZE, Product, Search};

/// The data of all pages.
pub struct Memory {
    /// The front page.
    pub front: Arc<Front>,
    categories: HashMap<String, Vec<Arc<Category>>>,
    products: HashMap<i64, Arc<Product>>,
    searchable: Vec<(String, [String; 2], Arc<Card>)>,
}

impl Memory {
    /// Reads the catalogue of `DATABASE_URL`.
    pub async fn load() -> Result<Self> {
        let url = env::var("DATABASE_URL").context("DATABASE_URL is missing")?;
        let pool = PgPool::connect(&url).await?;
        let mut categories = HashMap::new();
        for slug in catalogue::tree(&pool).await?.slugs() {
            let mut pages = Vec::new();
            for number in 1.. {
                let Some(page) = catalogue::category(&pool, slug, number).await? else {
                    break;
                };
                pages.push(Arc::new(page));
            }
            categories.insert(slug.to_owned(), pages);
        }
        let mut products = HashMap::new();
        for sku in catalogue::variants(&pool).await? {
            if let Some(product) = catalogue::product(&pool, sku).await? {
                products.insert(sku, Arc::new(product));
            }
        }
        let memory = Self {
            front: Arc::new(catalogue::front(&pool).await?),
            categories,
            products,
            searchable: catalogue::searchable(&pool).await?,
        };
        pool.close().await;
        Ok(memory)
    }

    /// One page of a category.
    pub fn category(&self, slug: &str, page: u32) -> Option<&Arc<Category>> {
        let index = usize::try_from(page.checked_sub(1)?).ok()?;
        self.categories.get(slug)?.get(index)
    }

    /// The product of a variant.
    pub fn product(&self, sku: i64) -> Option<&Arc<Product>> {
        self.products.get(&sku)
    }

    /// One page of what is found: names that have all the words before other texts that have them.
    pub fn search(&self, words: &str, page: u32) -> Option<Search> {
        let lower = words.to_lowercase();
        let wanted: Vec<_> = lower
            .split(' ')
            .filter(|word| !word.is_empty())
            .take(MOST_WORDS)
            .collect();
        let has = |text: &str| wanted.iter().all(|word| text.contains(word));
        let (mut named, mut others) = (Cards::new(), Cards::new());
        for (text, names, card) in &self.searchable {
            if wanted.is_empty() || !has(text) {
                continue;
            }
            let found = if names.iter().any(|name| has(name)) {
                &mut named
            } else {
                &mut others
            };
            found.push(Arc::clone(card));
        }
        named.append(&mut others);
        let total = named.len();
        let begin = usize::try_from(PAGE_SIZE * (page - 1)).ok()?;
        let cards = named.into_iter().skip(begin).take(PAGE_SIZE as usize).collect();
        let list = List::new(cards, total, page, |number| Search::address(words, number))?;
        Some(Search::new(words, list))
    }
}
