//! The categories, all of them: there are few, and most pages show some.

use crate::{
    category::model::CategoryLink,
    server::{Mall, bilingual::Bilingual, catalogue::Weight, read::within_timeout},
};
use app_kernel::{Failure, Locale};
use sqlx::PgPool;
use std::{collections::HashMap, sync::Arc};

/// Every category with its place among the others.
pub(crate) struct Tree {
    /// Parents before their children, sisters in the order of the catalogue.
    categories: Vec<Category>,
    by_slug: HashMap<String, usize>,
    by_id: HashMap<i64, usize>,
}

pub(crate) struct Category {
    pub(crate) id: i64,
    slug: String,
    name: Bilingual,
    parent: Option<usize>,
    children: Vec<usize>,
}

/// How far a category is from the top.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    Top,
    Middle,
    /// Products hang on these.
    Leaf,
}

/// The categories as they are now, or during an outage as they last were.
pub(crate) async fn tree(mall: &Mall) -> Result<Arc<Tree>, Failure> {
    let read = || async { within_timeout(read(&mall.pool)).await.map(Some) };
    let known = mall.tree.fetch((), read).await?;
    known.map(|known| known.answer).ok_or(Failure::Unavailable)
}

async fn read(pool: &PgPool) -> sqlx::Result<Tree> {
    let rows = sqlx::query!(
        r#"
        with recursive below as (
            select id, parent_id, slug, name_zh, name_en, position, 0 as depth
            from mall.category where parent_id is null
            union all
            select c.id, c.parent_id, c.slug, c.name_zh, c.name_en, c.position, below.depth + 1
            from below join mall.category c on c.parent_id = below.id
        )
        select id as "id!", parent_id, slug as "slug!", name_zh as "name_zh!", name_en as "name_en!"
        from below order by depth, position, id
        "#
    )
    .fetch_all(pool)
    .await?;
    let mut tree = Tree {
        categories: Vec::with_capacity(rows.len()),
        by_slug: HashMap::new(),
        by_id: HashMap::new(),
    };
    for row in rows {
        let name = Bilingual {
            zh: row.name_zh,
            en: row.name_en,
        };
        tree.add(row.id, row.parent_id, row.slug, name);
    }
    Ok(tree)
}

impl Tree {
    fn add(&mut self, id: i64, parent: Option<i64>, slug: String, name: Bilingual) {
        let index = self.categories.len();
        let parent = parent.and_then(|parent| self.by_id.get(&parent).copied());
        if let Some(parent) = parent {
            self.categories[parent].children.push(index);
        }
        self.by_id.insert(id, index);
        self.by_slug.insert(slug.clone(), index);
        self.categories.push(Category {
            id,
            slug,
            name,
            parent,
            children: Vec::new(),
        });
    }

    /// The category with this slug.
    pub(crate) fn named(&self, slug: &str) -> Option<&Category> {
        self.by_slug.get(slug).map(|index| &self.categories[*index])
    }

    /// The category with this id.
    pub(crate) fn with_id(&self, id: i64) -> Option<&Category> {
        self.by_id.get(&id).map(|index| &self.categories[*index])
    }

    /// The categories whose names, in either language, have words that begin like each of these, which are in small letters; the
    /// highest first. A Chinese name has a word at every character.
    pub(crate) fn all_with<'a>(&'a self, words: &'a [String]) -> impl Iterator<Item = &'a Category> {
        self.categories.iter().filter(|category| {
            let names = format!(" {} {}", category.name.zh, category.name.en).to_lowercase();
            words.iter().all(|word| {
                if word.is_ascii() {
                    names.contains(&format!(" {word}"))
                } else {
                    names.contains(word)
                }
            })
        })
    }

    /// The top categories.
    pub(crate) fn tops(&self) -> impl Iterator<Item = &Category> {
        self.categories
            .iter()
            .filter(|category| category.parent.is_none())
    }

    /// The categories right below one.
    pub(crate) fn children(&self, category: &Category) -> impl Iterator<Item = &Category> {
        category.children.iter().map(|index| &self.categories[*index])
    }

