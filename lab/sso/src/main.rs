//! `sso`: starts T9 on this machine. `cargo run -p lab-sso [PORT]`.

use anyhow::{Context, Result};
use dev_deployment::process::Output;
use lab_sso::deployment::Deployment;

const USUAL_PORT: u16 = 4600;

#[tokio::main]
async fn main() -> Result<()> {
    let port = match std::env::args().nth(1) {
        Some(port) => port.parse().context("the argument is a port")?,
        None => USUAL_PORT,
    };
    tokio::task::spawn_blocking(Deployment::build).await??;
    let running = Deployment::start(port, Output::Terminal).await?;
    println!("认证中心 authority  {}", running.authority);
    for site in &running.sites {
        println!("站点 site           {site}");
    }
    println!("错误示范 the toy    {}", running.sites[0].at(lab_sso::toy::PAGE));
    println!("小偷 the thief      {}", running.thief);
    println!("zhangsan / cfmall-demo; Ctrl-C ends everything");
    tokio::signal::ctrl_c().await?;
    running.stop().await;
    Ok(())
}
