//! The mall service: catalogue, search, cart and orders. It contains no login code.

use app_orders::server::Terms;
use server_host::{Role, Service};
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    server_host::run(Service::Mall, |host| {
        let config = host.config();
        let terms = Terms {
            time_to_pay: config.time_to_pay,
            most_unpaid: config.most_unpaid,
            demo: config.may_have_demo(),
        };
        app_mall::server::part(host.pool(Role::Mall), &config.links, &config.session)
            + app_orders::server::part(host.pool(Role::Mall), &config.links, &config.session, terms)
    })
    .await
}
