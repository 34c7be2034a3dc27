//! `rehearse split`: fifty shoppers go on shopping while the monolith becomes two services, step by step, and back, and while one copy is
//! killed in each step. Nobody may be logged out (`docs/decisions/0048`).

mod chromium;
mod cli;
mod copies;
mod crowd;
mod front;
mod path;
mod record;
mod rehearsal;
mod shopper;
mod timeline;

use std::process::ExitCode;

use dev_deployment::stop;

use cli::Command;

fn main() -> ExitCode {
    stop::exit_code(cli::parse(std::env::args_os().skip(1)).and_then(|command| {
        stop::listen()?;
        match command {
            Command::Help(text) => print!("{text}"),
            Command::Split(options) => rehearsal::run(&options)?,
        }
        Ok(ExitCode::SUCCESS)
    }))
}
