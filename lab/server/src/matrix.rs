//! All scenarios on all scenes.

use std::{fs, process::ExitCode, sync::Arc};

use anyhow::{Context as _, Result, ensure};
use dev_deployment::{paint, stop::Stopped, workspace};
use lab_model::Lab;
use lab_scenarios::{
    golden::Golden,
    matrix::{self, Cell},
    report,
};

use crate::{
    cli::{Matrix, Options},
    explain, lab,
};

/// Plays the cells, prints what was asked for, and says what differs.
pub async fn run(what: &Matrix, options: &Options) -> Result<ExitCode> {
    ensure!(
        !what.write || what.selection.is_everything(),
        "--write wants everything played; leave --only out"
    );
    lab::build(options)?;
    let golden = Golden::read()?;
    let supervisor = lab::closed(options).await?;
    let lab: Arc<dyn Lab> = supervisor.clone();
    let played = tokio::select! {
        played = matrix::play(&lab, &golden, &what.selection, tell) => Some(played),
        () = lab::interrupted() => None,
    };
    supervisor.shut_down().await;
    let Some(matrix) = played.transpose()? else {
        return Err(Stopped.into());
    };
    if what.json {
        println!("{}", serde_json::to_string_pretty(&matrix)?);
    }
    if what.md {
        print!("{}", report::table(&golden, options.lang));
    }
    if what.svg {
        print!("{}", report::wide(&golden, options.lang));
    }
    let differing: Vec<_> = matrix.differing().collect();
    for cell in &differing {
        eprintln!();
        match &cell.outcome {
            Some(outcome) => eprint!("{}", explain::outcome(outcome, true, options.lang)),
            None => eprintln!("{} · {}: {}", cell.scenario, cell.scene, cell.found),
        }
        eprintln!(
            "{}",
            paint::red(&format!("expected {}, found {}", cell.expected, cell.found))
        );
    }
    if what.write && differing.is_empty() {
        write(&golden)?;
    }
    let seconds = matrix.took_ms / 1000;
    let all = matrix.cells.len();
    eprintln!(
        "\n{} of {all} cells are as expected, in {seconds} s",
        all - differing.len()
    );
    Ok(ExitCode::from(u8::from(!differing.is_empty())))
}

/// Renews the generated documents.
fn write(golden: &Golden) -> Result<()> {
    let documents = report::documents(golden);
    fs::create_dir_all(workspace::at(report::FOLDER))?;
    for (path, text) in documents {
        put(&path, &text)?;
    }
    for (name, lang) in report::READMES {
        let readme =
            fs::read_to_string(workspace::at(name)).with_context(|| format!("cannot read {name}"))?;
        let renewed = report::renewed(&readme, golden, lang);
        put(
            name,
            &renewed.with_context(|| format!("{name} has no lines {} and {}", report::BEGIN, report::END))?,
        )?;
    }
    Ok(())
}

fn put(path: &str, text: &str) -> Result<()> {
    fs::write(workspace::at(path), text).with_context(|| format!("cannot write {path}"))
}

/// A line for a cell that was played.
fn tell(cell: &Cell) {
    let mark = if cell.as_expected {
        paint::green("✓")
    } else {
        paint::red("✗")
    };
    let seconds = cell.took_ms / 100;
    let time = paint::dim(&format!("{}.{} s", seconds / 10, seconds % 10));
    let expected = if cell.as_expected {
        String::new()
    } else {
        paint::red(&format!("  (expected {})", cell.expected))
    };
    eprintln!(
        "{mark} {:<12} {:<4} {}{expected}  {time}",
        cell.scene, cell.scenario, cell.found
    );
}
