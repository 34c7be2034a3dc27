//! The search field, which suggests what may be meant while somebody types.

use leptos::{ev, html::Input, prelude::*};
use serde::{Deserialize, Serialize};

/// What may be meant by the beginning of a search.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// What is shown: the name of a category or product in the visitor's language.
    pub name: String,
    /// The path it leads to.
    pub address: String,
}

/// Translations that the search field needs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SearchWords {
    /// The name of the field.
    pub label: String,
    /// Shown while it is empty.
    pub placeholder: String,
    /// The name of the list of suggestions.
    pub suggestions: String,
}

/// The time after the last key until suggestions are asked for.
#[cfg(feature = "hydrate")]
const PAUSE: std::time::Duration = std::time::Duration::from_millis(150);

/// The search field. In the browser it is a combobox with suggestions (ARIA Authoring Practices Guide, "Editable Combobox With
/// List Autocomplete"); until its island is awake, and without JavaScript, it is a plain field.
#[island]
pub fn SearchField(
    /// The words that were searched for.
    query: Option<String>,
    /// Where suggestions are asked for, if this service has any: `GET` with the query `q` answers a list of [`Suggestion`]s.
    suggest: Option<String>,
    /// Words in the visitor's language.
    words: SearchWords,
) -> impl IntoView {
    let suggestions = RwSignal::new(Vec::<Suggestion>::new());
    // The one that Enter leads to.
    let active = RwSignal::new(None::<usize>);
    let is_open = move || !suggestions.read().is_empty();
    // The number of the last question. Only its answer counts.
    let last = StoredValue::new(0_u64);
    let close = move || {
        // What was asked before does not open it again.
        last.update_value(|last| *last += 1);
        active.set(None);
        suggestions.set(Vec::new());
    };
    let ask = asking(suggest.clone(), last, suggestions, active);
    let field = NodeRef::<Input>::new();
    // Without JavaScript it is no combobox.
    let combobox = RwSignal::new(None::<&str>);
    let (ask_at_once, searched) = (ask.clone(), query.clone().unwrap_or_default());
    let suggests = suggest.is_some();
    Effect::new(move || {
        combobox.set(suggests.then_some("combobox"));
        // What was typed before the island was awake.
        let typed = field.get().map(|field| field.value()).unwrap_or_default();
        if typed != searched {
            ask_at_once(typed);
        }
    });
    let move_to = move |step: isize| {
        let count = suggestions.read().len();
        active.update(|active| *active = moved(*active, step, count));
    };
    let key = move |event: ev::KeyboardEvent| {
        // The keys belong to the input method while it is at work.
        if !is_open() || event.is_composing() {
            return;
        }
        match event.key().as_str() {
            "ArrowDown" => move_to(1),
            "ArrowUp" => move_to(-1),
            "Escape" => close(),
            "Enter" => match active
                .get()
                .and_then(|index| suggestions.read().get(index).cloned())
            {
                Some(suggestion) => follow(&suggestion.address),
                None => return,
            },
            _ => return,
        }
        event.prevent_default();
    };
    let option = move |(index, suggestion): (usize, Suggestion)| {
        let Suggestion { name, address } = suggestion;
        view! {
            // A press would take the focus away from the field, and the list with it.
            <li id=format!("suggestion-{index}") class="search__suggestion" role="option"
                aria-selected=move || (active.get() == Some(index)).to_string()
                on:mousedown=|event| event.prevent_default()
                on:click=move |_| follow(&address)
            >
                {name}
            </li>
        }
    };
    let of_combobox = move |value: &'static str| combobox.get().map(|_| value);
    view! {
        <input node_ref=field class="search__field" type="search" name="q" value=query maxlength="80"
            placeholder=words.placeholder aria-label=words.label autocomplete=move || of_combobox("off")
            role=combobox aria-autocomplete=move || of_combobox("list") aria-controls=move || of_combobox("suggestions")
            aria-expanded=move || of_combobox(if is_open() { "true" } else { "false" })
            aria-activedescendant=move || active.get().map(|index| format!("suggestion-{index}"))
            on:input=move |event| ask(event_target_value(&event))
            on:keydown=key
            on:blur=move |_| close()
        />
        <ul id="suggestions" class="search__suggestions" translate="no" role="listbox" aria-label=words.suggestions hidden=move || !is_open()>
            {move || suggestions.get().into_iter().enumerate().map(option).collect_view()}
        </ul>
    }
}

