//! Where figures go: the terminal, readers of docs/benchmarks, programs.

use std::{fmt::Write, fs};

use anyhow::{Context, Result};
use dev_deployment::{paint, workspace};
use serde_json::Value;

use crate::{
    machine::Machine,
    options::{FOLDER, PUBLISHED},
};

/// An aim, and what was found of it.
#[derive(Debug)]
pub struct Goal {
    pub aim: String,
    pub found: String,
    pub reached: bool,
}

/// The files of one benchmark.
#[derive(Debug, Clone, Copy)]
pub struct Files {
    pub name: &'static str,
    /// What was only tried is not published.
    pub quick: bool,
}

/// Shows figures, and whether the goals are reached.
pub fn show(figures: &str, goals: &[Goal]) {
    println!("\n{figures}");
    for Goal { aim, found, reached } in goals {
        let mark = if *reached {
            paint::green("reached    ")
        } else {
            paint::red("not reached")
        };
        println!("{mark}  {aim}: {found}");
    }
}

impl Files {
    /// Writes all samples down, for programs. These are never published.
    pub fn samples(self, samples: &Value) -> Result<()> {
        self.save(FOLDER, "json", &format!("{samples:#}\n"))
    }

    /// Writes the page down.
    pub fn page(self, markdown: &str) -> Result<()> {
        self.save(self.folder(), "md", markdown)
    }

    /// Writes the picture down.
    pub fn picture(self, svg: &str) -> Result<()> {
        self.save(self.folder(), "svg", svg)
    }

    const fn folder(self) -> &'static str {
        if self.quick { FOLDER } else { PUBLISHED }
    }

    fn save(self, folder: &str, end: &str, text: &str) -> Result<()> {
        let file = format!("{folder}/{}.{end}", self.name);
        fs::create_dir_all(workspace::at(folder))?;
        fs::write(workspace::at(&file), text).with_context(|| format!("cannot write {file}"))?;
        eprintln!("{}", paint::dim(&file));
        Ok(())
    }
}

/// The table of goals. `what` is the head of its first column.
pub fn goals(what: &str, goals: &[Goal]) -> String {
    let mut text = format!("| {what} | found | |\n|---|---|---|\n");
    for Goal { aim, found, reached } in goals {
        let mark = if *reached { "reached" } else { "**not reached**" };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "| {aim} | {found} | {mark} |");
    }
    text
}

/// The last section: what was measured on.
pub fn machine(machine: &Machine) -> String {
    let mut text = "\n## The machine\n\n".to_owned();
    for (name, value) in machine {
        let _ = writeln!(text, "- {name}: {value}");
    }
    text
}
