//! What a script says by itself, without being run: cookies that it writes and where it leads. Only strings that are put together from literals
//! and from what is known count; whatever depends on more is left out.

mod asked;
mod expression;

use regex_lite::Regex;

pub use asked::{Asked, asked, posted};
use expression::{arguments, first, plain, statements, value};

/// The longest time in milliseconds for which a page that leads on is shown.
const MOMENT: u32 = 5000;

/// What a page's script does as soon as it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// A line for `document.cookie`.
    Writes(String),
    /// An address that the browser goes to.
    Leads(String),
    /// A form that is sent.
    Submits,
}

/// What a script does at once, in its order, or a few moments later (`setTimeout`), or when the page is there.
pub fn effects(script: &str) -> Vec<Effect> {
    let script = plain(script);
    let constants = constants(&script);
    let known = |name: &str| {
        constants
            .iter()
            .find(|(own, _)| own == name)
            .map(|(_, value)| value.clone())
    };
    let mut found = Vec::new();
    collect(&script, &known, &mut found);
    found
}

/// The lines that a script writes to `document.cookie` once it has an answer, wherever it does: those that have something of the answer in them.
pub fn writes(script: &str, answer: &serde_json::Value) -> Vec<String> {
    let script = &*plain(script);
    let constants = constants(script);
    let known = |path: &str| {
        let own = constants.iter().find(|(name, _)| name == path);
        own.map(|(_, value)| value.clone())
            .or_else(|| member(answer, path.rsplit('.').next()?))
    };
    let is_of_answer = |line: &String| {
        let value = line.split(';').next().and_then(|pair| pair.split_once('='));
        value.is_some_and(|(_, value)| value.len() > 3 && holds(answer, value))
    };
    let assignments = script.split("document.cookie").skip(1).filter_map(|rest| {
        let rest = rest
            .trim_start()
            .strip_prefix('=')
            .filter(|rest| !rest.starts_with('='))?;
        value(first(rest, ";,})\n")?, &known)
    });
    let set = script
        .split("Cookies.set(")
        .skip(1)
        .filter_map(|rest| by_js_cookie(rest, &known));
    assignments.chain(set).filter(is_of_answer).collect()
}

/// The line of `Cookies.set(name, value, options)` (js-cookie).
fn by_js_cookie(rest: &str, known: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let arguments = arguments(rest);
    let (name, value) = (
        value(arguments.first()?, known)?,
        value(arguments.get(1)?, known)?,
    );
    let options = arguments.get(2).copied().unwrap_or_default();
    let option = |name: &str| {
        let pattern = Regex::new(&format!(r"\b{name}\s*:\s*([^,}}]+)")).ok()?;
        let text = pattern.captures(options)?.get(1)?.as_str().trim().to_owned();
        Some(self::value(&text, known).unwrap_or(text))
    };
    let mut line = format!(
        "{name}={value}; Path={}",
        option("path").unwrap_or_else(|| "/".to_owned())
    );
    for (name, attribute) in [("domain", "Domain"), ("sameSite", "SameSite")] {
        if let Some(value) = option(name) {
            line = format!("{line}; {attribute}={value}");
        }
    }
    if let Some(days) = option("expires").and_then(|days| days.parse::<f64>().ok()) {
        line = format!("{line}; Max-Age={:.0}", days * 86_400.0);
    }
    if option("secure").as_deref() == Some("true") {
        line.push_str("; Secure");
    }
    Some(line)
}

fn collect(script: &str, known: &dyn Fn(&str) -> Option<String>, found: &mut Vec<Effect>) {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut is_next_conditional = false;
    for statement in statements(script) {
        let mut words = ["if", "else", "for", "while"].iter();
        let is_conditional = words.any(|word| {
            statement
                .strip_prefix(word)
                .is_some_and(|rest| !rest.starts_with(is_word))
        });
        let depends = is_conditional || is_next_conditional;
        // What follows it may stand on the next line.
        is_next_conditional = is_conditional && (statement.ends_with(')') || statement == "else");
        let ends = |word: &str| statement.starts_with(word) || depends && statement.contains(word);
        if ends("return") || ends("throw") || statement.contains("await ") {
            // Whether anything behind it is reached, nobody knows.
            return;
        }
        if depends {
            continue;
        }
        if let Some(inner) = body_that_runs(statement) {
            collect(inner, known, found);
            continue;
        }
        if statement.ends_with(".submit()") || statement.ends_with(".requestSubmit()") {
            found.push(Effect::Submits);
            continue;
        }
        let effect = assigned(statement, "document.cookie")
            .and_then(|text| value(text, known))
            .map(Effect::Writes)
            .or_else(|| {
                target(statement)
                    .and_then(|text| value(text, known))
                    .map(Effect::Leads)
            });
        found.extend(effect);
    }
}

