//! What a visitor reads from a page of the mall: who it takes them for, links and forms.

use diagnosis::evidence::Shown;
use serde_json::Value;
use url::Url;

/// A page that a visitor has before them.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its address, after all redirects.
    pub url: Url,
    /// Its status.
    pub status: u16,
    /// Its text.
    pub html: String,
}

/// A form on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// Where it is sent, as it is written.
    pub action: String,
    /// Its fields with the values they have.
    pub fields: Vec<(String, String)>,
}

impl Page {
    /// Who the page takes the visitor for: the header of a page, or the answer of `/api/session/viewer`.
    pub fn shown(&self) -> Shown {
        if let Ok(Value::Object(viewer)) = serde_json::from_str(&self.html) {
            let text = |name: &str| viewer.get(name).and_then(Value::as_str);
            return match (text("state"), text("nickname")) {
                (Some("member"), Some(name)) => Shown::Member(name.to_owned()),
                (Some("guest"), _) => Shown::Guest,
                _ => Shown::Unclear,
            };
        }
        let Some((_, member)) = self.html.split_once("class=\"utility-bar__member\"") else {
            return if self.html.contains("class=\"utility-bar__login\"") {
                Shown::Guest
            } else {
                Shown::Unclear
            };
        };
        let name = member
            .split_once("class=\"nickname\">")
            .and_then(|(_, rest)| rest.split_once('<'));
        name.map_or(Shown::Unclear, |(name, _)| Shown::Member(unescape(name)))
    }

    /// Whether the page says that it cannot tell at the moment who is asking.
    pub fn says_unavailable(&self) -> bool {
        let state = serde_json::from_str::<Value>(&self.html).ok();
        state.is_some_and(|answer| answer["state"] == "unavailable")
            || self.html.contains("class=\"utility-bar__unavailable\"")
    }

    /// The link of a class, as it is written.
    pub fn link(&self, class: &str) -> Option<String> {
        let mark = format!("class=\"{class}\"");
        let tags = self.html.split("<a ").skip(1);
        let tag = tags
            .filter_map(|rest| rest.split_once('>'))
            .find(|(tag, _)| tag.contains(&mark))?
            .0;
        attribute(tag, "href")
    }

    /// The value of the field with this id.
    pub fn field(&self, id: &str) -> Option<String> {
        let mark = format!("id=\"{id}\"");
        let tags = self.html.split("<input ").skip(1);
        let tag = tags
            .filter_map(|rest| rest.split_once('>'))
            .find(|(tag, _)| tag.contains(&mark))?
            .0;
        attribute(tag, "value")
    }

    /// All forms.
    pub fn forms(&self) -> Vec<Form> {
        let blocks = self.html.split("<form ").skip(1);
        blocks
            .filter_map(|rest| rest.split("</form>").next())
            .filter_map(|block| {
                let (head, body) = block.split_once('>')?;
                let inputs = body
                    .split("<input ")
                    .skip(1)
                    .filter_map(|rest| rest.split('>').next());
                let fields = inputs.filter(|tag| attribute(tag, "type").as_deref() != Some("checkbox"));
                Some(Form {
                    action: attribute(head, "action")?,
                    fields: fields
                        .filter_map(|tag| {
                            Some((
                                attribute(tag, "name")?,
                                attribute(tag, "value").unwrap_or_default(),
                            ))
                        })
                        .collect(),
                })
            })
            .collect()
    }

    /// The first form that is sent to an address with this end.
    pub fn form(&self, end: &str) -> Option<Form> {
        self.forms().into_iter().find(|form| form.action.ends_with(end))
    }
}

impl Form {
    /// The fields as they are sent, with some of them filled in.
    pub fn filled(&self, values: &[(&str, &str)]) -> String {
        let mut fields = self.fields.clone();
        for (name, value) in values {
            match fields.iter_mut().find(|(known, _)| known == name) {
                Some(field) => (*value).clone_into(&mut field.1),
                None => fields.push(((*name).to_owned(), (*value).to_owned())),
            }
        }
        url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish()
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!("{name}=\""))?;
    rest.split('"').next().map(unescape)
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#x27;", "'")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(html: &str) -> Page {
        Page {
            url: Url::parse("http://cfmall.localhost/").expect("an address"),
            status: 200,
            html: html.to_owned(),
        }
    }

    #[test]
    fn the_header_says_who_is_asking() {
        let member = r#"<nav><a href="/account" class="utility-bar__member"><svg></svg><bdi translate="no" class="nickname">张&amp;三<!></bdi></a></nav>"#;
        assert_eq!(page(member).shown(), Shown::Member("张&三".into()));
        let guest = r#"<a href="http://auth/login?next=x&amp;y=1" class="utility-bar__login">你好</a>"#;
        assert_eq!(page(guest).shown(), Shown::Guest);
        assert_eq!(
            page(guest).link("utility-bar__login").as_deref(),
            Some("http://auth/login?next=x&y=1")
        );
        assert_eq!(page("<p>503</p>").shown(), Shown::Unclear);
        assert_eq!(page(r#"{"state":"guest"}"#).shown(), Shown::Guest);
        assert_eq!(page(r#"{"state":"unavailable"}"#).shown(), Shown::Unclear);
        assert!(page(r#"{"state":"unavailable"}"#).says_unavailable());
        let hidden = r#"<p role="alert" data-says="unavailable" hidden class="form-error">"#;
        assert!(!page(hidden).says_unavailable(), "what a script may say later");
    }

    #[test]
    fn forms_are_filled_in() {
        let html = r#"<form method="post" action="/api/auth/login"><input name="account"><input type="hidden" name="next" value="/a"><input type="checkbox" name="remember" value="1"></form>"#;
        let form = page(html).form("/login").expect("a form");
        assert_eq!(form.filled(&[("account", "a b")]), "account=a+b&next=%2Fa");
        assert!(page(html).form("/logout").is_none());
    }

    #[test]
    fn fields_are_found_by_their_id() {
        let html = r#"<input type="hidden" name="n" value="1"><input id="quantity-7" name="n" value="2"><input id="empty">"#;
        assert_eq!(page(html).field("quantity-7").as_deref(), Some("2"));
        assert_eq!(page(html).field("empty"), None);
        assert_eq!(page(html).field("quantity-8"), None);
    }
}
