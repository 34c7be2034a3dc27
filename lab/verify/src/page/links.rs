//! Links of a page.

use url::Url;

use super::html::{Token, scan, scripts};

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

/// What a page wants to have fetched before it is chosen: by `<link rel="prefetch">`, or the addresses in its speculation rules.
pub fn ahead(html: &str, page: &Url) -> Vec<Url> {
    let is_ahead = |rel: &str| {
        let mut words = rel.split_ascii_whitespace();
        words.any(|word| word.eq_ignore_ascii_case("prefetch") || word.eq_ignore_ascii_case("prerender"))
    };
    let linked = scan(html).into_iter().filter_map(|token| {
        let rel = token.attribute("rel").filter(|rel| is_ahead(rel))?;
        let is_document = token.attribute("as").is_none_or(|kind| kind == "document");
        let href = token
            .attribute("href")
            .filter(|_| is_document && !rel.is_empty())?;
        page.join(href).ok()
    });
    let data = scripts(html)
        .into_iter()
        .filter_map(|(_, text)| serde_json::from_str::<serde_json::Value>(&text).ok());
    let ruled: Vec<_> = data
        .flat_map(|rules| {
            let all =
                ["prefetch", "prerender"].map(|kind| rules[kind].as_array().cloned().unwrap_or_default());
            // The others wait for a pointer or a press.
            let is_at_once = |rule: &serde_json::Value| {
                let eagerness = rule["eagerness"].as_str().unwrap_or("immediate");
                matches!(eagerness, "immediate" | "eager")
            };
            let rules = all.into_iter().flatten().filter(is_at_once);
            let urls = rules.filter_map(|rule| rule["urls"].as_array().cloned());
            urls.flatten().collect::<Vec<_>>()
        })
        .filter_map(|url| page.join(url.as_str()?).ok())
        .collect();
    linked.chain(ruled).collect()
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

    #[test]
    fn pages_say_what_is_fetched_ahead() {
        let page = Url::parse("http://a.localhost/").unwrap();
        let html = r#"<link rel="stylesheet" href="/a.css"><link rel="dns-prefetch" href="//cdn.test">
            <link rel=prefetch href=/logout><link rel=prefetch as=script href=/a.js>
            <script type=speculationrules>{"prerender": [{"urls": ["/next"]}, {"where": {"href_matches": "/*"}},
                {"urls": ["/later"], "eagerness": "conservative"}]}</script>
            <script>var a = 1</script>"#;
        let found: Vec<_> = ahead(html, &page)
            .iter()
            .map(|url| url.path().to_owned())
            .collect();
        assert_eq!(found, ["/logout", "/next"]);
    }
}
