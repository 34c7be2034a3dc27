//! The mall service: catalogue and search. It contains no login code.

use app_mall::server::{Mall, pictures, seed};
use server_host::{Program, Role, Service};
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    server_host::run(Service::Mall, |host| {
        Program::new(app_mall::App)
            .assets(pictures())
            .provide(Mall::new(host.pool(Role::Mall).clone()))
            .seed_with(Role::Mall, |pool| Box::pin(seed(pool)))
    })
    .await
}
