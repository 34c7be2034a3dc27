//! The session suite on one deployment after the other or on several at once, each with a `PostgreSQL` of its own.

mod cli;
mod clocks;
mod conformance;
mod control;
mod exhaustion;
mod faketime;
mod follower;
mod subject;
mod testbed;
mod verbs;

use std::process::ExitCode;

use dev_deployment::stop;

use cli::Command;

fn main() -> ExitCode {
    stop::exit_code(cli::parse(std::env::args_os().skip(1)).and_then(|command| {
        stop::listen()?;
        match command {
            Command::Help(text) => print!("{text}"),
            Command::Run(options) => conformance::run(&options)?,
            Command::Control { socket, words } => return control::ask(&socket, &words),
        }
        Ok(ExitCode::SUCCESS)
    }))
}
