//! Says why a login gets lost between two services, in any language: logs in at one, visits the other, and diagnoses.

mod adapter;
mod browser;
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
mod report;
mod run;
mod site;

use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::parse(std::env::args_os().skip(1)) {
        Ok(command) => run::run(command),
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::from(3)
        }
    }
}
