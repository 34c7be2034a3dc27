//! From what was asked for to the exit code.

use std::{path::Path, process::ExitCode, time::Instant};

use diagnosis::{
    Code, Diagnosis, Outcome, Question, Text, diagnose,
    evidence::{Evidence, Origin, Service, Shown, Step},
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
        Command::Replay { file, output } => match read(&file) {
            Ok(evidence) => finish(&evidence, diagnose(&evidence), &output),
            Err(error) => refuse(&Obstacle::new(error.clone(), error), &output),
        },
        Command::Verify { plan, output } => {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            match runtime {
                Ok(runtime) => match runtime.block_on(verify(&plan, &output)) {
                    Ok((evidence, diagnosis)) => finish(&evidence, diagnosis, &output),
                    Err(obstacle) => refuse(&obstacle, &output),
                },
                Err(error) => refuse(&Obstacle::new(error.to_string(), error.to_string()), &output),
            }
        }
    }
}

fn read(file: &Path) -> Result<Evidence, String> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let json: serde_json::Value =
        serde_json::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))?;
    // What `--json` prints has the run inside.
    let run = json.get("evidence").unwrap_or(&json);
    serde_json::from_value(run.clone()).map_err(|error| format!("{}: {error}", file.display()))
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

fn finish(evidence: &Evidence, diagnosis: Diagnosis, output: &Output) -> ExitCode {
    if let Some(file) = &output.record {
        let kept = if output.keep_values {
            evidence.clone()
        } else {
            report::stand_ins(evidence)
        };
        let text = serde_json::to_string_pretty(&kept).unwrap_or_default() + "\n";
        if let Err(error) = std::fs::write(file, text) {
            let said = format!("{}: {error}", file.display());
            return refuse(&Obstacle::new(said.clone(), said), output);
        }
    }
    if output.json {
        let kept = if output.keep_values {
            evidence.clone()
        } else {
            report::stand_ins(evidence)
        };
        println!("{}", report::json(&diagnosis, &kept));
    } else {
        print!("{}", report::human(&diagnosis, evidence, output.lang));
    }
    ExitCode::from(diagnosis.outcome.exit_code())
}

async fn verify(plan: &Plan, output: &Output) -> Result<(Evidence, Diagnosis), Obstacle> {
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
        run.door = Some(login::find(plan, &client, &plan.auth, plan.login.as_ref()).await?);
        if let Some(account) = plan.account.as_ref().filter(|_| !plan.read_only) {
            progress.say(
                "用错误的密码登录一次（之后的登录都会在服务器上留下会话）",
                "one login with a wrong password (every login from here on leaves a session at the server)",
            );
            run.try_wrong_password(account).await;
        }
    }
    progress.say(
        "访问者：登录、A、B、再回到 A",
        "the visitor: login, A, B, and back to A",
    );
    run.travel(plan.before.clone()).await?;
    if run.evidence.exchanges.iter().any(|exchange| {
        exchange.service == Service::A && exchange.step == Step::Control && exchange.member().is_some()
    }) {
        run.find_names().await;
    }
    let mut done = Vec::new();
    let mut diagnosis = run.decide(&mut done).await;
    if diagnosis.outcome == Outcome::Fine && plan.before.is_none() && plan.cookies.is_none() {
        let first = (run.evidence.clone(), diagnosis.clone());
        progress.say(
            "另一位访问者：登录之前先看过 B",
            "another visitor, who has seen B before the login",
        );
        run.forget_journey();
        let page = run.b.page.clone();
        run.travel(Some(page)).await?;
        diagnosis = run.decide(&mut done).await;
        if diagnosis.outcome == Outcome::Fine && plan.watch.is_none() {
            return Ok(first);
        }
    }
    if plan.watch.is_some() {
        run.watch().await;
        diagnosis = run.diagnose();
    }
    let diagnosis = doubt(&run, diagnosis);
    Ok((run.evidence, diagnosis))
}

/// A guessed landmark that B has never shown does not prove that B shows nobody: what rests on that alone is undecided, and what would fail
/// next is not said.
fn doubt(run: &Investigation<'_>, mut diagnosis: Diagnosis) -> Diagnosis {
    let rests = diagnosis.first.codes() == [Code::U6];
    let never = !run.evidence.exchanges.iter().any(|exchange| {
        exchange.service == Service::B
            && matches!(
                exchange.response.as_ref().map(|response| &response.shown),
                Some(Shown::Member(_))
            )
    });
    // A refusal needs no landmark.
    let is_refused = run
        .evidence
        .exchanges
        .iter()
        .any(|exchange| exchange.step == Step::Visit && exchange.status() >= 400);
    let is_guess = never && !run.b.reader.is_described();
    if is_guess
        && diagnosis
            .next
            .as_ref()
            .is_some_and(|next| next.codes() == [Code::U6])
    {
        diagnosis.next = None;
    }
    if rests && is_guess && !is_refused {
        diagnosis.outcome = Outcome::Unknown;
        let page = &run.b.page;
        let text = Text::new(
            format!(
                "B 对真实的 Cookie 另有回答，但 {page} 上没有认出登录者。登录者在这个页面上应该看到什么？（--mall-member）"
            ),
            format!(
                "B answers the real cookie in another way, yet nothing on {page} was recognised as a member's. What does a member see there? (--mall-member)"
            ),
        );
        diagnosis.sentence = Text::new(
            "无法确定：U6，或者 B 的页面用没有认出的方式显示登录。",
            "Undecided: U6, or B's page shows the login in a way that was not recognised.",
        );
        diagnosis.first.question = Some(Question { text, probe: None });
    }
    diagnosis
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