/// What stands in a function that runs by itself.
fn body_that_runs(statement: &str) -> Option<&str> {
    const BEGINS: [&str; 12] = [
        "setTimeout(",
        "window.setTimeout(",
        "$(function",
        "$(document).ready(",
        "(function",
        "(()",
        "(async",
        "!function",
        "window.onload",
        "onload",
        "window.addEventListener(\"load\"",
        "document.addEventListener(\"DOMContentLoaded\"",
    ];
    let plain = statement.replace('\'', "\"");
    BEGINS.iter().find(|begin| plain.starts_with(**begin))?;
    if plain.contains("setTimeout(") && !is_soon(statement) {
        return None;
    }
    if let (Some(open), Some(close)) = (statement.find('{'), statement.rfind('}')) {
        return statement.get(open + 1..close);
    }
    let (_, body) = statement.split_once("=>")?;
    first(body, ",)")
}

/// Whether a `setTimeout` is over within a moment. What cannot be read is the end of somebody's patience.
fn is_soon(statement: &str) -> bool {
    let inside = statement
        .split_once("setTimeout(")
        .map_or("", |(_, inside)| inside);
    let delay = arguments(inside).get(1).copied().unwrap_or_default();
    let factors = delay
        .split('*')
        .map(|factor| factor.trim().replace('_', "").parse::<u32>());
    let product = factors.reduce(|product, factor| Ok(product?.saturating_mul(factor?)));
    delay.is_empty()
        || product.is_some_and(|product| product.is_ok_and(|milliseconds| milliseconds <= MOMENT))
}

/// The text that leads a browser away.
fn target(statement: &str) -> Option<&str> {
    let rest = ["window.", "document.", "self.", "top.", "parent."]
        .iter()
        .find_map(|owner| statement.strip_prefix(owner))
        .unwrap_or(statement);
    for call in ["location.replace(", "location.assign("] {
        if let Some(inside) = rest.strip_prefix(call) {
            return arguments(inside).first().copied();
        }
    }
    assigned(rest, "location.href").or_else(|| assigned(rest, "location"))
}

fn assigned<'a>(statement: &'a str, name: &str) -> Option<&'a str> {
    let rest = statement.strip_prefix(name)?.trim_start().strip_prefix('=')?;
    (!rest.starts_with('=')).then_some(rest)
}

/// The strings that a script names once.
fn constants(script: &str) -> Vec<(String, String)> {
    let Ok(declared) = Regex::new(
        r#"\b(?:const|let|var)\s+([A-Za-z_$][\w$]*)\s*=\s*("[^"\n]*"|'[^'\n]*'|`[^`$]*`)\s*[;\n]"#,
    ) else {
        return Vec::new();
    };
    let is_kept = |name: &str| {
        let assigns = Regex::new(&format!(r"(?:^|[^\w$.]){}\s*=[^=]", name.replace('$', r"\$")));
        assigns.is_ok_and(|assigns| assigns.find_iter(script).count() == 1)
    };
    let found = declared.captures_iter(script).filter_map(|found| {
        let name = found.get(1)?.as_str();
        let text = value(found.get(2)?.as_str(), &|_| None)?;
        is_kept(name).then(|| (name.to_owned(), text))
    });
    found.collect()
}

/// The text of a member of an object, however deep it lies.
fn member(value: &serde_json::Value, name: &str) -> Option<String> {
    match value {
        serde_json::Value::Object(members) => {
            let own = members.get(name).and_then(serde_json::Value::as_str);
            own.map(str::to_owned)
                .or_else(|| members.values().find_map(|inner| member(inner, name)))
        }
        serde_json::Value::Array(items) => items.iter().find_map(|inner| member(inner, name)),
        _ => None,
    }
}

