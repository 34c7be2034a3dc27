//! `failover`: the fail-over of PostgreSQL, executed while visitors log in and out (`docs/availability.md`).

mod case;
mod checker;
mod cli;
mod crowd;
mod etcd;
mod folder;
mod machine;
mod member;
mod network;
mod node;
mod outcome;
mod play;
mod programs;
mod proxy;
mod record;
mod report;
mod rest;
mod rig;
mod run;
mod shop;

use std::process::ExitCode;

use dev_deployment::{guard, stop};

use cli::Command;

fn main() -> ExitCode {
    stop::exit_code(cli::parse(std::env::args_os().skip(1)).and_then(|command| {
        stop::listen()?;
        match command {
            Command::Help(text) => print!("{text}"),
            Command::Run(options) => {
                if !options.cases.iter().all(|case| case.is_simple()) {
                    network::enter_own()?;
                }
                guard::start()?;
                run::run(&options)?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }))
}
