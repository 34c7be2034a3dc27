//! The commands of this workspace, so that two lines in the README are enough to begin.

mod bench;
mod browsers;
mod build;
mod cli;
mod cluster;
mod conformance;
mod database;
mod deployment;
mod dev_postgres;
mod doctor;
mod e2e;
mod islands;
mod paint;
mod plan;
mod port;
mod port_holder;
mod prepare;
mod probe;
mod process;
mod psql;
mod run;
mod site;
mod split;
mod stop;
mod structure;
mod style_bundle;
mod test;
mod tools;
mod topology;
mod weight;
mod workspace;

use std::process::ExitCode;

use cli::Command;

fn main() -> ExitCode {
    let outcome = cli::parse(std::env::args().skip(1)).and_then(|command| {
        stop::listen()?;
        match command {
            Command::Help(text) => {
                print!("{text}");
                Ok(())
            }
            Command::Run(options) => run::run(&options),
            Command::Split(options) => split::run(&options),
            Command::Test(options) => test::run(&options),
            Command::Conformance(options) => conformance::run(&options),
            Command::Control { socket, words } => return conformance::ask(&socket, &words),
            Command::BenchSession(options) => bench::session(&options),
            Command::Doctor => doctor::run(),
            Command::Prepare { check } => prepare::run(check),
            Command::Structure => structure::run(),
            Command::Weight => weight::run(),
        }
        .map(|()| ExitCode::SUCCESS)
    });
    match outcome {
        Ok(code) => code,
        // The convention of shells for a program that Ctrl-C ended.
        Err(error) if error.is::<stop::Stopped>() => ExitCode::from(130),
        Err(error) => {
            eprintln!("{} {error:#}", paint::red("error:"));
            ExitCode::FAILURE
        }
    }
}
