//! The pages of this domain.

use crate::{
    category::page::category_page, home::page::home_page, product::page::product_page,
    search::page::search_page,
};
use app_kernel::path;
use app_part::Page;

/// The shop: front page, categories, products, search.
pub(crate) const PAGES: [Page; 4] = [
    Page {
        path: path::HOME,
        content: || Box::pin(home_page()),
    },
    Page {
        path: "/c/{category}",
        content: || Box::pin(category_page()),
    },
    Page {
        path: "/p/{sku}",
        content: || Box::pin(product_page()),
    },
    Page {
        path: path::SEARCH,
        content: || Box::pin(search_page()),
    },
];