fn holds(value: &serde_json::Value, text: &str) -> bool {
    match value {
        serde_json::Value::String(own) => own == text,
        serde_json::Value::Object(members) => members.values().any(|inner| holds(inner, text)),
        serde_json::Value::Array(items) => items.iter().any(|inner| holds(inner, text)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_script_leads_on_at_once() {
        let leads = |to: &str| vec![Effect::Leads(to.to_owned())];
        for script in [
            "location.href = '/next';",
            "window.location = \"/next\"",
            "window.location.replace('/next')",
            "document.location.href='/next'",
            "// soon\nconst to = '/next';\nlocation.assign(to)",
            "setTimeout(function () { location.href = '/next'; }, 500)",
            "setTimeout(() => location.href = '/next', 0)",
            "(function(){ var a = 1; window.location.href = '/ne' + 'xt'; })();",
            "window.onload = function () {\n  location.replace(`/next`)\n}",
            "document.addEventListener('DOMContentLoaded', () => { location = '/next' })",
            "if (old) location = '/old';\nlocation = '/next'",
            "location\n  .replace(\n    '/next',\n  )",
            "setTimeout(() => {\n  location.href = '/next';\n}, 2 * 1000,\n)",
        ] {
            assert_eq!(effects(script), leads("/next"), "{script}");
        }
    }

    #[test]
    fn what_depends_is_left_out() {
        for script in [
            "if (!user) location.href = '/login';",
            "if (!user)\n  location.href = '/login'",
            "setTimeout(() => { location.href = '/logout' }, 900000)",
            "setTimeout(() => { location.href = '/logout' }, 30 * 60 * 1000)",
            "const IDLE = 900000; setTimeout(() => { location.href = '/logout' }, IDLE)",
            "setTimeout(\n  () => { location.href = '/logout' },\n  900000,\n)",
            "(function () { if (ok) {\n return;\n }\n location.replace('/no-cookies') })()",
            "(async () => { const r = await fetch('/api/me'); location.href = '/login' })()",
            "if (!user)\n // nobody\n location.replace('/login')",
            "if (!user) // nobody\n location.replace('/login')",
            "!user &&\n location.replace('/login')",
            "const leave = () =>\n  window.location.assign('/logout')",
            "var to = '/closed'; if (window.fetch) { to = '/home' } location.replace(to)",
            "if (!user) { location.href = '/login' }",
            "fetch('/me').then(r => { if (r.status == 401) location = '/login' })",
            "button.onclick = () => { location.href = '/next' }",
            "function go() { location.href = '/next' }",
            "location.href = data.next",
            "if (location == '/x') {}",
            "const text = \"; location = '/next';\"",
            "/* location = '/next' */",
        ] {
            assert_eq!(effects(script), [], "{script}");
        }
    }

    #[test]
    fn a_script_writes_cookies() {
        let line = "sid=abc; path=/; domain=shop.test";
        for script in [
            "document.cookie = 'sid=abc; path=/; domain=shop.test'",
            "var d = 'shop.test';\ndocument.cookie = \"sid=abc; path=/; domain=\" + d;",
        ] {
            assert_eq!(effects(script), [Effect::Writes(line.to_owned())], "{script}");
        }
    }

    #[test]
    fn a_script_keeps_what_it_was_answered() {
        let answer = json!({"data": {"accessToken": "a.b.c"}, "name": "ada"});
        for (script, line) in [
            (
                "fetch('/login').then(r => r.json()).then(d => { document.cookie = 'token=' + d.data.accessToken + '; path=/'; })",
                "token=a.b.c; path=/",
            ),
            (
                "const {accessToken} = await r.json();\n document.cookie = `token=${encodeURIComponent(accessToken)}; domain=shop.test`",
                "token=a.b.c; domain=shop.test",
            ),
            (
                "const data = await r.json()\n document.cookie = \"token=\" + data.data.accessToken + \"; path=/\"\n location.href = '/'",
                "token=a.b.c; path=/",
            ),
            (
                "Cookies.set('token', res.data.accessToken, { expires: 7, domain: '.shop.test', secure: true, sameSite: 'lax' })",
                "token=a.b.c; Path=/; Domain=.shop.test; SameSite=lax; Max-Age=604800; Secure",
            ),
        ] {
            assert_eq!(writes(script, &answer), [line], "{script}");
        }
        for script in [
            "document.cookie = 'theme=dark'",
            "localStorage.setItem('token', d.accessToken)",
            "if (document.cookie == 'token=' + d.accessToken) {}",
            "document.cookie = 'token=' + secret(d.accessToken)",
        ] {
            assert!(writes(script, &answer).is_empty(), "{script}");
        }
    }
}
