//! Pages and data that say that nobody is logged in.

use serde_json::{Map, Value};

use super::{ENTRANCES, says, visible::text};
use crate::http::Reply;

/// What pages call somebody who is not logged in, in lower case.
const GUESTS: [&str; 37] = [
    "guest",
    "gast",
    "invité",
    "invitado",
    "visitante",
    "гость",
    "ゲスト",
    "anonymous",
    "visitor",
    "stranger",
    "not logged",
    "not signed",
    "êtes pas connecté",
    "es pas connecté",
    "no has iniciado sesión",
    "no ha iniciado sesión",
    "unauthenticated",
    "unauthorized",
    "nobody",
    "logged out",
    "no session",
    "游客",
    "访客",
    "未登",
    "nicht angemeldet",
    "nicht eingeloggt",
    "niet ingelogd",
    "niet aangemeld",
    "inte inloggad",
    "ikke logget",
    "non hai effettuato",
    "niezalogowan",
    "nie jesteś zalogowan",
    "не авторизован",
    "nejste přihlášen",
    "nie ste prihlásen",
    "nincs bejelentkezve",
];

/// What pages ask such a visitor to do, where it has none of the words of [`ENTRANCES`]: verbs that are split or bent.
const INVITATIONS: [&str; 36] = [
    "melden sie sich an",
    "melde dich an",
    "anzumelden",
    "loggen sie sich ein",
    "logge dich ein",
    "einzuloggen",
    "connecte-toi",
    "identifie-toi",
    "authentifiez-vous",
    "inicie sesión",
    "inicie sesion",
    "identifíquese",
    "conéctate",
    "conéctese",
    "inicie sessão",
    "entre na sua conta",
    "effettua l'accesso",
    "effettuare l'accesso",
    "meld je aan",
    "meld u aan",
    "log je in",
    "log eerst in",
    "войдите",
    "авторизуйтесь",
    "увійдіть",
    "přihlaste se",
    "přihlas se",
    "prihláste sa",
    "prihlás sa",
    "jelentkezzen be",
    "jelentkezz be",
    "autentificați-vă",
    "conectați-vă",
    "conectează-te",
    "oturum aç",
    "συνδεθείτε",
];

/// Whether a page says that nobody is logged in.
pub fn greets_guest(reply: &Reply) -> bool {
    if matches!(reply.status, 401 | 403) {
        return true;
    }
    let shown = text(&reply.body).join(" ");
    says(&shown, &GUESTS) || says(&shown, &INVITATIONS) || says(&shown, &ENTRANCES) || says_nobody(reply)
}

/// Whether data name a person and leave it empty: a JSON object, or lines such as `user=`.
pub fn says_nobody(reply: &Reply) -> bool {
    const PERSON: [&str; 8] = [
        "user", "nick", "name", "member", "account", "viewer", "logged", "auth",
    ];
    const NOBODY: [&str; 8] = ["", "null", "none", "nil", "undefined", "false", "-", "0"];
    if let Ok(json) = serde_json::from_str::<Value>(&reply.body) {
        // What session endpoints say of nobody.
        if is_nothing(&json) {
            return true;
        }
        let mut fields = json.as_object().into_iter().flatten();
        return fields.any(|(key, value)| says(key, &PERSON) && is_nobody(value));
    }
    if reply.body.contains('<') {
        return false;
    }
    let mut lines = reply.body.lines().filter_map(|line| line.split_once(['=', ':']));
    lines.any(|(key, value)| {
        let value = value.trim().to_lowercase();
        key.len() < 20 && says(key, &PERSON) && NOBODY.contains(&value.as_str())
    })
}

/// Whether data are nothing, or name a person by one of the usual keys and leave it empty.
pub fn names_nobody(reply: &Reply) -> bool {
    const KEYS: [&str; 14] = [
        "user",
        "username",
        "name",
        "nickname",
        "email",
        "account",
        "member",
        "viewer",
        "session",
        "me",
        "authenticated",
        "loggedIn",
        "isLoggedIn",
        "logged_in",
    ];
    let Ok(json) = serde_json::from_str::<Value>(&reply.body) else {
        return false;
    };
    let fields = json.as_object();
    is_nothing(&json)
        || fields.is_some_and(|fields| KEYS.iter().any(|key| fields.get(*key).is_some_and(is_nobody)))
}

fn is_nothing(json: &Value) -> bool {
    json.is_null() || json.as_object().is_some_and(Map::is_empty)
}

fn is_nobody(value: &Value) -> bool {
    matches!(value, Value::Null | Value::Bool(false)) || value == ""
}
