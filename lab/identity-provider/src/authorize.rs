//! The page that asks somebody who they are (RFC 6749 §4.1.1; OpenID Connect Core §3.1.2).

use crate::{
    Fault, Provider, clock,
    keys::random,
    person::{PERSONS, Person},
};
use axum::{
    Form,
    extract::{Query, State},
    http::{StatusCode, header::CONTENT_SECURITY_POLICY},
    response::{Html, IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use std::fmt::Write;
use url::Url;

/// What somebody has agreed to, for whoever comes with the code.
pub(crate) struct Grant {
    pub(crate) person: Person,
    pub(crate) redirect: String,
    pub(crate) nonce: String,
    pub(crate) challenge: String,
    pub(crate) made_at: u64,
}

/// The parameters of a request.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    client_id: String,
    redirect_uri: String,
    response_type: String,
    scope: String,
    state: String,
    nonce: String,
    code_challenge: String,
    code_challenge_method: String,
    ui_locales: String,
}

impl Asked {
    /// What is wrong with it, in a word for whoever develops the program that asks.
    fn obstacle(&self, provider: &Provider) -> Option<&'static str> {
        let client = &provider.0.client;
        if self.client_id != client.id {
            return Some("unknown client_id");
        }
        if !client.redirects.contains(&self.redirect_uri) {
            return Some("unknown redirect_uri");
        }
        let is_code = self.response_type == "code" && self.scope.split(' ').any(|scope| scope == "openid");
        if !is_code {
            return Some("response_type is code, and scope has openid");
        }
        let has_challenge = self.code_challenge_method == "S256" && self.code_challenge.len() == 43;
        (!has_challenge).then_some("code_challenge_method is S256")
    }

    fn fields(&self) -> String {
        let fields = [
            ("client_id", &self.client_id),
            ("redirect_uri", &self.redirect_uri),
            ("response_type", &self.response_type),
            ("scope", &self.scope),
            ("state", &self.state),
            ("nonce", &self.nonce),
            ("code_challenge", &self.code_challenge),
            ("code_challenge_method", &self.code_challenge_method),
        ];
        fields.iter().fold(String::new(), |mut all, (name, value)| {
            let _ = writeln!(
                all,
                r#"<input type="hidden" name="{name}" value="{}">"#,
                escaped(value)
            );
            all
        })
    }
}

/// Asks.
pub(crate) async fn ask(State(provider): State<Provider>, Query(asked): Query<Asked>) -> Response {
    if let Some(obstacle) = asked.obstacle(&provider) {
        return (StatusCode::BAD_REQUEST, obstacle).into_response();
    }
    let template = if asked.ui_locales.starts_with("en") {
        include_str!("../pages/en.html")
    } else {
        include_str!("../pages/zh-CN.html")
    };
    let persons = PERSONS.iter().fold(String::new(), |mut all, person| {
        let _ = writeln!(
            all,
            r#"<button name="person" value="{}">{} <small>{}</small></button>"#,
            escaped(&person.subject),
            escaped(&person.name),
            escaped(&person.user_name)
        );
        all
    });
    let page = template
        .replace("{style}", include_str!("../pages/style.css"))
        .replace("{client}", &escaped(&asked.client_id))
        .replace("{persons}", &persons)
        .replace("{fields}", &asked.fields());
    let policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";
    ([(CONTENT_SECURITY_POLICY, policy)], Html(page)).into_response()
}

/// What somebody has chosen.
#[derive(Deserialize)]
pub(crate) struct Decision {
    #[serde(flatten)]
    asked: Asked,
    #[serde(default)]
    person: String,
    #[serde(default)]
    name: String,
    deny: Option<String>,
}

/// Sends them back with the answer.
pub(crate) async fn decide(State(provider): State<Provider>, Form(decision): Form<Decision>) -> Response {
    let asked = decision.asked;
    if let Some(obstacle) = asked.obstacle(&provider) {
        return (StatusCode::BAD_REQUEST, obstacle).into_response();
    }
    let Ok(mut back) = Url::parse(&asked.redirect_uri) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let fault = provider.fault();
    let error = match fault {
        _ if decision.deny.is_some() => Some("access_denied"),
        Some(Fault::ServerError) => Some("server_error"),
        Some(Fault::Unauthorized) => Some("unauthorized_client"),
        _ => None,
    };
    let mut answer = vec![("state", asked.state)];
    if let Some(error) = error {
        answer.push(("error", error.to_owned()));
    } else {
        let Some(person) = Person::find(&decision.person, &decision.name) else {
            return (StatusCode::UNPROCESSABLE_ENTITY, "nobody was chosen").into_response();
        };
        let code = random();
        let grant = Grant {
            person,
            redirect: asked.redirect_uri,
            nonce: asked.nonce,
            challenge: asked.code_challenge,
            made_at: clock::now(),
        };
        provider.changing().grants.insert(code.clone(), grant);
        answer.push(("code", code));
    }
    match fault {
        Some(Fault::AnswerOfAnother) => answer.push(("iss", "http://127.0.0.1:1".to_owned())),
        Some(Fault::AnswerOfNobody) => {}
        _ => answer.push(("iss", provider.issuer().to_owned())),
    }
    back.query_pairs_mut().extend_pairs(answer);
    Redirect::to(back.as_str()).into_response()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
