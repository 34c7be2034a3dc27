//! From what was asked for to the exit code.

use std::{process::ExitCode, time::Instant};

use diagnosis::{
    Diagnosis, Outcome,
    evidence::{Origin, Service, Step},
};
use url::Url;

use crate::{
    cli::{Command, Output},
    http::{Client, Trust},
    investigation::Investigation,
    journey,
    lang::Lang,
    login,
    obstacle::Obstacle,
    plan::Plan,
    progress::Progress,
    record::Record,
    report,
};

const COULD_NOT_RUN: u8 = 3;

/// Does what was asked for.
pub fn run(command: Command) -> ExitCode {
    match command {
        Command::Help(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Command::Replay { file, output } => match Record::read(&file) {
            Ok(record) => finish(&record, record.diagnosis(), &output),
            Err(error) => refuse(&Obstacle::new(error.clone(), error), &output),
        },
        Command::Verify { plan, output } => {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            match runtime {
                Ok(runtime) => match runtime.block_on(verify(&plan, &output)) {
                    Ok((record, diagnosis)) => finish(&record, diagnosis, &output),
                    Err(obstacle) => refuse(&obstacle, &output),
                },
                Err(error) => refuse(&Obstacle::new(error.to_string(), error.to_string()), &output),
            }
        }
    }
}

fn refuse(obstacle: &Obstacle, output: &Output) -> ExitCode {
    if output.json {
        println!("{}", report::json_of_obstacle(&obstacle.0));
    } else {
        eprintln!("{}", output.lang.of(&obstacle.0));
    }
    ExitCode::from(COULD_NOT_RUN)
}

/// Says what is wrong with the words of the command line, or with a file that they name.
pub fn refuse_words(error: &anyhow::Error, wants_json: bool) -> ExitCode {
    let text = format!("{error:#}");
    let output = Output {
        json: wants_json,
        ..Output::new(Lang::from_environment())
    };
    refuse(&Obstacle::new(text.clone(), text), &output)
}

fn finish(record: &Record, diagnosis: Diagnosis, output: &Output) -> ExitCode {
    let kept = if output.keep_values {
        record.clone()
    } else {
        record.bare()
    };
    if let Some(file) = &output.record {
        let text = serde_json::to_string_pretty(&kept).unwrap_or_default() + "\n";
        if let Err(error) = std::fs::write(file, text) {
            let said = format!("{}: {error}", file.display());
            return refuse(&Obstacle::new(said.clone(), said), output);
        }
    }
    if output.json {
        println!("{}", report::json(&diagnosis, &kept));
    } else {
        print!("{}", report::human(&diagnosis, &record.evidence, output.lang));
    }
    ExitCode::from(diagnosis.outcome.exit_code())
}

async fn verify(plan: &Plan, output: &Output) -> Result<(Record, Diagnosis), Obstacle> {
    let client = Client::new(
        plan.overrides.clone(),
        Trust::new(plan.authorities.clone(), plan.insecure),
        plan.timeout,
        plan.most_requests,
    );
    let progress = Progress {
        lang: output.lang,
        quiet: output.quiet,
    };
    let mut run = Investigation::new(plan, &client, progress, Instant::now());
    run.evidence.origin = Some(Origin::Recorded {
        from: format!("verify-login, {} and {}", plain(&plan.auth), plain(&plan.mall)),
    });
    if plan.cookies.is_none() && plan.account.is_none() {
        return Err(journey::no_account());
    }
    progress.say("两个页面，不带 Cookie", "both pages without cookies");
    run.meet_guests().await?;
    if plan.cookies.is_none() {
        run.door = Some(login::find(plan, &client, [&plan.auth, &run.a.page], plan.login.as_ref()).await?);
        if let Some(login::Door::Request(request)) = &run.door {
            let asked = format!("{} {}", request.method, plain_page(&request.url));
            progress.say(&format!("登录请求：{asked}"), &format!("the login: {asked}"));
        }
    }
    progress.say(
        "访问者：登录、A、B、再回到 A",
        "the visitor: login, A, B, and back to A",
    );
    run.travel(plan.before.clone()).await?;
    // After the journey: a failure can make the next login wait.
    if let Some(account) = plan
        .account
        .as_ref()
        .filter(|_| !plan.read_only && plan.cookies.is_none())
    {
        progress.say(
            "用错误的密码登录一次（之后的登录都会在服务器上留下会话）",
            "one login with a wrong password (every login from here on leaves a session at the server)",
        );
        run.try_wrong_password(account).await;
    }
    if run.evidence.exchanges.iter().any(|exchange| {
        exchange.service == Service::A && exchange.step == Step::Control && exchange.member().is_some()
    }) {
        run.find_names().await;
    } else if let Some(account) = plan.account.as_ref().filter(|_| plan.cookies.is_none()) {
        run.force_login(account).await;
    }
    let mut done = Vec::new();
    let mut diagnosis = run.decide(&mut done).await;
    let may_log_in = plan.cookies.is_none() && !run.circumstances.has_no_logins();
    if diagnosis.outcome == Outcome::Fine && plan.before.is_none() && may_log_in {
        diagnosis = run.travel_again(diagnosis, &mut done).await;
    }
    if plan.watch.is_some() {
        run.watch().await;
        diagnosis = run.diagnose();
    }
    Ok(run.finished(diagnosis))
}

fn plain(url: &Url) -> String {
    url.origin().ascii_serialization()
}

/// An address without its query, which can have a token in it.
pub fn plain_page(url: &Url) -> String {
    let mut page = url.clone();
    page.set_query(None);
    page.into()
}

impl Output {
    /// What is said where nothing else is asked for.
    pub fn new(lang: Lang) -> Self {
        Self {
            json: false,
            record: None,
            keep_values: false,
            quiet: false,
            lang,
        }
    }
}
