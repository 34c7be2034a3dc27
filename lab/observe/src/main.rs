//! What is shipped for Prometheus and Grafana, tried: `promtool` on the rules, then a real Prometheus that asks a real split of ours, and
//! faults that must fire their own alert and no other; and the spans of a login, received (`docs/observability.md`).

mod cli;
mod collector;
mod documented;
mod expressions;
mod faults;
mod install;
mod names;
mod prometheus;
mod rules;
mod run;
mod shipped;
mod shop;
mod traces;

use std::process::ExitCode;

use dev_deployment::stop;

use cli::Command;

fn main() -> ExitCode {
    stop::exit_code(cli::parse(std::env::args_os().skip(1)).and_then(|command| {
        stop::listen()?;
        match command {
            Command::Help(text) => print!("{text}"),
            Command::Run(options) => run::run(&options)?,
        }
        Ok(ExitCode::SUCCESS)
    }))
}
