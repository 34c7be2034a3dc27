//! The commands of this workspace, so that two lines in the README are enough to begin.

mod browsers;
mod cli;
mod deny;
mod doctor;
mod e2e;
mod failures;
mod islands;
mod lab;
mod leptos;
mod lighthouse;
mod lint;
mod npm;
mod operations;
mod prepare;
mod report;
mod run;
mod rustup;
mod social;
mod split;
mod test;
mod tool;
mod watch;
mod weight;

use std::process::ExitCode;

use dev_deployment::stop;

use cli::Command;

fn main() -> ExitCode {
    stop::exit_code(cli::parse(std::env::args_os().skip(1)).and_then(|command| {
        stop::listen()?;
        match command {
            Command::Help(text) => {
                print!("{text}");
                Ok(())
            }
            Command::Run(options) => run::run(&options),
            Command::Split(options) => split::run(&options),
            Command::Describe { topology, port } => split::describe(topology.as_deref(), port),
            Command::Test(options) => test::run(&options),
            Command::Lab { program, words } => return lab::exit_code(program, &words),
            Command::Doctor => doctor::run(),
            Command::Prepare { check } => prepare::run(check),
            Command::Production => dev_structure::check_production(),
            Command::Structure => dev_structure::check_rules(),
            Command::Deny => deny::run(),
            Command::Lint => lint::run(),
            Command::Weight => weight::run(),
            Command::Lighthouse => lighthouse::run(),
            Command::Watch { words } => watch::run(&words),
            Command::CheckWatch { unless_proven } => watch::check(unless_proven),
        }
        .map(|()| ExitCode::SUCCESS)
    }))
}
