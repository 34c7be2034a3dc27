//! The whole mall in one process. Without a `DATABASE_URL` it brings its own PostgreSQL.

mod private_database;

use app_monolith::{Pools, Terms};
use server_host::{Role, Service};
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    let mut database = None;
    let exit = server_host::run_with_database(
        Service::Monolith,
        private_database::start(&mut database),
        |host| {
            let config = host.config();
            let pools = Pools {
                auth: host.pool(Role::Auth),
                mall: host.pool(Role::Mall),
            };
            app_monolith::part(
                pools,
                config.links.clone(),
                &config.session,
                Terms {
                    time_to_pay: config.time_to_pay,
                    demo: config.may_have_demo(),
                },
            )
        },
    )
    .await;
    private_database::stop(database).await;
    exit
}
