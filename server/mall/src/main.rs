//! The mall service: catalogue and search. It contains no login code.

use server_host::{Role, Service};
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    server_host::run(Service::Mall, |host| {
        app_mall::server::part(host.pool(Role::Mall), &host.config().links)
    })
    .await
}
