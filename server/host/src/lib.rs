//! What every web process needs and nothing of a domain.
//!
//! A binary says which service it is and of which [`Part`] it is made; [`run`] does the rest.

mod assets;
mod background;
mod body_deadline;
mod canonical;
mod command;
mod compressed_page;
mod config;
mod data_only;
mod database;
mod duration;
mod env;
mod error_pages;
mod health;
mod health_check;
mod host;
#[cfg_attr(not(feature = "lab"), path = "no_lab.rs")]
mod lab;
mod layers;
mod metrics;
mod origin_check;
mod page;
mod portraits;
mod preferences;
mod primary;
mod representation;
mod request_id;
mod router;
mod routes;
mod security_headers;
mod serve;
mod session_store;
mod shutdown;
mod telemetry;
#[cfg_attr(not(feature = "otlp"), path = "no_traces.rs")]
mod traces;
mod unread_body;
mod visit;

pub use config::{ConfigError, HostConfig, Messenger, Service, SocialProvider};
pub use database::{MIGRATOR, Role};
pub use host::Host;
pub use lab::LabConfig;
pub use router::router;
pub use session_store::SessionStore;

use app_kernel::path;
use app_part::Part;
use command::Command;
use std::process::ExitCode;
use telemetry::Telemetry;

/// A page is thousands of small allocations that live for a millisecond.
#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Runs the command the process was started with: `serve`, `migrate`, `seed`, `routes`, `check`, `health` or one of the program's own.
///
/// Every failure at start is one sentence on standard error that says what is wrong and how to mend it.
pub async fn run(service: Service, build: impl FnOnce(&Host) -> Part) -> ExitCode {
    run_with_database(service, async || Ok(Vec::new()), build).await
}

/// Like [`run`], with a database for those who have none: if the environment names none, `database` is asked for the variables
/// that it should have named.
pub async fn run_with_database(
    service: Service,
    database: impl AsyncFnOnce() -> anyhow::Result<Vec<(&'static str, String)>>,
    build: impl FnOnce(&Host) -> Part,
) -> ExitCode {
    match with_telemetry(service, database, build).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}: {error:#}", service.name());
            ExitCode::FAILURE
        }
    }
}

async fn with_telemetry(
    service: Service,
    database: impl AsyncFnOnce() -> anyhow::Result<Vec<(&'static str, String)>>,
    build: impl FnOnce(&Host) -> Part,
) -> anyhow::Result<()> {
    let command = Command::from_args(std::env::args().skip(1))?;
    // Others are done before anybody looks.
    let telemetry = Telemetry::start(service, command == Command::Serve)?;
    let done = attempt(command, service, database, build).await;
    telemetry.finish();
    done
}

async fn attempt(
    command: Command,
    service: Service,
    database: impl AsyncFnOnce() -> anyhow::Result<Vec<(&'static str, String)>>,
    build: impl FnOnce(&Host) -> Part,
) -> anyhow::Result<()> {
    if matches!(command, Command::Help | Command::Routes) {
        // Needs no database and no configuration: what is there depends on what is linked, and on nothing else.
        let host = Host::for_listing(service);
        let part = build(&host);
        println!(
            "{}",
            match command {
                Command::Help => command::help(service.name(), &part),
                _ => routes::list(&host, &part),
            }
        );
        return Ok(());
    }
    let variable = |name: &str| std::env::var(name).ok();
    if let Command::Health { ready } = command {
        // What it asks has read the rest of the configuration.
        let path = if ready { path::READYZ } else { path::LIVEZ };
        return health_check::ask(config::address(&variable)?, path);
    }
    let own_database = if config::database::is_named(&variable) {
        Vec::new()
    } else {
        database().await?
    };
    let config = HostConfig::from_env(service, &|name| {
        let own = own_database.iter().find(|(own, _)| *own == name);
        own.map(|(_, value)| value.clone()).or_else(|| variable(name))
    })?;
    if command == Command::Check {
        println!("the configuration is good: {config:#?}");
        return Ok(());
    }
    let host = Host::new(config);
    let part = build(&host);
    host.database().prepare().await?;
    match command {
        Command::Serve => serve::serve(host, part).await,
        Command::Seed => command::all(part.seeds.iter()).await,
        Command::Extra(name, words) => command::run(&part, &name, words).await,
        Command::Migrate | Command::Routes | Command::Check | Command::Health { .. } | Command::Help => {
            Ok(())
        }
    }
}
