//! The auth service as the authority of T9.

use app_auth::server::Terms;
use lab_sso::{authority, setting, toy};
use server_host::{Role, Service};
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    let sites = match setting::only_in_the_lab().and_then(|()| setting::sites()) {
        Ok(sites) => sites,
        Err(error) => {
            eprintln!("sso-authority: {error}");
            return ExitCode::FAILURE;
        }
    };
    server_host::run(Service::Auth, |host| {
        let config = host.config();
        let pool = host.pool(Role::Auth);
        let terms = Terms {
            demo: config.may_have_demo(),
            mailbox: config.has_mailbox(),
            traffic: host.traffic().clone(),
            ..Terms::default()
        };
        let accounts = app_auth::server::part(pool, config.links.clone(), terms);
        authority::part(accounts, pool, &config.database_url, &config.links, sites)
            + toy::authority(&config.links)
    })
    .await
}
