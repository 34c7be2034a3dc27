//! The mall service: catalogue, search and cart. It contains no login code.

use server_host::{Role, Service};
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    server_host::run(Service::Mall, |host| {
        let config = host.config();
        app_mall::server::part(host.pool(Role::Mall), &config.links, &config.session)
    })
    .await
}
