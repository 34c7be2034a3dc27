//! What this domain adds to a process.

use super::{Auth, Provider, SocialProvider, deletion, endpoints::endpoints, operators, seed};
use crate::pages::PAGES;
use app_kernel::{Links, PasswordCost};
use app_part::{Command, Part, Traffic, provide};
use sqlx::PgPool;
use std::time::Duration;

/// What differs from one deployment to another.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    /// Whether demo members may exist and log in: where only this machine can reach the service.
    pub demo: bool,
    /// Whether the demo member who looks after others' accounts may: where nobody else than the developer can log in as them.
    pub demo_operator: bool,
    /// Whether messages go to a page instead of to phones.
    pub mailbox: bool,
    /// Whoever takes messages to phones otherwise. With neither nobody can register, log in with a
    /// code or get a new password.
    pub provider: Option<Provider>,
    /// The time from a member's request to delete the account until it is deleted.
    pub deletion_grace: Duration,
    /// What passwords are hashed with; those that were hashed otherwise are hashed anew at the next login.
    pub password_cost: PasswordCost,
    /// Where the process notes that pages are asked for; passwords leave a core to them.
    pub traffic: Traffic,
    /// The providers at which members can log in instead.
    pub social: Vec<SocialProvider>,
    /// The domain for which passkeys are made, where the services have hosts of their own below it. With none it is the host of the
    /// account pages.
    pub passkey_domain: Option<String>,
}

/// Accounts on the database `pool`.
pub fn part(pool: &PgPool, links: Links, terms: Terms) -> Part {
    let demo = terms.demo;
    let grace = terms.deletion_grace;
    let auth = Auth::new(pool.clone(), links, terms);
    let (seeded, checked, operated) = (pool.clone(), pool.clone(), pool.clone());
    let (by_hand, deleting) = (pool.clone(), pool.clone());
    let (logins, confirmations) = (auth.logins.clone(), auth.confirmations.clone());
    let queue = auth.hasher.queue();
    Part {
        metrics: vec![Box::new(move |registry| {
            logins.register(registry);
            confirmations.register(registry);
            registry.register_collector(Box::new(queue));
        })],
        endpoints: endpoints(&auth),
        contexts: vec![provide(auth)],
        background: vec![Box::new(move || {
            let pool = deleting.clone();
            Box::pin(async move {
                deletion::delete_due(&pool).await;
                Ok(())
            })
        })],
        demo: vec![Box::new(move || {
            let pool = seeded.clone();
            Box::pin(async move { seed::seed(&pool).await })
        })],
        checks: vec![Box::new(move || {
            let pool = checked.clone();
            Box::pin(async move { seed::announce_demo_members(&pool, demo).await })
        })],
        commands: vec![
            Command {
                name: "member",
                help: operators::HELP,
                run: Box::new(move |words| {
                    let pool = operated.clone();
                    Box::pin(async move { operators::operate(&pool, &words, grace).await })
                }),
            },
            Command {
                name: "demo-members",
                help: "create the demo members; refused where others can reach the mall",
                run: Box::new(move |_| {
                    let pool = by_hand.clone();
                    Box::pin(async move {
                        anyhow::ensure!(demo, seed::REFUSAL);
                        seed::seed(&pool).await
                    })
                }),
            },
        ],
        ..Part::with_pages(PAGES)
    }
}
