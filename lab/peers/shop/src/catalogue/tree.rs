//! All categories.

use std::{collections::HashMap, sync::Arc};

use super::{Link, MenuEntry};
use crate::rows::CategoryRow;

/// The categories, found by id and by slug.
pub struct Tree {
    all: Vec<Node>,
    by_id: HashMap<i64, usize>,
    by_slug: HashMap<Arc<str>, usize>,
    tops: Vec<usize>,
}

/// A category among all of them.
pub struct Node {
    pub id: i64,
    pub slug: Arc<str>,
    pub name: Arc<str>,
    parent: Option<usize>,
    children: Vec<usize>,
}

impl Tree {
    /// The tree of these rows, in which parents come before their children.
    pub fn new(rows: Vec<CategoryRow>) -> Self {
        let mut tree = Self {
            all: Vec::with_capacity(rows.len()),
            by_id: HashMap::with_capacity(rows.len()),
            by_slug: HashMap::with_capacity(rows.len()),
            tops: Vec::new(),
        };
        for row in rows {
            let here = tree.all.len();
            let parent = row.parent_id.and_then(|id| tree.by_id.get(&id).copied());
            match parent {
                Some(parent) => tree.all[parent].children.push(here),
                None => tree.tops.push(here),
            }
            let slug: Arc<str> = row.slug.into();
            tree.by_id.insert(row.id, here);
            tree.by_slug.insert(Arc::clone(&slug), here);
            tree.all.push(Node {
                id: row.id,
                slug,
                name: row.name_zh.into(),
                parent,
                children: Vec::new(),
            });
        }
        tree
    }

    /// The top categories.
    pub fn tops(&self) -> impl ExactSizeIterator<Item = &Node> {
        self.tops.iter().map(|top| &self.all[*top])
    }

    /// The category of this slug.
    pub fn of_slug(&self, slug: &str) -> Option<&Node> {
        self.by_slug.get(slug).map(|here| &self.all[*here])
    }

    /// All slugs.
    pub fn slugs(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|node| &*node.slug)
    }

    /// The entries of the menu.
    pub fn menu(&self) -> Vec<MenuEntry> {
        let entry = |top: &Node| MenuEntry {
            top: top.link(false),
            children: top
                .children
                .iter()
                .map(|child| self.all[*child].link(false))
                .collect(),
        };
        self.tops().map(entry).collect()
    }

    /// The way from the top category down to the one of this id, both included.
    pub fn trail(&self, id: i64, shown: bool) -> Vec<Link> {
        let mut way = Vec::new();
        let mut here = self.by_id.get(&id).copied();
        while let Some(node) = here.map(|here| &self.all[here]) {
            way.push(node.link(shown && node.id == id));
            here = node.parent;
        }
        way.reverse();
        way
    }

    /// The categories below this one, or else those beside it.
    pub fn nearby(&self, of: &Node) -> Vec<Link> {
        let beside = || of.parent.map(|parent| &self.all[parent].children);
        let near = if of.children.is_empty() {
            beside()
        } else {
            Some(&of.children)
        };
        let link = |near: &usize| self.all[*near].link(self.all[*near].id == of.id);
        near.into_iter().flatten().map(link).collect()
    }
}

impl Node {
    /// A link to this category.
    pub fn link(&self, current: bool) -> Link {
        Link {
            slug: Arc::clone(&self.slug),
            name: Arc::clone(&self.name),
            current,
        }
    }
}