/// The place `step` away from `active` among `count`, beginning at an end and going round.
fn moved(active: Option<usize>, step: isize, count: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    Some(match (active, step) {
        (None, 1) => 0,
        (None, _) | (Some(0), -1) => last,
        (Some(index), 1) if index >= last => 0,
        (Some(index), 1) => index + 1,
        (Some(index), _) => index - 1,
    })
}

/// Asks for suggestions when nobody has typed for a moment. `last` counts the questions: an answer that comes when there is a later one, or
/// the list was closed, is too late.
#[cfg(feature = "hydrate")]
fn asking(
    suggest: Option<String>,
    last: StoredValue<u64>,
    suggestions: RwSignal<Vec<Suggestion>>,
    active: RwSignal<Option<usize>>,
) -> impl Fn(String) + Clone + 'static {
    use leptos::task::spawn_local;

    move |typed: String| {
        let Some(suggest) = suggest.clone() else { return };
        last.update_value(|last| *last += 1);
        let question = last.get_value();
        // Without a timer there are no suggestions.
        let _ = set_timeout(
            move || {
                if last.try_get_value() != Some(question) {
                    return;
                }
                spawn_local(async move {
                    let answer = if typed.trim().is_empty() {
                        Vec::new()
                    } else {
                        // Without suggestions the field is as good as without JavaScript.
                        fetched(&suggest, &typed).await.unwrap_or_default()
                    };
                    if last.try_get_value() == Some(question) {
                        active.set(None);
                        suggestions.set(answer);
                    }
                });
            },
            PAUSE,
        );
    }
}

/// The server asks for nothing.
#[cfg(not(feature = "hydrate"))]
fn asking(
    _suggest: Option<String>,
    _last: StoredValue<u64>,
    _suggestions: RwSignal<Vec<Suggestion>>,
    _active: RwSignal<Option<usize>>,
) -> impl Fn(String) + Clone + 'static {
    |_typed: String| {}
}

#[cfg(feature = "hydrate")]
async fn fetched(suggest: &str, typed: &str) -> Option<Vec<Suggestion>> {
    use leptos::wasm_bindgen::JsCast;
    use wasm_bindgen_futures::JsFuture;

    let typed = String::from(js_sys::encode_uri_component(typed));
    let answer = JsFuture::from(window().fetch_with_str(&format!("{suggest}?q={typed}")));
    let answer: web_sys::Response = answer.await.ok()?.dyn_into().ok()?;
    let text = JsFuture::from(answer.text().ok()?).await.ok()?;
    serde_json::from_str(&text.as_string()?).ok()
}

#[cfg(feature = "hydrate")]
fn follow(address: &str) {
    // If the browser refuses, the visitor can still search.
    let _ = window().location().assign(address);
}

/// The server has no address bar.
#[cfg(not(feature = "hydrate"))]
fn follow(_address: &str) {}

#[cfg(test)]
mod tests {
    use super::moved;

    #[test]
    fn the_arrows_go_round() {
        assert_eq!(moved(None, 1, 3), Some(0));
        assert_eq!(moved(None, -1, 3), Some(2));
        assert_eq!(moved(Some(2), 1, 3), Some(0));
        assert_eq!(moved(Some(0), -1, 3), Some(2));
        assert_eq!(moved(Some(1), -1, 3), Some(0));
        assert_eq!(moved(Some(5), 1, 3), Some(0));
        assert_eq!(moved(None, 1, 0), None);
    }
}
