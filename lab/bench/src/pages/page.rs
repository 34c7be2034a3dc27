//! What is asked for.

/// One of the pages, or the endpoint that says who is asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    Front,
    Category,
    Product,
    /// Chinese words that some products have.
    Search,
    /// An English word that some products have.
    English,
    /// Words that none has.
    Nothing,
    /// JSON: who is asking.
    Viewer,
}

impl Page {
    pub const ALL: [Self; 7] = [
        Self::Front,
        Self::Category,
        Self::Product,
        Self::Search,
        Self::English,
        Self::Nothing,
        Self::Viewer,
    ];
    /// Those that the peers are measured with.
    pub const COMPARED: [Self; 4] = [Self::Front, Self::Category, Self::Product, Self::Search];

    /// In tables.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Front => "front page",
            Self::Category => "category",
            Self::Product => "product",
            Self::Search => "search",
            Self::English => "search, English",
            Self::Nothing => "search, nothing found",
            Self::Viewer => "viewer endpoint",
        }
    }

    /// The path with the query.
    pub fn path(self, category: &str) -> String {
        match self {
            Self::Front => "/".to_owned(),
            Self::Category => format!("/c/{category}"),
            Self::Product => "/p/100101".to_owned(),
            Self::Search => "/search?q=%E8%80%B3%E6%9C%BA".to_owned(),
            Self::English => "/search?q=headphones".to_owned(),
            Self::Nothing => "/search?q=zzzz".to_owned(),
            Self::Viewer => "/api/session/viewer".to_owned(),
        }
    }

    /// What is on it for a guest, in whichever way it was made.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Nothing => "class=\"notice\"",
            Self::Product => "class=\"product\"",
            Self::Viewer => "{\"state\":\"guest\"}",
            _ => "class=\"card\"",
        }
    }

    /// Whether the page shows the catalogue.
    pub fn is_of_the_catalogue(self) -> bool {
        self != Self::Viewer
    }
}
