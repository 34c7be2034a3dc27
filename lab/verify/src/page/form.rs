//! A form of a page: which of its fields is for what, and what it sends.

use url::Url;

/// A field of a form, with what it would send by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Field {
    pub name: String,
    pub kind: String,
    pub value: String,
    pub autocomplete: String,
    /// Whether it is sent without being touched: hidden fields, ticked boxes, the chosen option.
    pub sent: bool,
}

impl Field {
    /// Whether the field says that it is for a purpose: its `autocomplete` is a list of words, such as "section-a username webauthn" (HTML standard).
    pub fn is_for(&self, purpose: &str) -> bool {
        let mut purposes = self.autocomplete.split_ascii_whitespace();
        purposes.any(|own| own == purpose)
    }
}

/// Parts of the names that fields for the account have, in several languages.
const ACCOUNTS: [&str; 15] = [
    "user",
    "mail",
    "login",
    "account",
    "name",
    "phone",
    "identifier",
    "benutzer",
    "kennung",
    "konto",
    "usuario",
    "utente",
    "utilisateur",
    "identifiant",
    "gebruiker",
];

/// A form of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    pub action: Url,
    pub method: String,
    pub is_multipart: bool,
    pub fields: Vec<Field>,
    /// By which its fields name it where they stand elsewhere; empty if it has none.
    pub id: String,
    /// The text on it, buttons included.
    pub words: String,
}

impl Form {
    /// The password field, if it has exactly one: two are for registering.
    pub fn password(&self) -> Option<&Field> {
        let mut all = self.fields.iter().filter(|field| field.kind == "password");
        all.next().filter(|_| all.next().is_none())
    }

    /// The field for the account: by what it says of itself, or else the last text field before the password. Where the account is asked for
    /// by itself, and the password on the next page, it is the only text field.
    pub fn account(&self) -> Option<&Field> {
        let password = self.fields.iter().position(|field| field.kind == "password");
        let before: Vec<_> = self.fields[..password.unwrap_or(self.fields.len())]
            .iter()
            .filter(|field| matches!(field.kind.as_str(), "text" | "email" | "tel"))
            .collect();
        if password.is_none() && before.len() > 1 {
            return None;
        }
        let by_purpose = |field: &&&Field| field.is_for("username") || field.is_for("email");
        let by_name = |field: &&&Field| {
            let name = field.name.to_ascii_lowercase();
            ACCOUNTS.iter().any(|word| name.contains(word))
        };
        before
            .iter()
            .find(by_purpose)
            .or_else(|| before.iter().find(|field| field.kind == "email"))
            .or_else(|| before.iter().find(by_name))
            .or(before.last().filter(|_| password.is_some()))
            .copied()
    }

    /// What the form sends by itself.
    pub fn defaults(&self) -> Vec<(String, String)> {
        let sent = self
            .fields
            .iter()
            .filter(|field| field.sent && !field.name.is_empty());
        sent.map(|field| (field.name.clone(), field.value.clone()))
            .collect()
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use crate::page::forms;
    use url::Url;

    #[test]
    fn an_account_is_asked_for_by_itself_where_passkeys_are_offered() {
        let page = Url::parse("http://a.localhost/login").unwrap();
        for field in [
            r#"name="id" autocomplete="username webauthn""#,
            r#"name="id" autocomplete="section-login Username""#,
            r#"name="identifier""#,
            r#"name="benutzer""#,
        ] {
            let html = format!("<form method=post><input {field}><button>Next</button></form>");
            let found = forms(&html, &page);
            assert!(found[0].account().is_some(), "{field}");
        }
        let search = forms("<form><input name=q autocomplete=off></form>", &page);
        assert!(search[0].account().is_none());
    }
}
