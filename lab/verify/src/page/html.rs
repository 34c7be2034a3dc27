//! A scanner of HTML: tags with their attributes and the text between them. No tree is needed to find forms and words.

/// A piece of a page.
#[derive(Debug, PartialEq, Eq)]
pub enum Token {
    /// An opening tag: its name in lower case and its attributes.
    Open(String, Vec<(String, String)>),
    /// A closing tag.
    Close(String),
    /// Text, with references resolved.
    Text(String),
}

impl Token {
    /// An attribute of an opening tag.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let Self::Open(_, attributes) = self else {
            return None;
        };
        attributes
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

/// The pieces of a page, in order.
pub fn scan(html: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        push_text(&mut tokens, &rest[..at]);
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix("<!--") {
            rest = after.find("-->").map_or("", |end| &after[end + 3..]);
        } else if rest[1..].starts_with(['!', '?']) {
            rest = rest.find('>').map_or("", |end| &rest[end + 1..]);
        } else if rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') {
            let (token, after) = tag(rest);
            rest = after;
            // What is between these is no markup.
            if let Token::Open(name, _) = &token
                && matches!(name.as_str(), "script" | "style" | "textarea" | "title")
            {
                let end = find_close(rest, name);
                if name == "title" || name == "textarea" {
                    tokens.push(Token::Open(name.clone(), Vec::new()));
                    push_text(&mut tokens, &rest[..end]);
                }
                rest = &rest[end..];
            }
            tokens.push(token);
        } else {
            push_text(&mut tokens, "<");
            rest = &rest[1..];
        }
    }
    push_text(&mut tokens, rest);
    tokens
}

/// What a page says of leading on by itself (`<meta http-equiv="refresh">`), where script runs.
pub fn refresh(html: &str) -> Option<String> {
    let mut without_script = 0;
    for token in scan(html) {
        match &token {
            Token::Open(name, _) if name == "noscript" => without_script += 1,
            Token::Close(name) if name == "noscript" => without_script -= 1,
            Token::Open(name, _) if name == "meta" && without_script == 0 => {
                let kind = token.attribute("http-equiv").unwrap_or_default();
                if kind.eq_ignore_ascii_case("refresh") {
                    return token.attribute("content").map(str::to_owned);
                }
            }
            _ => {}
        }
    }
    None
}

/// The content of a page's `<meta>` of some name.
pub fn meta(html: &str, name: &str) -> Option<String> {
    scan(html).iter().find_map(|token| {
        let is_it =
            matches!(token, Token::Open(tag, _) if tag == "meta") && token.attribute("name") == Some(name);
        token.attribute("content").filter(|_| is_it).map(str::to_owned)
    })
}

/// What a page's body does when it is loaded.
pub fn loads(html: &str) -> Option<String> {
    let mut tokens = scan(html).into_iter();
    tokens.find_map(|token| match &token {
        Token::Open(name, _) if name == "body" => token.attribute("onload").map(str::to_owned),
        _ => None,
    })
}

/// The scripts of a page, data among them: the address of each that has one, and what it says by itself.
pub fn scripts(html: &str) -> Vec<(Option<String>, String)> {
    all_scripts(html).into_iter().map(|(_, script)| script).collect()
}

/// The scripts of a page that a browser of today runs.
pub fn running(html: &str) -> Vec<(Option<String>, String)> {
    let runs = |token: &Token| {
        let kind = token
            .attribute("type")
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        let is_script = kind.is_empty()
            || kind == "module"
            || kind.ends_with("javascript")
            || kind.ends_with("ecmascript");
        is_script && token.attribute("nomodule").is_none()
    };
    let all = all_scripts(html).into_iter();
    all.filter(|(token, _)| runs(token))
        .map(|(_, script)| script)
        .collect()
}

