//! The session lab on the command line.

mod cli;
mod explain;
mod lab;
mod matrix;
mod pages;
mod recording;
mod remedies;
mod run;
mod serve;

use std::process::ExitCode;

use anyhow::Result;
use dev_deployment::stop;

use cli::{Command, Words};

fn main() -> ExitCode {
    stop::exit_code(start())
}

fn start() -> Result<ExitCode> {
    let Words { command, options } = cli::parse(std::env::args_os().skip(1))?;
    match &command {
        Command::Help => {
            print!("{}", cli::HELP);
            return Ok(ExitCode::SUCCESS);
        }
        Command::Replay { file } => return recording::replay(file, options.lang),
        _ => {}
    }
    stop::listen()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match command {
            Command::Serve => serve::serve(&options).await,
            Command::Up { scene } => serve::up(&scene, &options).await,
            Command::Run(what) => run::run(&what, &options).await,
            Command::Matrix(what) => matrix::run(&what, &options).await,
            Command::Remedies { json } => remedies::run(json, &options).await,
            Command::Help | Command::Replay { .. } => Ok(ExitCode::SUCCESS),
        }
    })
}
