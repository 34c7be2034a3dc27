//! One list of cases, played against nginx, HAProxy, Caddy, Traefik and our gateway, each before the real programs.

mod cases;
mod cli;
mod entrance;
mod front;
mod http;
mod install;
mod known;
mod load;
mod report;
mod run;
mod witness;
mod world;

use std::process::ExitCode;

use dev_deployment::stop;

use cli::Command;

/// The host name of auth.
const AUTH_HOST: &str = dev_deployment::topology::AUTH_HOST;
/// The host name of the mall.
const MALL_HOST: &str = dev_deployment::topology::MALL_HOST;

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
