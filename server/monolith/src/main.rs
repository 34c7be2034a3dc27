//! The whole mall in one process. Without a `DATABASE_URL` it brings its own PostgreSQL, unless it was built for production.

#[cfg(feature = "private-database")]
mod private_database;

use app_monolith::{AccountTerms, Pools, Provider, SocialProvider, Terms};
use app_part::Part;
use server_host::{Host, Role, Service};
use std::process::ExitCode;

#[cfg(feature = "private-database")]
#[tokio::main]
async fn main() -> ExitCode {
    let mut database = None;
    let exit =
        server_host::run_with_database(Service::Monolith, private_database::start(&mut database), part).await;
    private_database::stop(database).await;
    exit
}

#[cfg(not(feature = "private-database"))]
#[tokio::main]
async fn main() -> ExitCode {
    server_host::run(Service::Monolith, part).await
}

fn part(host: &Host) -> Part {
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
            most_unpaid: config.most_unpaid,
            demo: config.may_have_demo(),
        },
        AccountTerms {
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
