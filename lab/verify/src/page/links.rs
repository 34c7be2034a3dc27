//! Links of a page.

use url::Url;

use super::html::{Token, scan};

/// The links of a page, with their text.
pub fn links(html: &str, page: &Url) -> Vec<(Url, String)> {
    let mut found: Vec<(Url, String)> = Vec::new();
    let mut is_open = false;
    for token in scan(html) {
        match &token {
            Token::Open(name, _) if name == "a" => {
                let target = token.attribute("href").and_then(|href| page.join(href).ok());
                is_open = target.is_some();
                found.extend(target.map(|target| (target, String::new())));
            }
            Token::Close(name) if name == "a" => is_open = false,
            Token::Text(text) if is_open => {
                if let Some((_, words)) = found.last_mut() {
                    words.extend([text.as_str(), " "]);
                }
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn links_have_their_text() {
        let page = Url::parse("http://a.localhost/").unwrap();
        let links = links("<a href='/logout'><b>Log</b> out</a> x", &page);
        assert_eq!(links[0].0.path(), "/logout");
        assert_eq!(links[0].1.trim(), "Log out");
    }
}
