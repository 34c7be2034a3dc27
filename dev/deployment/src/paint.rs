//! Colour, where there is a terminal to show it and nobody asked for none.

use std::{
    env,
    io::{IsTerminal, stderr},
    sync::LazyLock,
};

static WANTED: LazyLock<bool> = LazyLock::new(|| {
    let unset = |name| env::var_os(name).is_none_or(|value| value.is_empty());
    unset("NO_COLOR") && (stderr().is_terminal() || !unset("FORCE_COLOR"))
});

/// Red text.
pub fn red(text: &str) -> String {
    with("31;1", text)
}

/// Green text.
pub fn green(text: &str) -> String {
    with("32;1", text)
}

/// Yellow text.
pub fn yellow(text: &str) -> String {
    with("33;1", text)
}

/// Dimmed text.
pub fn dim(text: &str) -> String {
    with("2", text)
}

/// Bold text.
pub fn bold(text: &str) -> String {
    with("1", text)
}

fn with(code: &str, text: &str) -> String {
    if *WANTED {
        format!("\x1b[{code}m{text}\x1b[0m")
    } else {
        text.to_owned()
    }
}
