//! One scenario on one scene.

use std::process::ExitCode;

use anyhow::Result;
use dev_deployment::paint;
use lab_model::Lab;
use lab_scenarios::{golden::Golden, outcome};

use crate::{
    cli::{Options, Run},
    explain, lab, recording,
};

/// Plays it and says what came of it.
pub async fn run(what: &Run, options: &Options) -> Result<ExitCode> {
    lab::build(options)?;
    let supervisor = lab::closed(options).await?;
    let lab: &dyn Lab = supervisor.as_ref();
    let played = tokio::select! {
        played = outcome::run(lab, &what.scene, what.scenario) => Some(played),
        () = lab::interrupted() => None,
    };
    let names = lab.scenes().await;
    supervisor.shut_down().await;
    let Some(outcome) = played.transpose()? else {
        return Err(dev_deployment::stop::Stopped.into());
    };
    // The file knows a scene by the name that the lab has for it, in its own capitals.
    let id = names
        .iter()
        .map(|scene| scene.id.to_string())
        .find(|id| id.eq_ignore_ascii_case(&outcome.scene.to_string()));
    let id = id.unwrap_or_else(|| outcome.scene.to_string());
    print!("{}", explain::outcome(&outcome, what.explain, options.lang));
    if let Some(file) = &what.record {
        recording::write(file, &outcome)?;
    }
    let golden = Golden::read()?;
    Ok(match golden.expected(what.scenario, &id) {
        Some(expected) if expected == outcome.label => {
            println!(
                "{}",
                paint::dim(options.lang.pick("与预期相符。", "This is as expected."))
            );
            ExitCode::SUCCESS
        }
        Some(expected) => {
            let (zh, en) = (
                format!("预期的是 {expected}。"),
                format!("Expected was {expected}."),
            );
            println!("{}", paint::red(options.lang.pick(&zh, &en)));
            ExitCode::FAILURE
        }
        None => {
            let (zh, en) = (
                format!("golden.toml 里没有 {id}。"),
                format!("golden.toml says nothing of {id}."),
            );
            println!("{}", options.lang.pick(&zh, &en));
            ExitCode::from(u8::from(!outcome.passed))
        }
    })
}
