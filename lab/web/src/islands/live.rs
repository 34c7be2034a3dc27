//! Keeps what a page shows fresh: the server sends the panels that have changed, as HTML.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Translations that the island needs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LiveWords {
    /// Said while panels come.
    pub live: String,
    /// Said while somebody has stopped them.
    pub paused: String,
    /// Said when the server does not answer any more.
    pub lost: String,
    /// The button that stops them.
    pub pause: String,
    /// The button that lets them come again.
    pub resume: String,
    /// Said while a form is under way.
    pub working: String,
    /// Said when a form was not answered.
    pub failed: String,
}

/// Whether panels come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    not(feature = "hydrate"),
    expect(dead_code, reason = "on the server nothing is live")
)]
enum State {
    /// The island sleeps.
    Asleep,
    Live,
    Paused,
    Lost,
}

impl State {
    const fn name(self) -> &'static str {
        match self {
            Self::Asleep => "asleep",
            Self::Live => "live",
            Self::Paused => "paused",
            Self::Lost => "lost",
        }
    }
}

/// Keeps the panels of the page fresh (elements with `data-panel`), with a button to pause; applies the page's filter (a form with
/// `data-filter`) without loading it anew, and sends forms with `data-quiet` in the background, so that frames stay as they are.
///
/// Without JavaScript nothing of it is there: the page is reloaded.
#[island]
pub fn Live(
    /// Where changes come from: server-sent events.
    source: String,
    /// Words in the visitor's language.
    words: LiveWords,
) -> impl IntoView {
    let state = RwSignal::new(State::Asleep);
    // What screen readers are told, and everybody sees beside the state.
    let said = RwSignal::new(String::new());
    #[cfg(feature = "hydrate")]
    let toggle = {
        let connection = browser::Connection::new(source, state, said, words.clone());
        let wake = connection.clone();
        Effect::new(move || wake.open());
        connection.serve_forms();
        move |_| connection.toggle()
    };
    #[cfg(not(feature = "hydrate"))]
    let toggle = {
        drop(source);
        |_| ()
    };
    let words = StoredValue::new(words);
    let label = move || {
        words.with_value(|words| match state.get() {
            State::Asleep => String::new(),
            State::Live => words.live.clone(),
            State::Paused => words.paused.clone(),
            State::Lost => words.lost.clone(),
        })
    };
    let button = move || {
        words.with_value(|words| {
            if state.get() == State::Paused {
                words.resume.clone()
            } else {
                words.pause.clone()
            }
        })
    };
    view! {
        <div class="live" data-state=move || state.get().name() hidden=move || state.get() == State::Asleep>
            <span class="live__state">{label}</span>
            <button class="button button--small" type="button" on:click=toggle>{button}</button>
            <p class="live__said" role="status">{move || said.get()}</p>
        </div>
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    //! The browser's side.

    use leptos::{
        leptos_dom::helpers::document,
        prelude::*,
        task::spawn_local,
        wasm_bindgen::{JsCast, JsValue, closure::Closure},
    };
    use serde::Deserialize;
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{
        Element, Event, EventSource, FormData, HtmlElement, HtmlFormElement, MessageEvent, RequestInit,
        Response, SubmitEvent, UrlSearchParams,
    };

    use super::{LiveWords, State};

    /// What the server sends.
    #[derive(Deserialize)]
    struct Change {
        panels: Vec<(String, String)>,
        say: Option<String>,
    }

    /// The connection to the server.
    #[derive(Clone)]
    pub struct Connection {
        source: StoredValue<String>,
        events: StoredValue<Option<EventSource>, LocalStorage>,
        state: RwSignal<State>,
        said: RwSignal<String>,
        words: StoredValue<LiveWords>,
    }

    impl Connection {
        pub fn new(source: String, state: RwSignal<State>, said: RwSignal<String>, words: LiveWords) -> Self {
            Self {
                source: StoredValue::new(source),
                events: StoredValue::new_local(None),
                state,
                said,
                words: StoredValue::new(words),
            }
        }

        /// Lets panels come.
        pub fn open(&self) {
            self.close();
            let Ok(events) = EventSource::new(&self.source.get_value()) else {
                return;
            };
            let (state, said) = (self.state, self.said);
            let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
                let change = event.data().as_string();
                let change = change.and_then(|text| serde_json::from_str::<Change>(&text).ok());
                if let Some(change) = change {
                    for (name, html) in &change.panels {
                        replace(name, html);
                    }
                    if let Some(say) = change.say {
                        said.set(say);
                    }
                }
            });
            let on_open = Closure::<dyn Fn(Event)>::new(move |_| state.set(State::Live));
            let on_error = Closure::<dyn Fn(Event)>::new(move |_| state.set(State::Lost));
            events.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
            events.set_onopen(Some(on_open.as_ref().unchecked_ref()));
            events.set_onerror(Some(on_error.as_ref().unchecked_ref()));
            // They live as long as the page.
            on_message.forget();
            on_open.forget();
            on_error.forget();
            self.events.set_value(Some(events));
        }

        fn close(&self) {
            if let Some(events) = self.events.try_update_value(Option::take).flatten() {
                events.close();
            }
        }

        /// Stops panels, or lets them come again.
        pub fn toggle(&self) {
            if self.state.get_untracked() == State::Paused {
                self.open();
            } else {
                self.close();
                self.state.set(State::Paused);
            }
        }

        /// Takes over the page's filter, and forms that are sent in the background.
        pub fn serve_forms(&self) {
            let connection = self.clone();
            let on_submit = Closure::<dyn Fn(SubmitEvent)>::new(move |event: SubmitEvent| {
                let form = event
                    .target()
                    .and_then(|form| form.dyn_into::<HtmlFormElement>().ok());
                let Some(form) = form else { return };
                if form.has_attribute("data-filter") {
                    event.prevent_default();
                    connection.filter(&form);
                } else if form.has_attribute("data-quiet") {
                    event.prevent_default();
                    connection.send(&form, event.submitter().as_ref());
                }
            });
            // Without it the forms do what they do without JavaScript.
            let _ = document().add_event_listener_with_callback("submit", on_submit.as_ref().unchecked_ref());
            on_submit.forget();
        }

        fn filter(&self, form: &HtmlFormElement) {
            let Some(query) = FormData::new_with_form(form).ok().and_then(|form| query(&form)) else {
                return;
            };
            let location = window().location();
            let Ok(path) = location.pathname() else { return };
            self.source.set_value(format!("{path}/live?{query}"));
            if let Ok(history) = window().history() {
                let address = format!("{path}?{query}");
                // A browser may refuse; then a reload forgets the filter.
                let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
            }
            self.open();
        }

        fn send(&self, form: &HtmlFormElement, submitter: Option<&HtmlElement>) {
            let Ok(data) = FormData::new_with_form(form) else {
                return;
            };
            let pressed = submitter
                .and_then(|button| Some((button.get_attribute("name")?, button.get_attribute("value")?)));
            if let Some((name, value)) = pressed {
                // A form that was read can be added to.
                let _ = data.append_with_str(&name, &value);
            }
            let (said, words) = (self.said, self.words);
            let action = form.action();
            let Some(body) = query(&data) else {
                return;
            };
            said.set(words.with_value(|words| words.working.clone()));
            spawn_local(async move {
                let answer = post(&action, &body).await;
                said.set(answer.unwrap_or_else(|| words.with_value(|words| words.failed.clone())));
            });
        }
    }

    async fn post(action: &str, body: &str) -> Option<String> {
        let request = RequestInit::new();
        request.set_method("POST");
        request.set_body(&JsValue::from_str(body));
        let headers = web_sys::Headers::new().ok()?;
        headers.set("accept", "text/plain").ok()?;
        headers
            .set("content-type", "application/x-www-form-urlencoded")
            .ok()?;
        request.set_headers(&headers);
        let answer = JsFuture::from(window().fetch_with_str_and_init(action, &request)).await;
        let answer: Response = answer.ok()?.dyn_into().ok()?;
        if !answer.ok() {
            return None;
        }
        JsFuture::from(answer.text().ok()?).await.ok()?.as_string()
    }

    /// The entries of a form as a query.
    fn query(form: &FormData) -> Option<String> {
        let query = UrlSearchParams::new_with_str_sequence_sequence(form).ok()?;
        Some(String::from(query.to_string()))
    }

    /// Puts HTML of the server into a panel. What is open stays open, and the focus stays where it is.
    fn replace(name: &str, html: &str) {
        let panel = document().query_selector(&format!("[data-panel={name}]"));
        let Some(panel) = panel.ok().flatten() else { return };
        let focused = document()
            .active_element()
            .filter(|focused| panel.contains(Some(focused)))
            .and_then(|focused| {
                focused
                    .get_attribute("href")
                    .or_else(|| focused.get_attribute("id"))
            });
        let open = ids(&panel, "details[open][id]");
        panel.set_inner_html(html);
        for id in open {
            if let Some(details) = document().get_element_by_id(&id) {
                // An attribute of an element that is there can be set.
                let _ = details.set_attribute("open", "");
            }
        }
        if let Some(place) = focused {
            let again = panel.query_selector(&format!("[href='{place}'], [id='{place}']"));
            if let Some(element) = again
                .ok()
                .flatten()
                .and_then(|again| again.dyn_into::<HtmlElement>().ok())
            {
                let _ = element.focus();
            }
        }
    }

    fn ids(panel: &Element, selector: &str) -> Vec<String> {
        let Ok(found) = panel.query_selector_all(selector) else {
            return Vec::new();
        };
        (0..found.length())
            .filter_map(|index| found.get(index)?.dyn_into::<Element>().ok()?.get_attribute("id"))
            .collect()
    }
}
