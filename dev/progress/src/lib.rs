//! How far a build is, for people who wait for it: what is being done, how many crates of all, for how long.
//!
//! cargo counts by itself and draws a bar on a terminal. It is asked to draw the bar into a pipe, the numbers are
//! read off it, and everything else it says (warnings, errors) is passed on. So there is one source for the numbers
//! with a terminal and without.

mod cargo;
mod view;

pub use view::Display;

use std::{
    io::Read,
    process::{Command, Stdio},
    sync::mpsc::{RecvTimeoutError, channel},
    thread,
};

use view::View;

/// Lets a cargo command say on a pipe how far it is. Then spawn it, and [`follow`] its standard error.
pub fn prepare(cargo: &mut Command) -> &mut Command {
    cargo
        .env("CARGO_TERM_PROGRESS_WHEN", "always")
        .env("CARGO_TERM_PROGRESS_WIDTH", "120")
        .env("CARGO_TERM_PROGRESS_TERM_INTEGRATION", "false")
        .env(
            "CARGO_TERM_COLOR",
            if view::coloured() { "always" } else { "never" },
        )
        .stderr(Stdio::piped())
}

/// Shows how far cargo is until it closes the stream. `what` completes "compiling …".
pub fn follow(what: &str, display: Display, stream: impl Read + Send + 'static) {
    let (say, heard) = channel();
    thread::spawn(move || cargo::messages(stream).for_each(|message| drop(say.send(message))));
    let mut view = View::new(what, display);
    loop {
        match heard.recv_timeout(display.interval()) {
            Ok(message) => view.take(message),
            Err(RecvTimeoutError::Timeout) => view.show(),
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    view.finish();
}
