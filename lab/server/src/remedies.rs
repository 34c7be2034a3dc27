//! The four remedies of the lesson with meters.

use std::process::ExitCode;

use anyhow::Result;
use dev_deployment::{paint, stop::Stopped};
use lab_model::{Lab, Remedies};
use lab_scenarios::{lang::Lang, remedies};

use crate::{cli::Options, lab};

/// Measures them and prints what was asked for.
pub async fn run(json: bool, options: &Options) -> Result<ExitCode> {
    lab::build(options)?;
    let supervisor = lab::closed(options).await?;
    let lab: &dyn Lab = supervisor.as_ref();
    let measured = tokio::select! {
        measured = remedies::measure(lab) => Some(measured),
        () = lab::interrupted() => None,
    };
    supervisor.shut_down().await;
    let Some(remedies) = measured.transpose()? else {
        return Err(Stopped.into());
    };
    if json {
        println!("{}", serde_json::to_string_pretty(&remedies)?);
    } else {
        print(&remedies, options.lang);
    }
    Ok(ExitCode::SUCCESS)
}

fn print(remedies: &Remedies, lang: Lang) {
    let Remedies { visitors, copies, .. } = remedies;
    match lang {
        Lang::Zh => println!("{visitors} 个访问者，{copies} 个副本。\n"),
        Lang::En => println!("{visitors} visitors, {copies} copies.\n"),
    }
    for remedy in &remedies.remedies {
        let scene = remedy.scene.as_ref().map(ToString::to_string);
        let scene = scene.unwrap_or_else(|| lang.pick("计算", "computed").to_owned());
        println!("{}", paint::bold(&format!("{} ({scene})", lang.of(&remedy.name))));
        let memory = remedy
            .memory
            .map_or_else(|| "–".to_owned(), |memory| format!("{} MiB", memory / 1024));
        let (bytes, calls, held) = (remedy.cookie_bytes, remedy.store_calls, remedy.sessions_held);
        let (restart, scale) = (remedy.lost_at_restart, remedy.lost_at_scale_out);
        match lang {
            Lang::Zh => {
                println!("  每个请求的 Cookie {bytes} 字节，每页查会话 {calls:.2} 次，每个副本内存 {memory}");
                println!("  一万个会话里，每个副本自己存 {held} 个");
                println!("  丢失的登录：重启一个副本 {restart}，增加一个副本 {scale}");
            }
            Lang::En => {
                println!(
                    "  {bytes} bytes of cookies in each request, {calls:.2} look-ups for each page, {memory} for each copy"
                );
                println!("  of 10,000 sessions each copy keeps {held} itself");
                println!("  logins lost: {restart} when a copy restarts, {scale} when one is added");
            }
        }
        println!("  {}\n", paint::dim(lang.of(&remedy.note)));
    }
}
