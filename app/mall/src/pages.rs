//! The pages of this domain.

use crate::{
    cart::{page::cart_page, server::with_merged_cart},
    category::page::category_page,
    home::page::home_page,
    product::page::product_page,
    search::page::search_page,
};
use app_kernel::path;
use app_part::Page;

/// The shop: front page, categories, products, search, cart.
pub(crate) const PAGES: [Page; 5] = [
    Page {
        path: path::HOME,
        content: || Box::pin(with_merged_cart(home_page())),
    },
    Page {
        path: "/c/{category}",
        content: || Box::pin(with_merged_cart(category_page())),
    },
    Page {
        path: "/p/{sku}",
        content: || Box::pin(with_merged_cart(product_page())),
    },
    Page {
        path: path::SEARCH,
        content: || Box::pin(with_merged_cart(search_page())),
    },
    Page {
        path: path::CART,
        content: || Box::pin(cart_page()),
    },
];
