//! All cases that were asked for, one after the other, on one rig.

use std::{
    fs::{self, File},
    sync::Arc,
};

use anyhow::{Context, Result, bail};
use dev_deployment::{build, paint, process::Output, site, topology::Layout, workspace};

use crate::{
    cli::Options,
    machine, play,
    programs::{self, Programs},
    report,
    rig::Rig,
    shop::Shop,
};

/// What the programs say.
const FOLDER: &str = "target/failover";

/// Plays them, and says what came of it.
pub fn run(options: &Options) -> Result<()> {
    let patroni = options.patroni.as_deref();
    if options.short && !programs::install_missing(patroni) {
        return Ok(());
    }
    let programs = Programs::find(patroni)?;
    if options.build {
        build::build(build::programs(Layout::Split), false)?;
    }
    site::stage()?;
    let folder = workspace::at(FOLDER);
    fs::create_dir_all(&folder)?;
    let log = folder.join("log");
    drop(File::create(&log)?);
    let output = Output::File(Arc::new(File::options().append(true).open(&log)?));
    play_all(options, &programs, &output).with_context(|| format!("see {}", log.display()))
}

fn play_all(options: &Options, programs: &Programs, output: &Output) -> Result<()> {
    eprintln!(
        "{}",
        paint::dim("three PostgreSQL, Patroni, etcd and HAProxy start …")
    );
    let mut rig = Rig::start(programs, output)?;
    let mut shop = Shop::start(&rig, options.port, options.visitors, output)?;
    let (mut outcomes, mut failed) = (Vec::new(), 0);
    for case in &options.cases {
        let mut runs = Vec::new();
        for number in 1..=options.runs {
            let line = format!("{}, {number} of {}: {}", case.id, options.runs, case.what);
            eprintln!("{}", paint::dim(&line));
            let run = play::play(case, &mut rig, &mut shop, options.visitors)
                .with_context(|| format!("{}, run {number}", case.id))?;
            let is_good = if options.short {
                run.is_right(case)
            } else {
                run.keeps(case)
            };
            failed += u32::from(!is_good);
            runs.push(run);
        }
        outcomes.push((*case, runs));
        if options.write {
            // What was seen stays also if a later case breaks off.
            report::write(&outcomes, &machine::describe(programs)?)?;
        }
    }
    if failed > 0 {
        bail!("{failed} runs do not keep what is promised");
    }
    Ok(())
}
