//! All of it, one after the other.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use dev_deployment::{
    build, cluster::Cluster, paint, process::Output, site, stop, topology::Layout, workspace,
};

use crate::{
    cli::Options,
    documented, expressions, faults,
    install::{self, Programs},
    prometheus::Prometheus,
    rules,
    shop::{MEMBER, Shop},
    traces,
};

/// Logs and data; relative to the workspace, and short, because a socket's path may not be long.
const FOLDER: &str = "target/observe";
/// How long a healthy shop is looked at: twice the longest range of a panel, which is 20 seconds here.
const HEALTHY: Duration = Duration::from_secs(40);
/// Addresses that nobody has asked for before.
const RANDOM: u32 = 10_000;
/// The ports of the second shop, of the one whose spans are looked at, and of Prometheus, above the first one.
const SECOND_ABOVE: u16 = 20;
const TRACES_ABOVE: u16 = 40;
const PROMETHEUS_ABOVE: u16 = 800;

/// Tries what is shipped; a machine without Prometheus says so and tries nothing.
pub fn run(options: &Options) -> Result<()> {
    let Some(programs) = install::ensure() else {
        return Ok(());
    };
    rules::check(&programs)?;
    done("promtool: the configuration, the rules, and their tests");
    if options.short {
        return Ok(());
    }
    if options.build {
        build::build_with(build::programs(Layout::Split), false, &["otlp"])?;
    }
    site::stage()?;
    let folder = workspace::at(FOLDER);
    fs::create_dir_all(&folder)?;
    let log = folder.join("log");
    drop(File::create(&log)?);
    let output = Output::File(Arc::new(File::options().append(true).open(&log)?));
    with_prometheus(&programs, options.port, &output).with_context(|| format!("see {}", log.display()))
}

fn with_prometheus(programs: &Programs, port: u16, output: &Output) -> Result<()> {
    let (cluster, database) = Cluster::start(&format!("{FOLDER}/postgres"), "cfmall_observe", false, output)?;
    let folder = workspace::at(FOLDER).join("prometheus");
    let watch = |shop: &Shop| {
        let copies = |job: &str| shop.targets(job);
        Prometheus::start(programs, &folder, copies, port + PROMETHEUS_ABOVE, output)
    };

    let spans = traces::follow_a_login(&cluster, port + TRACES_ABOVE, output)?;
    done(&format!(
        "a login at auth that leads back to the mall is one trace of {spans} spans, without a secret in it"
    ));

    let mut shop = Shop::start(&cluster, database, None, port, output)?;
    let prometheus = watch(&shop)?;
    let member = member(&shop)?;
    ensure!(
        shop.knows("mall-1", &member)?,
        "the mall does not know who has logged in at auth"
    );
    let begun = Instant::now();
    while begun.elapsed() < HEALTHY {
        shop.visit(&member, |_| false)?;
        stop::check_interrupt()?;
    }
    let complaints = prometheus.complaints()?;
    ensure!(complaints.is_empty(), "Prometheus cannot read {complaints:?}");
    let firing = prometheus.firing()?;
    ensure!(firing.is_empty(), "{firing:?} fire, and nothing is wrong");
    let count = expressions::ask(&prometheus)?;
    done(&format!(
        "a real Prometheus answers all {count} expressions of alerts and panels"
    ));
    documented::compare(&[shop.metrics("auth-1")?, shop.metrics("mall-1")?])?;
    done("every metric is documented, and every documented one is there");
    wander(&shop)?;
    faults::of_copies_and_store(&prometheus, &mut shop, &cluster, &member)?;
    drop((prometheus, shop));

    cluster.start_again()?;
    let (one, other) = (
        cluster.database("cfmall_observe_auth")?,
        cluster.database("cfmall_observe_mall")?,
    );
    let shop = Shop::start(&cluster, one, Some(&other), port + SECOND_ABOVE, output)?;
    let prometheus = watch(&shop)?;
    faults::of_sharing(&prometheus, &shop, &self::member(&shop)?)
}

/// Whoever asks for many addresses makes no more series.
fn wander(shop: &Shop) -> Result<()> {
    // One of each kind.
    shop.wander("mall-1", 5)?;
    let before = series(&shop.metrics("mall-1")?);
    shop.wander("mall-1", RANDOM)?;
    let after = series(&shop.metrics("mall-1")?);
    let more: Vec<_> = after.difference(&before).collect();
    ensure!(more.is_empty(), "{RANDOM} random addresses have added {more:?}");
    done(&format!(
        "{RANDOM} random addresses add no series to the {} of a copy",
        after.len()
    ));
    Ok(())
}

/// The series of an answer, without their values.
fn series(metrics: &str) -> BTreeSet<String> {
    let series = metrics.lines().filter(|line| !line.starts_with('#'));
    series
        .filter_map(|line| Some(line.rsplit_once(' ')?.0.to_owned()))
        .collect()
}

/// The cookie of a member; before that somebody has mistyped a password.
fn member(shop: &Shop) -> Result<String> {
    let (account, password) = MEMBER;
    ensure!(
        shop.log_in(account, "mistyped")?.is_none(),
        "a wrong password is accepted"
    );
    shop.log_in(account, password)?
        .context("the member cannot log in")
}

fn done(what: &str) {
    eprintln!("  {} {what}", paint::green("✓"));
}
