//! What search engines and messengers are told of a public page.

use crate::{PageTitle, visit, words::t};
use app_kernel::Locale;
use leptos::prelude::*;
use leptos_meta::{Link, Meta};

/// Title, description, the one address (RFC 6596) and Open Graph of a page that everybody may see.
///
/// A page has the same address in both languages; `Content-Language` and `Vary` say which one this is. There is no `og:image`:
/// the pictures are SVG, which messengers do not show.
#[component]
pub fn PageHead(
    /// The title.
    title: String,
    /// A sentence or two about what is on the page.
    description: String,
    /// Path and query of the page on the mall, without what does not change it.
    address: String,
) -> impl IntoView {
    let visit = visit();
    let address = visit.links().mall(&address);
    let locale = match visit.locale {
        Locale::ZhCn => "zh_CN",
        Locale::En => "en_US",
    };
    view! {
        <PageTitle text=title.clone() />
        <Link rel="canonical" href=address.clone() />
        <Meta name="description" content=description.clone() />
        <Meta property="og:type" content="website" />
        <Meta property="og:site_name" content=t("site-name") />
        <Meta property="og:title" content=title />
        <Meta property="og:description" content=description />
        <Meta property="og:url" content=address />
        <Meta property="og:locale" content=locale />
    }
}
