//! The auth service: accounts, login, logout.

use app_auth::server::{Auth, MEMBER_HELP, endpoints, members_for_everybody, operate, seed};
use server_host::{Program, Role, Service};
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    server_host::run(Service::Auth, |host| {
        let auth = Auth::new(host.pool(Role::Auth).clone(), host.config().links.clone());
        let local = host.config().is_local();
        Program::new(app_auth::App)
            .endpoints(endpoints(&auth))
            .provide(auth)
            .seed_with(Role::Auth, |pool| Box::pin(seed(pool)))
            .check_with(Role::Auth, move |pool| {
                Box::pin(members_for_everybody(pool, local))
            })
            .command("member", MEMBER_HELP, Role::Auth, |pool, arguments| {
                Box::pin(operate(pool, arguments))
            })
    })
    .await
}
