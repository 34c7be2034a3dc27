//! The shop as a site of T9. It contains no login code, and begins and ends sessions of its own all the same.

use app_kernel::Origin;
use lab_sso::{
    setting::{self, SettingError},
    site::{self, Membership},
    toy,
};
use server_host::{Role, Service};
use std::process::ExitCode;

fn settings() -> Result<(Membership, Origin), SettingError> {
    setting::only_in_the_lab()?;
    let membership = Membership {
        id: setting::text("SSO_ID")?,
        secret: setting::text("SSO_SECRET")?,
        authority: setting::origin("SSO_AUTHORITY")?,
        back_channel: setting::parsed("SSO_BACK_CHANNEL")?,
    };
    Ok((membership, setting::origin("SSO_THIEF")?))
}

#[tokio::main]
async fn main() -> ExitCode {
    let (membership, thief) = match settings() {
        Ok(settings) => settings,
        Err(error) => {
            eprintln!("sso-site: {error}");
            return ExitCode::FAILURE;
        }
    };
    // As the monolith: this process serves the shop, and begins sessions.
    server_host::run(Service::Monolith, |host| {
        let config = host.config();
        let toy = toy::site(&config.links, &membership, &thief);
        let sso = site::part(
            host.pool(Role::Auth),
            &config.database_url,
            &config.links,
            &config.session,
            membership,
        );
        app_mall::server::part(host.pool(Role::Mall), &config.links, &config.session) + sso + toy
    })
    .await
}