fn all_scripts(html: &str) -> Vec<(Token, (Option<String>, String))> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(at) = find_open(rest, "<script") {
        if let Some(comment) = rest.find("<!--").filter(|comment| *comment < at) {
            let after = &rest[comment + 4..];
            rest = after.find("-->").map_or("", |end| &after[end + 3..]);
            continue;
        }
        let (token, after) = tag(&rest[at..]);
        let end = find_close(after, "script");
        let source = token.attribute("src").map(str::to_owned);
        found.push((token, (source, after[..end].to_owned())));
        rest = &after[end..];
    }
    found
}

fn find_open(rest: &str, begin: &str) -> Option<usize> {
    rest.to_ascii_lowercase().find(begin)
}

/// Where the closing tag of an element begins.
fn find_close(rest: &str, name: &str) -> usize {
    let lower = rest.to_ascii_lowercase();
    lower.find(&format!("</{name}")).unwrap_or(rest.len())
}

fn push_text(tokens: &mut Vec<Token>, text: &str) {
    let text = decode(text);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if !text.is_empty() {
        tokens.push(Token::Text(text));
    }
}

/// The tag that `rest` begins with, and what follows it.
fn tag(rest: &str) -> (Token, &str) {
    let is_close = rest[1..].starts_with('/');
    let mut rest = &rest[if is_close { 2 } else { 1 }..];
    let end = rest
        .find(|c: char| c.is_whitespace() || c == '>' || c == '/')
        .unwrap_or(rest.len());
    let name = rest[..end].to_ascii_lowercase();
    rest = &rest[end..];
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if let Some(after) = rest.strip_prefix('>') {
            rest = after;
            break;
        }
        if rest.is_empty() {
            break;
        }
        // A name begins with anything, an equals sign among it.
        let mut ends = rest.char_indices().skip(1);
        let end = ends
            .find(|(_, c)| c.is_whitespace() || "=>/".contains(*c))
            .map_or(rest.len(), |(end, _)| end);
        let key = rest[..end].to_ascii_lowercase();
        rest = rest[end..].trim_start();
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            let after = after.trim_start();
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
            let (found, left) = if let Some(quote) = quote {
                let inner = &after[1..];
                inner.split_once(quote).unwrap_or((inner, ""))
            } else {
                let end = after
                    .find(|c: char| c.is_whitespace() || c == '>')
                    .unwrap_or(after.len());
                after.split_at(end)
            };
            (value, rest) = (found, left);
        }
        attributes.push((key, decode(value)));
    }
    let token = if is_close {
        Token::Close(name)
    } else {
        Token::Open(name, attributes)
    };
    (token, rest)
}

/// Resolves character references.
fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(';').filter(|end| *end <= 10);
        let found = end.and_then(|end| Some((reference(&rest[1..end])?, end)));
        if let Some((character, end)) = found {
            out.push(character);
            rest = &rest[end + 1..];
        } else {
            out.push('&');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    out
}

fn reference(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = number
            .strip_prefix(['x', 'X'])
            .map_or_else(|| number.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok())?;
        return char::from_u32(code);
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_found_with_their_address_or_their_text() {
        let html =
            r#"<SCRIPT src="/app.js"></script><p>x</p><script type="module">fetch("/a<b")</script><script>"#;
        assert_eq!(
            scripts(html),
            [
                (Some("/app.js".to_owned()), String::new()),
                (None, r#"fetch("/a<b")"#.to_owned()),
                (None, String::new()),
            ]
        );
    }

    #[test]
    fn only_some_scripts_run() {
        let html = r#"<script>a</script><script type=module>b</script><script nomodule>c</script>
            <script type="application/json">d</script><script type="text/plain">e</script>
            <!--[if lt IE 9]><script>f</script><![endif]--><script type="Text/JavaScript">g</script>"#;
        let texts: Vec<_> = running(html).into_iter().map(|(_, text)| text).collect();
        assert_eq!(texts, ["a", "b", "g"]);
    }

    #[test]
    fn nothing_makes_it_fail() {
        for html in [
            "<",
            "</",
            "<a",
            "<a b",
            "<a b=",
            "<a b='",
            "<!--",
            "<!",
            "<a é>é</a",
            "&#xfffffff;",
            "<script>",
        ] {
            scan(html);
            scripts(html);
        }
    }
}
