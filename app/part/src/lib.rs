//! What a domain hands to the host that serves it.
//!
//! A domain says in one value everything that it adds to a process. A service is one [`Part`], the monolith is the sum of two.

mod traffic;

pub use traffic::{PageRequest, QUIET, Traffic};

use app_kernel::Origin;
use app_ui::Content;
use axum::{Router, http::Method, routing::MethodRouter};
use prometheus_client::registry::Registry;
use std::{ops::Add, pin::Pin, sync::Arc};

/// Method, path and handler of one address.
pub type Endpoint = (Method, &'static str, MethodRouter);
/// What a page consists of, which may have to be waited for.
pub type LoadedContent = Pin<Box<dyn Future<Output = Content> + Send>>;

/// A page: its path, as axum writes it, and what makes its content for the visit in the context.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// Its path, such as `/c/{category}`.
    pub path: &'static str,
    /// Its content, without the frame around it.
    pub content: fn() -> LoadedContent,
}
/// Something with an origin of its own that is served by the same processes: whoever asks for its host is answered by its router, and neither
/// sessions nor pages of ours are there.
#[derive(Clone, Debug)]
pub struct Site {
    /// Its origin.
    pub origin: Origin,
    /// What it answers.
    pub router: Router,
}

/// Puts something into the context of pages and server functions.
pub type Provide = Arc<dyn Fn() + Send + Sync>;
/// Work that succeeds or says why not.
pub type Work = Pin<Box<dyn Future<Output = anyhow::Result<()>> + Send>>;
/// Work that can be done again.
pub type Task = Box<dyn Fn() -> Work + Send + Sync>;

/// Registers what a domain measures.
pub type Metrics = Box<dyn FnOnce(&mut Registry) + Send + Sync>;

/// A command for operators, besides those that every program has.
pub struct Command {
    /// The word on the command line.
    pub name: &'static str,
    /// Its line in `--help`.
    pub help: &'static str,
    /// Runs it with the words that follow.
    pub run: Box<dyn Fn(Vec<String>) -> Work + Send + Sync>,
}

/// Everything that a domain adds to a process.
#[derive(Default)]
pub struct Part {
    /// Pages, which may know who is asking.
    pub pages: Vec<Page>,
    /// Handlers that know who is asking.
    pub endpoints: Vec<Endpoint>,
    /// Handlers that do not, and never touch the session table: files, and what other programs say. Where a request comes from is not checked.
    pub assets: Vec<Endpoint>,
    /// What is served at origins of their own.
    pub sites: Vec<Site>,
    /// What pages and server functions find in their context.
    pub contexts: Vec<Provide>,
    /// What fills in data that any deployment may have. Safe to run any number of times, from several copies at once.
    pub seeds: Vec<Task>,
    /// What fills in demo members, with which anybody can log in. As safe to run, but only where nobody else can come.
    pub demo: Vec<Task>,
    /// What must hold before the first request is answered.
    pub checks: Vec<Task>,
    /// What goes on for as long as requests are answered. Each on a thread of its own, so that it is not late when there are many.
    pub background: Vec<Task>,
    /// Commands for operators.
    pub commands: Vec<Command>,
    /// What the domain measures, for operators.
    pub metrics: Vec<Metrics>,
}

impl Part {
    /// A part with these pages, and nothing else yet.
    pub fn with_pages(pages: impl Into<Vec<Page>>) -> Self {
        Self {
            pages: pages.into(),
            ..Self::default()
        }
    }
}

/// Puts `value` into the context of pages and server functions.
pub fn provide<T: Clone + Send + Sync + 'static>(value: T) -> Provide {
    Arc::new(move || leptos::prelude::provide_context(value.clone()))
}

/// Both parts in one process.
impl Add for Part {
    type Output = Self;

    fn add(mut self, other: Self) -> Self {
        self.pages.extend(other.pages);
        self.endpoints.extend(other.endpoints);
        self.assets.extend(other.assets);
        self.sites.extend(other.sites);
        self.contexts.extend(other.contexts);
        self.seeds.extend(other.seeds);
        self.demo.extend(other.demo);
        self.checks.extend(other.checks);
        self.background.extend(other.background);
        self.commands.extend(other.commands);
        self.metrics.extend(other.metrics);
        self
    }
}
