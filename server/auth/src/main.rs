//! The auth service: accounts, login, logout.

use app_auth::server::{Provider, SocialProvider, Terms};
use server_host::{Role, Service};
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    server_host::run(Service::Auth, |host| {
        let config = host.config();
        app_auth::server::part(
            host.pool(Role::Auth),
            config.links.clone(),
            Terms {
                demo: config.may_have_demo(),
                demo_operator: config.is_local(),
                mailbox: config.has_mailbox(),
                provider: config.provider().map(|(address, token)| Provider {
                    address: address.to_string(),
                    token: token.clone(),
                }),
                deletion_grace: config.deletion_grace,
                password_cost: config.password_cost,
                traffic: host.traffic().clone(),
                social: config.social.iter().map(provider).collect(),
                passkey_domain: config.session.scope.domain().map(str::to_owned),
            },
        )
    })
    .await
}

/// A provider of logins, as accounts need to know it.
fn provider(told: &server_host::SocialProvider) -> SocialProvider {
    SocialProvider {
        name: told.name.clone(),
        label: told.label.clone(),
        issuer: told.issuer.clone(),
        client_id: told.client_id.clone(),
        client_secret: told.client_secret.clone(),
    }
}
