//! What a page adds to the head of its document.

use crate::html::Html;
use app_kernel::{Links, Locale};
use leptos::prelude::*;
use std::sync::{Arc, Mutex, PoisonError};

/// What the page that is being rendered adds to the head of its document. The body is made first, so that it can add to the head.
#[derive(Clone, Debug, Default)]
pub struct Head(Arc<Mutex<Content>>);

#[derive(Debug, Default)]
struct Content {
    title: String,
    elements: Vec<Html>,
}

impl Head {
    /// Title and other elements, as they were added so far.
    pub(crate) fn view(&self) -> impl IntoView + use<> {
        let content = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        view! {
            <title>{content.title}</title>
            {content.elements}
        }
    }
}

fn change(change: impl FnOnce(&mut Content)) {
    // Without one nobody will see the page either: its request is gone.
    if let Some(Head(content)) = use_context() {
        change(&mut content.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// The title of the page; the last one that is said counts.
#[component]
pub fn PageTitle(
    /// The title.
    text: String,
) -> impl IntoView {
    change(|content| content.title = text);
}

/// Asks search engines to follow the page's links and to leave the page itself out.
#[component]
pub fn NoIndex() -> impl IntoView {
    let robots = Html::of(view! { <meta name="robots" content="noindex, follow" /> });
    change(|content| content.elements.push(robots));
}

/// What search engines and messengers are told of a public page.
#[component]
pub fn PageHead(
    /// The title.
    title: String,
    /// As [`description`] makes it.
    description: Html,
) -> impl IntoView {
    change(|content| {
        content.title = title;
        content.elements.push(description);
    });
}

/// A public page, as search engines and messengers are told of it.
pub struct Description<'a> {
    /// The title.
    pub title: &'a str,
    /// A sentence or two about what is on the page.
    pub text: &'a str,
    /// Path and query of the page on the mall, without what does not change it.
    pub address: &'a str,
}

/// Description, the one address (RFC 6596) and Open Graph of a page that everybody may see.
///
/// A page has the same address in both languages; `Content-Language` and `Vary` say which one this is. There is no `og:image`:
/// the pictures are SVG, which messengers do not show.
pub fn description(locale: Locale, links: &Links, page: &Description<'_>) -> Html {
    let Description { title, text, address } = *page;
    let address = links.mall(address);
    let site = crate::words::words_in(locale, "site-name", &[]);
    let language = match locale {
        Locale::ZhCn => "zh_CN",
        Locale::En => "en_US",
    };
    let property = |name: &'static str, content: &str| {
        leptos::html::meta()
            .attr("property", name)
            .content(content.to_owned())
    };
    Html::of(view! {
        <link rel="canonical" href=address.clone() />
        <meta name="description" content=text.to_owned() />
        {property("og:type", "website")}
        {property("og:site_name", &site)}
        {property("og:title", title)}
        {property("og:description", text)}
        {property("og:url", &address)}
        {property("og:locale", language)}
    })
}
