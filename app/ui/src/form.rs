//! Posting a form from an island, without leaving the page.

/// Posts `fields` to `address` as a script: the JSON of the answer; none if nobody answered with such JSON. The browser
/// finishes the request also when its page is left.
#[cfg(feature = "hydrate")]
pub async fn post<T: serde::de::DeserializeOwned>(address: &str, fields: &[(&str, &str)]) -> Option<T> {
    use js_sys::{JSON, Object, Reflect, encode_uri_component};
    use leptos::{
        prelude::window,
        wasm_bindgen::{JsCast, JsValue},
    };
    use wasm_bindgen_futures::JsFuture;

    let body: Vec<_> = fields
        .iter()
        .map(|(name, value)| format!("{name}={}", String::from(encode_uri_component(value))))
        .collect();
    // As JSON, because the browser's own types for it cost more wasm than the text.
    let options = JSON::parse(
        r#"{"method":"POST","keepalive":true,"headers":{"accept":"application/json","content-type":"application/x-www-form-urlencoded"}}"#,
    );
    let options: Object = options.ok()?.unchecked_into();
    Reflect::set(&options, &JsValue::from("body"), &JsValue::from(body.join("&"))).ok()?;
    let answer = window().fetch_with_str_and_init(address, options.unchecked_ref());
    let answer: web_sys::Response = JsFuture::from(answer).await.ok()?.dyn_into().ok()?;
    let text = JsFuture::from(answer.text().ok()?).await.ok()?;
    serde_json::from_str(&text.as_string()?).ok()
}