    /// The ids of the lowest categories below one, on which its products hang; of itself if it is one of them.
    pub(crate) fn leaves(&self, category: &Category) -> Vec<i64> {
        if category.children.is_empty() {
            return vec![category.id];
        }
        self.children(category)
            .flat_map(|child| self.leaves(child))
            .collect()
    }

    fn parent(&self, category: &Category) -> Option<&Category> {
        category.parent.map(|index| &self.categories[index])
    }

    /// How far it is from the top.
    pub(crate) fn level(&self, category: &Category) -> Level {
        match self.parent(category) {
            None => Level::Top,
            Some(parent) if parent.parent.is_none() => Level::Middle,
            Some(_) => Level::Leaf,
        }
    }

    /// The way from the top category down to this one, both included.
    pub(crate) fn trail(&self, category: &Category, locale: Locale) -> Vec<CategoryLink> {
        let upwards = std::iter::successors(Some(category), |below| self.parent(below));
        let mut trail: Vec<_> = upwards.map(|category| category.link(locale)).collect();
        trail.reverse();
        trail
    }

    /// The categories right below; if there are none, the category itself and its sisters.
    pub(crate) fn nearby(&self, category: &Category, locale: Locale) -> Vec<CategoryLink> {
        let family = match self.parent(category) {
            Some(parent) if category.children.is_empty() => parent,
            _ => category,
        };
        self.children(family).map(|near| near.link(locale)).collect()
    }
}

impl Category {
    /// What a link to it needs.
    pub(crate) fn link(&self, locale: Locale) -> CategoryLink {
        CategoryLink {
            slug: self.slug.clone(),
            name: self.name.in_language(locale).to_owned(),
        }
    }
}

impl Weight for Tree {
    fn weight(&self) -> usize {
        let each = |category: &Category| {
            // A slug is there twice.
            size_of::<Category>()
                + 2 * category.slug.len()
                + category.name.zh.len()
                + category.name.en.len()
                + 100
        };
        self.categories.iter().map(each).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phones() -> Tree {
        let mut tree = Tree {
            categories: Vec::new(),
            by_slug: HashMap::new(),
            by_id: HashMap::new(),
        };
        for (id, parent, slug) in [
            (1, None, "digital"),
            (2, Some(1), "phones"),
            (3, Some(2), "smart"),
            (4, Some(2), "rugged"),
            (5, None, "empty"),
        ] {
            let name = Bilingual {
                zh: format!("{slug}-zh"),
                en: format!("{slug}-en"),
            };
            tree.add(id, parent, slug.to_owned(), name);
        }
        tree
    }

    fn names(links: &[CategoryLink]) -> Vec<&str> {
        links.iter().map(|link| link.name.as_str()).collect()
    }

    #[test]
    fn a_category_knows_its_place() {
        let tree = phones();
        let at = |slug| tree.named(slug).expect("a category");
        assert_eq!(
            names(&tree.trail(at("smart"), Locale::En)),
            ["digital-en", "phones-en", "smart-en"]
        );
        assert_eq!(names(&tree.nearby(at("digital"), Locale::ZhCn)), ["phones-zh"]);
        assert_eq!(
            names(&tree.nearby(at("rugged"), Locale::En)),
            ["smart-en", "rugged-en"]
        );
        assert_eq!(names(&tree.nearby(at("empty"), Locale::En)), [""; 0]);
        assert_eq!(
            ["digital", "phones", "smart"].map(|slug| tree.level(at(slug))),
            [Level::Top, Level::Middle, Level::Leaf]
        );
        let named = ["phone".to_owned()];
        assert_eq!(
            tree.all_with(&named)
                .map(|category| category.id)
                .collect::<Vec<_>>(),
            [2]
        );
        assert_eq!(tree.all_with(&["hone".to_owned()]).count(), 0);
        assert_eq!(tree.leaves(at("digital")), [3, 4]);
        assert_eq!(tree.leaves(at("rugged")), [4]);
        assert_eq!(tree.tops().count(), 2);
        assert!(tree.named("none").is_none() && tree.with_id(9).is_none());
    }
}
