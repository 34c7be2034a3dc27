//! Says why a login gets lost between two services, in any language: logs in at one, visits the other, and diagnoses.

mod adapter;
mod browser;
mod circumstances;
mod cli;
mod cookie_file;
mod http;
mod investigation;
mod journey;
mod lang;
mod login;
mod obstacle;
mod page;
mod plan;
mod probes;
mod progress;
mod record;
mod report;
mod run;
mod site;

use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<_> = std::env::args_os().skip(1).collect();
    let wants_json = words.iter().any(|word| word == "--json");
    match cli::parse(words) {
        Ok(command) => run::run(command),
        Err(error) => run::refuse_words(&error, wants_json),
    }
}
