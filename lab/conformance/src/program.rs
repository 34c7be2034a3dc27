//! The program: from the command line to the exit code.

use std::{path::Path, sync::Arc};

use anyhow::{Context, bail, ensure};

use crate::{
    adapter::Adapter,
    case::Case,
    cases,
    cli::{self, Command, Options},
    control::{Control, VerbOutcome},
    database::Database,
    deployment::{Deployment, Origin, Replica, Service},
    golden::Golden,
    quiet::Quiet,
    report::{Outcome, Run, document, markdown},
    suite,
    table::Table,
};

/// Carries out the command line `words`; the result is `true` if every case ended as expected.
pub async fn run(words: impl Iterator<Item = String>) -> anyhow::Result<bool> {
    match cli::parse(words)? {
        Command::Help => print!("{}", cli::HELP),
        Command::List => Table::new().list(&cases::all()),
        Command::Report { out, alike, runs } => {
            let runs: Vec<_> = runs
                .iter()
                .map(|path| Run::read(path))
                .collect::<Result<_, _>>()?;
            write(&out, &document::of(&runs, &alike)?)?;
        }
        Command::Run(options) => return judge(*options).await,
    }
    Ok(true)
}

async fn judge(options: Options) -> anyhow::Result<bool> {
    let cases = chosen(&options.only)?;
    let expected = options.expect.as_deref().map(Golden::read).transpose()?;
    let deployment = Arc::new(connect(&options).await?);
    let table = Table::new();
    let quiet = options.quiet.as_deref().map(Quiet::at).transpose();
    let quiet = quiet.context("the file of --quiet cannot be opened")?;
    let records = suite::run(&deployment, &cases, quiet.as_ref(), async |case, record| {
        table.row(case, record);
        let failed = matches!(record.outcome, Outcome::Failed(_));
        let is_expected = |expected: &Golden| expected.fail.contains_key(&record.id);
        if failed && !expected.as_ref().is_some_and(is_expected) {
            Table::complaints(&last_complaints(&deployment).await);
        }
    })
    .await;
    let run = Run {
        name: options.name.unwrap_or_else(|| deployment.adapter.name.clone()),
        system: deployment.adapter.name.clone(),
        cases: records,
    };
    table.sum(&run);
    if let Some(path) = &options.json {
        run.write(path)?;
    }
    if let Some(path) = &options.markdown {
        write(path, &markdown::of(&run, &cases))?;
    }
    if let Some(path) = &options.write_golden {
        Golden::of(&run).write(path)?;
    }
    let Some(expected) = expected else {
        return Ok(run.totals()[1] == 0);
    };
    let surprises = expected.surprises(&run);
    for surprise in &surprises {
        println!("not as expected: {surprise}");
    }
    Ok(surprises.is_empty())
}

/// What the copies have logged as a warning or an error, the last lines of it; nothing where nobody knows their logs.
async fn last_complaints(deployment: &Deployment) -> Vec<String> {
    let Some(control) = deployment
        .control
        .as_ref()
        .filter(|control| control.knows("logs"))
    else {
        return Vec::new();
    };
    let VerbOutcome::Done(logs) = control.run("logs", &[]).await else {
        return Vec::new();
    };
    complaints_in(&logs)
}

/// The last eight lines that are a warning or worse, each as far as somebody reads it.
fn complaints_in(logs: &str) -> Vec<String> {
    const MOST: usize = 8;
    const LENGTH: usize = 300;
    let complains = |line: &&str| {
        ["WARN", "ERROR", "FATAL", "PANIC", "panicked"]
            .iter()
            .any(|word| line.contains(word))
    };
    let last = logs.lines().rev().filter(complains).take(MOST);
    let mut last: Vec<String> = last
        .map(|line| line.trim().chars().take(LENGTH).collect())
        .collect();
    last.reverse();
    last
}

fn chosen(only: &[String]) -> anyhow::Result<Vec<&'static Case>> {
    let all = cases::all();
    for pattern in only {
        ensure!(
            all.iter().any(|case| case.is_named_by(pattern)),
            "there is no case {pattern}; see conformance --list"
        );
    }
    let is_chosen = |case: &&Case| only.is_empty() || only.iter().any(|pattern| case.is_named_by(pattern));
    Ok(all.into_iter().filter(is_chosen).collect())
}

async fn connect(options: &Options) -> anyhow::Result<Deployment> {
    let mut adapter = match &options.adapter {
        Some(path) => Adapter::read(path, &options.promises)?,
        None => Adapter::cfmall(&options.promises)?,
    };
    for path in &options.without {
        adapter.leave_out(path)?;
    }
    let control = match &options.control {
        Some(command) => Some(Control::connect(command).await?),
        None => None,
    };
    let database = match &options.database {
        Some(url) => Some(Database::connect(url).await?),
        None => None,
    };
    let of = |service: &str| -> Vec<String> {
        let copies = control.iter().flat_map(Control::copies);
        copies
            .filter(|copy| copy.service == service || copy.service == "monolith")
            .map(|copy| copy.url.clone())
            .collect()
    };
    let or_ask = |given: &[String], service| {
        if given.is_empty() {
            of(service)
        } else {
            given.to_vec()
        }
    };
    let auth = or_ask(&options.auth, "auth");
    let mall = or_ask(&options.mall, "mall");
    let (Some(first_auth), Some(first_mall)) = (auth.first(), mall.first()) else {
        bail!("the control program names no copies");
    };
    let auth_origin = Origin::parse(options.auth_origin.as_ref().unwrap_or(first_auth))?;
    let mall_origin = Origin::parse(options.mall_origin.as_ref().unwrap_or(first_mall))?;
    let replicas = |urls: &[String], service, origin: &Origin| -> anyhow::Result<Vec<Replica>> {
        urls.iter()
            .map(|url| Replica::parse(url, service, origin, options.allow_remote))
            .collect()
    };
    Ok(Deployment::new(
        adapter,
        replicas(&auth, Service::Auth, &auth_origin)?,
        replicas(&mall, Service::Mall, &mall_origin)?,
        control,
        database,
    ))
}

fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_long_logs_the_last_complaints_are_shown() {
        let logs = (1..=20)
            .map(|n| {
                format!("  auth-1 │ {{\"level\":\"WARN\",\"n\":{n}}}\n  auth-1 │ {{\"level\":\"INFO\"}}\n")
            })
            .chain([format!("ERROR:  {}\n", "é".repeat(1_000))])
            .collect::<String>();
        let complaints = complaints_in(&logs);
        assert_eq!(complaints.len(), 8);
        assert_eq!(complaints[0], "auth-1 │ {\"level\":\"WARN\",\"n\":14}");
        assert_eq!(complaints[7].chars().count(), 300);
        assert!(complaints_in("INFO all is well").is_empty());
    }
}
