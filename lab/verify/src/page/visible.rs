//! The words of a page: what its visitor sees, and what stands for pictures.

use serde_json::Value;

use super::html::{Token, scan, scripts};

/// The text that a visitor sees, a piece for each stretch without markup; of JSON, its keys and values.
pub fn text(body: &str) -> Vec<String> {
    if body.trim_start().starts_with(['{', '['])
        && let Ok(json) = serde_json::from_str(body)
    {
        let mut pieces = Vec::new();
        flatten(&json, &mut pieces);
        return pieces;
    }
    let mut is_title = false;
    scan(body)
        .into_iter()
        .filter_map(|token| match token {
            Token::Open(name, _) => {
                is_title = name == "title";
                None
            }
            Token::Close(_) => {
                is_title = false;
                None
            }
            Token::Text(text) => (!is_title).then_some(text),
        })
        .collect()
}

/// What a visitor sees or is told: the text, and what stands for pictures, explains, and is filled in.
pub fn visible(body: &str) -> Vec<String> {
    let mut pieces = text(body);
    let tokens = scan(body);
    let is_input = |token: &&Token| matches!(token, Token::Open(name, _) if name == "input");
    let kind = |token: &Token| token.attribute("type").unwrap_or("text").to_ascii_lowercase();
    // What a form to log in is filled in with is what somebody typed.
    let has_password = tokens
        .iter()
        .filter(is_input)
        .any(|token| kind(token) == "password");
    for token in &tokens {
        let labels = ["alt", "title", "aria-label"];
        pieces.extend(
            labels
                .iter()
                .filter_map(|name| token.attribute(name))
                .map(str::to_owned),
        );
        let is_shown = match kind(token).as_str() {
            "submit" | "button" => true,
            "text" | "email" | "tel" | "url" | "search" => !has_password,
            _ => false,
        };
        if is_input(&token) && is_shown {
            pieces.extend(token.attribute("value").map(str::to_owned));
        }
    }
    pieces.retain(|piece| !piece.trim().is_empty());
    pieces
}

/// What a page has for its scripts only: what they say, and attributes called `data-…`.
pub fn data(body: &str) -> Vec<String> {
    let mut pieces: Vec<String> = scripts(body).into_iter().map(|(_, text)| text).collect();
    for token in scan(body) {
        if let Token::Open(_, attributes) = token {
            let own = attributes
                .into_iter()
                .filter(|(name, _)| name.starts_with("data-"));
            pieces.extend(own.map(|(_, value)| value));
        }
    }
    pieces
}

fn flatten(json: &Value, pieces: &mut Vec<String>) {
    match json {
        Value::Object(fields) => {
            for (key, value) in fields {
                pieces.push(key.clone());
                flatten(value, pieces);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| flatten(item, pieces)),
        Value::String(text) => pieces.push(text.clone()),
        other => pieces.push(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_what_a_visitor_sees() {
        let html = r#"<!doctype html><title>Mall</title><script>var a = "<p>x</p>";</script>
            <p class="a>b">1 &lt; 2 &amp; you&#39;re <b>Ada</b></p><!-- no --><br/><input value="hidden">"#;
        assert_eq!(text(html), ["1 < 2 & you're", "Ada"]);
        assert_eq!(
            text(r#"{"name": "\u5f20\u4e09", "age": 3}"#),
            ["age", "3", "name", "张三"]
        );
        assert_eq!(text("a < b <"), ["a", "<", "b", "<"]);
    }

    #[test]
    fn labels_and_values_are_visible_too() {
        let html = r#"<img alt="Ada"><a title="Log out" href="/x"></a><input value="ada@shop.test"><input type=hidden value=no>"#;
        assert_eq!(visible(html), ["Ada", "Log out", "ada@shop.test"]);
        // What somebody typed before a password.
        assert_eq!(
            visible("<input value=ada><input type=password>"),
            Vec::<String>::new()
        );
    }
}
