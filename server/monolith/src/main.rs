//! The whole mall in one process. Without a `DATABASE_URL` it brings its own PostgreSQL.

mod private_database;

use app_auth::server::{Auth, MEMBER_HELP, endpoints, members_for_everybody, operate};
use app_mall::server::{Mall, pictures};
use server_host::{Program, Role, Service};
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    let mut database = None;
    let exit = server_host::run_with_database(
        Service::Monolith,
        private_database::start(&mut database),
        |host| {
            let auth = Auth::new(host.pool(Role::Auth).clone(), host.config().links.clone());
            let local = host.config().is_local();
            Program::new(app_monolith::App)
                .endpoints(endpoints(&auth))
                .assets(pictures())
                .provide(auth)
                .provide(Mall::new(host.pool(Role::Mall).clone()))
                .seed_with(Role::Auth, |pool| Box::pin(app_auth::server::seed(pool)))
                .seed_with(Role::Mall, |pool| Box::pin(app_mall::server::seed(pool)))
                .check_with(Role::Auth, move |pool| {
                    Box::pin(members_for_everybody(pool, local))
                })
                .command("member", MEMBER_HELP, Role::Auth, |pool, arguments| {
                    Box::pin(operate(pool, arguments))
                })
        },
    )
    .await;
    private_database::stop(database).await;
    exit
}
