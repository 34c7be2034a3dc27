//! `bench session`: what it costs to know who is asking. `bench capacity`: what a login and the rest of a session's life use up. `bench pages`: what a page costs. `bench buying`: what an order costs.
//! `bench login`: what a login costs, and what others feel of many. `bench timing`: whether the time of an answer says who has an account.
//! `bench check`: whether those that fill tables can begin.

mod buying;
mod capacity;
mod chart;
mod check;
mod checks;
mod cli;
mod counters;
mod course;
mod figures;
mod filling;
mod floor;
mod goals;
mod load;
mod login;
mod logins;
mod machine;
mod options;
mod pages;
mod publish;
mod reading;
mod report;
mod scenario;
mod session;
mod table;
mod timing;
mod touches;
mod world;

use std::process::ExitCode;

use dev_deployment::stop;

use cli::Command;

fn main() -> ExitCode {
    stop::exit_code(cli::parse(std::env::args_os().skip(1)).and_then(|command| {
        stop::listen()?;
        match command {
            Command::Help(text) => print!("{text}"),
            Command::Session(options) => session::run(&options)?,
            Command::Capacity(options) => capacity::run(&options)?,
            Command::Buying(options) => buying::run(&options)?,
            Command::Login(options) => logins::run(&options)?,
            Command::Timing(options) => timing::run(&options)?,
            Command::Pages(options) => pages::run(&options)?,
            Command::Check(options) => check::run(&options)?,
        }
        Ok(ExitCode::SUCCESS)
    }))
}
