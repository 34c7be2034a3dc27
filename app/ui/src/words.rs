//! Translations, from the Fluent files in `locales/`.
//!
//! Islands are given their words as props, so the browser downloads no translations.

use app_kernel::Locale;
use leptos::prelude::use_context;

/// The language of the view that is being rendered.
///
/// # Panics
/// Outside of one.
pub fn language() -> Locale {
    use_context().expect("whatever renders a view says in which language")
}

/// The translation of `key` in the language of the view; a message without variables.
pub fn t(key: &'static str) -> String {
    words_in(language(), key, &[])
}

/// The translation of `key` with its variables filled in: `t_with("search-title", &[("words", &words)])`.
pub fn t_with(key: &'static str, values: &[(&'static str, &str)]) -> String {
    words_in(language(), key, values)
}

/// The translation of `key` with the variable `$count`, which also chooses the plural form.
pub fn t_count(key: &'static str, count: i64) -> String {
    count_in(language(), key, count)
}

fn count_in(locale: Locale, key: &str, count: i64) -> String {
    fluent::format(locale, key, [("count", count)])
}

/// The translation of `key` in a given language, for answers that are not pages.
pub fn words_in(locale: Locale, key: &str, values: &[(&'static str, &str)]) -> String {
    match fluent::fixed(locale, key) {
        Some(words) => words.to_owned(),
        None => fluent::format(locale, key, values.iter().copied()),
    }
}

mod fluent {
    use app_kernel::Locale;
    use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
    use fluent_syntax::ast::{Entry, PatternElement};
    use std::{collections::HashMap, sync::LazyLock};

    /// The translations into one language.
    struct Translations {
        bundle: FluentBundle<FluentResource>,
        /// Those without variables, by key: what they come to is always the same.
        fixed: HashMap<String, String>,
    }

    static ZH_CN: LazyLock<Translations> = LazyLock::new(|| {
        Translations::read(
            "zh-CN",
            [
                include_str!("../locales/zh-CN/ui.ftl"),
                include_str!("../locales/zh-CN/auth.ftl"),
                include_str!("../locales/zh-CN/mall.ftl"),
                include_str!("../locales/zh-CN/operators.ftl"),
                include_str!("../locales/zh-CN/orders.ftl"),
                include_str!("../locales/zh-CN/passkeys.ftl"),
                include_str!("../locales/zh-CN/social.ftl"),
            ],
        )
    });
    static EN: LazyLock<Translations> = LazyLock::new(|| {
        Translations::read(
            "en",
            [
                include_str!("../locales/en/ui.ftl"),
                include_str!("../locales/en/auth.ftl"),
                include_str!("../locales/en/mall.ftl"),
                include_str!("../locales/en/operators.ftl"),
                include_str!("../locales/en/orders.ftl"),
                include_str!("../locales/en/passkeys.ftl"),
                include_str!("../locales/en/social.ftl"),
            ],
        )
    });

    impl Translations {
        fn of(locale: Locale) -> &'static Self {
            match locale {
                Locale::ZhCn => &ZH_CN,
                Locale::En => &EN,
            }
        }

        fn read(tag: &str, sources: [&str; 7]) -> Self {
            let mut bundle = FluentBundle::new_concurrent(vec![
                tag.parse().expect("our own language tags are well formed"),
            ]);
            // Isolation marks protect mixed-direction text, but would end up in titles and attributes; nicknames, the one
            // foreign text, are isolated by <bdi> instead.
            bundle.set_use_isolating(false);
            let mut fixed = HashMap::new();
            for source in sources {
                let resource = FluentResource::try_new(source.to_owned())
                    .unwrap_or_else(|(_, errors)| panic!("locales/{tag} does not parse: {errors:?}"));
                fixed.extend(resource.entries().filter_map(|entry| {
                    let Entry::Message(message) = entry else {
                        return None;
                    };
                    let text = |element: &PatternElement<&str>| match element {
                        PatternElement::TextElement { value } => Some((*value).to_owned()),
                        PatternElement::Placeable { .. } => None,
                    };
                    let words: Option<String> = message.value.as_ref()?.elements.iter().map(text).collect();
                    Some((message.id.name.to_owned(), words?))
                }));
                bundle
                    .add_resource(resource)
                    .unwrap_or_else(|errors| panic!("locales/{tag}: {errors:?}"));
            }
            Self { bundle, fixed }
        }
    }

    /// The translation of `key`, if it has no variables.
    pub(super) fn fixed(locale: Locale, key: &str) -> Option<&'static str> {
        Translations::of(locale).fixed.get(key).map(String::as_str)
    }

    /// The translation of `key`. A missing key is shown as it is; `tests/words.rs` makes sure that none is missing.
    pub(super) fn format<'v, V: Into<FluentValue<'v>>>(
        locale: Locale,
        key: &str,
        values: impl IntoIterator<Item = (&'v str, V)>,
    ) -> String {
        let bundle = &Translations::of(locale).bundle;
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        let args: FluentArgs<'v> = values.into_iter().collect();
        bundle
            .format_pattern(pattern, Some(&args), &mut Vec::new())
            .into_owned()
    }
}
