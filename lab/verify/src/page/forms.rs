//! Reading the forms of a page as browsers do (HTML standard, "Forms").

use url::Url;

use super::{
    form::{Field, Form},
    html::{Token, scan},
};

/// The forms of a page.
pub fn forms(html: &str, page: &Url) -> Vec<Form> {
    let mut base = page.clone();
    let mut found = Vec::new();
    let mut open: Option<Form> = None;
    let mut select: Option<Field> = None;
    let mut has_button = false;
    let mut loose: Vec<(String, Field)> = Vec::new();
    for token in scan(html) {
        // What names its form belongs to it, wherever it stands.
        let owner = token.attribute("form").map(str::to_owned);
        if let (Token::Open(name, _), Some(owner)) = (&token, owner)
            && matches!(name.as_str(), "input" | "button")
        {
            let field = input(&token, name, &mut false, &mut String::new());
            loose.extend(field.map(|field| (owner, field)));
            continue;
        }
        match &token {
            Token::Open(name, _) if name == "base" => {
                if let Some(target) = token.attribute("href").and_then(|href| page.join(href).ok()) {
                    base = target;
                }
            }
            Token::Open(name, _) if name == "form" => {
                found.extend(open.take());
                has_button = false;
                open = begin(&token, &base, page);
            }
            Token::Close(name) if name == "form" => found.extend(open.take()),
            Token::Text(text) => {
                if let Some(form) = &mut open {
                    form.words.extend([text.as_str(), " "]);
                }
            }
            Token::Open(name, _) => {
                let Some(form) = &mut open else { continue };
                match name.as_str() {
                    "input" | "button" => {
                        form.fields
                            .extend(input(&token, name, &mut has_button, &mut form.words));
                    }
                    "textarea" => form.fields.push(Field {
                        name: attribute(&token, "name"),
                        kind: "textarea".to_owned(),
                        sent: true,
                        ..Field::default()
                    }),
                    "select" => {
                        select = Some(Field {
                            name: attribute(&token, "name"),
                            kind: "select".to_owned(),
                            sent: false,
                            ..Field::default()
                        });
                    }
                    "option" => {
                        let chosen = token.attribute("selected").is_some();
                        if let Some(field) = &mut select
                            && (chosen || !field.sent)
                        {
                            field.value = attribute(&token, "value");
                            field.sent = true;
                        }
                    }
                    _ => {}
                }
            }
            Token::Close(name) if name == "select" => {
                if let (Some(form), Some(field)) = (&mut open, select.take()) {
                    form.fields.push(field);
                }
            }
            Token::Close(_) => {}
        }
    }
    found.extend(open);
    for (owner, mut field) in loose {
        if let Some(form) = found.iter_mut().find(|form| form.id == owner) {
            let mut fields = form.fields.iter();
            field.sent &= field.kind != "submit" || !fields.any(|known| known.kind == "submit" && known.sent);
            form.fields.push(field);
        }
    }
    found
}

fn begin(token: &Token, base: &Url, page: &Url) -> Option<Form> {
    let action = token.attribute("action").map(str::trim).unwrap_or_default();
    let action = if action.is_empty() {
        page.clone()
    } else {
        base.join(action).ok()?
    };
    Some(Form {
        action,
        method: token.attribute("method").unwrap_or("get").to_ascii_uppercase(),
        is_multipart: token
            .attribute("enctype")
            .is_some_and(|kind| kind.eq_ignore_ascii_case("multipart/form-data")),
        fields: Vec::new(),
        id: attribute(token, "id"),
        words: String::new(),
    })
}

fn attribute(token: &Token, name: &str) -> String {
    token.attribute(name).unwrap_or_default().to_owned()
}

fn input(token: &Token, tag: &str, has_button: &mut bool, words: &mut String) -> Option<Field> {
    let default = if tag == "button" { "submit" } else { "text" };
    let kind = token.attribute("type").unwrap_or(default).to_ascii_lowercase();
    // HTML standard: a type that is not known is a text.
    let kind = if tag == "input" && !is_known(&kind) {
        "text".to_owned()
    } else {
        kind
    };
    if token.attribute("disabled").is_some() || matches!(kind.as_str(), "reset" | "button" | "image" | "file")
    {
        return None;
    }
    let is_submit = kind == "submit";
    if is_submit {
        words.extend([token.attribute("value").unwrap_or_default(), " "]);
    }
    let sent = match kind.as_str() {
        "checkbox" | "radio" => token.attribute("checked").is_some(),
        // Only the button that is pressed is sent: the first one.
        "submit" => !std::mem::replace(has_button, true),
        _ => true,
    };
    let is_box = matches!(kind.as_str(), "checkbox" | "radio");
    let value = token.attribute("value").unwrap_or(if is_box { "on" } else { "" });
    Some(Field {
        name: attribute(token, "name"),
        value: value.to_owned(),
        autocomplete: attribute(token, "autocomplete").to_ascii_lowercase(),
        kind,
        sent,
    })
}

/// Whether an input's `type` is one of the HTML standard's; every other one is a text field.
fn is_known(kind: &str) -> bool {
    const TEXTS: &str = "text search tel url email password number";
    const OTHERS: &str = "hidden date month week time datetime-local range color checkbox radio file submit image reset button";
    [TEXTS, OTHERS]
        .iter()
        .any(|kinds| kinds.split(' ').any(|known| known == kind))
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_login_form_as_frameworks_write_it() {
        let html = r#"<form action="/search"><input name="q"></form>
            <form method=post action="/accounts/login/?next=/"><input type="hidden" name="csrfmiddlewaretoken" value="a&amp;b">
            <label>E-mail <input type="text" name="who" autocomplete="username"></label>
            <input type="password" name="secret"><input type="checkbox" name="remember" checked>
            <select name="lang"><option value="en"><option value="zh" selected></select>
            <button name="go" value="1">Log in</button><button name="other">Other</button></form>"#;
        let page = Url::parse("http://a.localhost/accounts/login/").unwrap();
        let forms = forms(html, &page);
        assert_eq!(forms.len(), 2);
        let form = &forms[1];
        assert_eq!(form.action.as_str(), "http://a.localhost/accounts/login/?next=/");
        assert_eq!(form.method, "POST");
        assert_eq!(form.account().unwrap().name, "who");
        assert_eq!(form.password().unwrap().name, "secret");
        let mut defaults = form.defaults();
        defaults.retain(|(name, _)| name != "who" && name != "secret");
        let expected = [
            ("csrfmiddlewaretoken", "a&b"),
            ("remember", "on"),
            ("lang", "zh"),
            ("go", "1"),
        ];
        assert_eq!(
            defaults,
            expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
        assert!(form.words.contains("Log in"));
    }

    #[test]
    fn fields_name_the_form_that_they_belong_to() {
        let html = r#"<form id="f" method="post" action="/login"></form><form id="search"><input name="q"></form>
            <input form="f" type="username" name="who"><input form="f" type="password" name="secret">
            <button form="f" name="op" value="login">Log in</button><button form="f" name="op" value="help">Help</button>"#;
        let page = Url::parse("http://a.localhost/login").unwrap();
        let forms = forms(html, &page);
        let form = &forms[0];
        assert_eq!(form.account().unwrap().name, "who");
        assert_eq!(form.password().unwrap().name, "secret");
        let op: Vec<_> = form
            .defaults()
            .into_iter()
            .filter(|(name, _)| name == "op")
            .collect();
        assert_eq!(op, [("op".to_owned(), "login".to_owned())]);
        assert_eq!(forms[1].fields.len(), 1);
    }
}
