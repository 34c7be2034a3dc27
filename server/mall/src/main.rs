//! The mall service: catalogue, search, cart and orders. It contains no login code.

use server_host::{Role, Service};
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    server_host::run(Service::Mall, |host| {
        let config = host.config();
        app_mall::server::part(host.pool(Role::Mall), &config.links, &config.session)
            + app_orders::server::part(host.pool(Role::Mall), &config.links, config.may_have_demo())
    })
    .await
}
