//! The lab to be looked at: all of it, or one scene.

use std::{process::ExitCode, sync::Arc};

use anyhow::{Result, anyhow};
use dev_deployment::paint;
use lab_model::{Lab, SceneId};
use tokio::sync::watch;

use crate::{cli::Options, lab, pages};

/// The scene that is ready when the lab says that it is: the lesson's first failure.
const FIRST: &str = "T2a";

/// The lab in the browser.
pub async fn serve(options: &Options) -> Result<ExitCode> {
    lab::build(options)?;
    pages::stage()?;
    let supervisor = lab::open(options).await?;
    let (running, ending) = watch::channel(());
    supervisor.set_pages(pages::of(&supervisor, ending));
    let first: SceneId = FIRST.parse().unwrap_or_else(|never| match never {});
    start(supervisor.as_ref(), &first).await?;
    println!("ready: {}", supervisor.origin());
    eprintln!("\n  {}\n", paint::bold(&paint::green(supervisor.origin())));
    lab::interrupted().await;
    drop(running);
    supervisor.shut_down().await;
    Ok(ExitCode::SUCCESS)
}

/// One scene.
pub async fn up(id: &SceneId, options: &Options) -> Result<ExitCode> {
    lab::build(options)?;
    let supervisor = lab::open(options).await?;
    let lab: Arc<dyn Lab> = supervisor.clone();
    start(lab.as_ref(), id).await?;
    let scene = lab
        .scene(id)
        .await
        .map_err(|refusal| anyhow!(refusal.reason.en))?;
    let outcome = options.lang.of(&scene.outcome);
    let outcome = if scene.fails {
        paint::yellow(outcome)
    } else {
        paint::green(outcome)
    };
    eprintln!("\n  {outcome}\n");
    eprintln!("  mall   {}", paint::bold(&scene.mall));
    eprintln!("  login  {}", paint::bold(&format!("{}/login", scene.auth)));
    eprintln!(
        "  {}\n",
        paint::dim("zhangsan (张三) or lisi (李四), password cfmall-demo; Ctrl-C ends it")
    );
    println!("ready: {}", scene.mall);
    lab::interrupted().await;
    supervisor.shut_down().await;
    Ok(ExitCode::SUCCESS)
}

async fn start(lab: &dyn Lab, id: &SceneId) -> Result<()> {
    lab.start(id).await.map_err(|refusal| anyhow!(refusal.reason.en))
}
