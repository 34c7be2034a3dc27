//! Strings that a script puts together, and where its statements end.

/// The value of an expression: strings, what is known, and sums of both.
pub(super) fn value(expression: &str, known: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let mut out = String::new();
    let mut rest = expression.trim();
    loop {
        let (term, after) = term(rest, known)?;
        out.push_str(&term);
        rest = after.trim_start();
        if rest.is_empty() {
            return Some(out);
        }
        rest = rest.strip_prefix('+')?.trim_start();
    }
}

/// The value of a term, and what follows it.
fn term<'a>(text: &'a str, known: &dyn Fn(&str) -> Option<String>) -> Option<(String, &'a str)> {
    let quote = text.chars().next()?;
    if matches!(quote, '"' | '\'' | '`') {
        let end = end_of_string(text)?;
        let inside = text.get(1..end)?;
        let plain = if quote == '`' {
            template(inside, known)?
        } else {
            unescaped(inside)
        };
        return Some((plain, &text[end + 1..]));
    }
    let end = text
        .find(|c: char| !(c.is_alphanumeric() || "_$.?".contains(c)))
        .unwrap_or(text.len());
    let (name, after) = text.split_at(end);
    if let Some(inside) = after.strip_prefix('(') {
        if !matches!(name, "" | "String" | "encodeURIComponent" | "escape") {
            return None;
        }
        let argument = first(inside, ")")?;
        return Some((value(argument, known)?, inside.get(argument.len() + 1..)?));
    }
    if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some((name.to_owned(), after));
    }
    Some((known(&name.replace('?', ""))?, after))
}

fn template(inside: &str, known: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let mut out = String::new();
    let mut rest = inside;
    while let Some((before, after)) = rest.split_once("${") {
        out.push_str(&unescaped(before));
        let (expression, left) = after.split_once('}')?;
        out.push_str(&value(expression, known)?);
        rest = left;
    }
    Some(out + &unescaped(rest))
}

fn unescaped(text: &str) -> String {
    text.replace("\\/", "/")
        .replace("\\x3d", "=")
        .replace("\\\"", "\"")
        .replace("\\'", "'")
}

/// Where a string ends that the text begins with.
fn end_of_string(text: &str) -> Option<usize> {
    let quote = text.chars().next()?;
    let mut is_escaped = false;
    text.char_indices().skip(1).find_map(|(at, c)| {
        let ends = c == quote && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        ends.then_some(at)
    })
}

/// A script without its comments, each statement that goes on in the next line in one.
pub(super) fn plain(script: &str) -> String {
    let mut out = String::with_capacity(script.len());
    let mut at = 0;
    while let Some(c) = script[at..].chars().next() {
        let rest = &script[at..];
        if matches!(c, '"' | '\'' | '`') {
            let length = end_of_string(rest).map_or(rest.len(), |end| end + 1);
            out.push_str(&rest[..length]);
            at += length;
        } else if rest.starts_with("/*") {
            at += rest.find("*/").map_or(rest.len(), |end| end + 2);
        } else if rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
        } else {
            let begins = rest.trim_start();
            if c == '\n' && begins.starts_with('.') {
                // A call that goes on: `location\n.replace(…)`.
                out.truncate(out.trim_end().len());
                at += rest.len() - begins.len();
                continue;
            }
            let goes_on = c == '\n' && (ends_open(&out) || begins_open(begins));
            out.push(if goes_on { ' ' } else { c });
            at += c.len_utf8();
        }
    }
    out
}

/// Whether a line ends with something that the next one goes on with.
fn ends_open(line: &str) -> bool {
    let line = line.trim_end_matches([' ', '\t', '\r']);
    line.ends_with(['&', '|', '=', '?', ':', ',', '+', '(', '[', '.', '<'])
        || line.ends_with("=>")
        || line.ends_with("return")
}

/// Whether a text begins with something that goes on with the line before, comments apart.
fn begins_open(text: &str) -> bool {
    text.starts_with(['&', '|', '?', ':', ',', '+', ')', ']', '='])
}

/// The statements of a script: what semicolons and ends of lines part outside brackets, strings and comments.
pub(super) fn statements(script: &str) -> Vec<&str> {
    let mut found = parts(script, |c| matches!(c, ';' | '\n'));
    found.retain(|statement| !statement.is_empty());
    found
}

/// The arguments of a call, from behind its opening bracket.
pub(super) fn arguments(rest: &str) -> Vec<&str> {
    let inside = first(rest, ")").unwrap_or(rest);
    parts(inside, |c| c == ',')
}

/// The text before the first of some characters outside brackets and strings.
pub(super) fn first<'a>(text: &'a str, ends: &str) -> Option<&'a str> {
    parts(text, |c| ends.contains(c)).first().copied()
}

fn parts(text: &str, ends: impl Fn(char) -> bool) -> Vec<&str> {
    let (mut found, mut depth, mut begin, mut at) = (Vec::new(), 0_usize, 0, 0);
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let length = if matches!(c, '"' | '\'' | '`') {
            end_of_string(rest).map_or(rest.len(), |end| end + 1)
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else {
            c.len_utf8()
        };
        if depth == 0 && ends(c) && length == c.len_utf8() {
            found.push(text[begin..at].trim());
            begin = at + length;
        }
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += length;
    }
    found.push(text[begin..].trim());
    found
}
