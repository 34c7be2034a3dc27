//! Playing the list.

use std::{
    fs,
    net::SocketAddr,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use dev_deployment::{
    build, paint, site,
    stop::{self, Stopped},
    topology::Layout,
    workspace,
};

use crate::{
    MALL_HOST,
    cases::{self, Case, Needs, Stage},
    cli::Options,
    entrance::{Certificate, Entrance},
    front::Front,
    install, known, report,
    witness::Witness,
    world::World,
};

/// Logs and data; relative to the workspace, and short, because a socket's path may not be long.
const FOLDER: &str = "target/proxies";

/// How long a proxy may take until it serves.
const START_LIMIT: Duration = Duration::from_secs(10);

/// How a case ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Holds,
    /// It does not, as is known, for this reason.
    Known(&'static str),
    Fails(String),
}

/// All cases behind one front.
pub struct Column {
    pub front: Front,
    pub outcomes: Vec<(&'static Case, Outcome)>,
}

/// Plays the cases behind every front; a failure does not keep the next one from being played.
pub fn run(options: &Options) -> Result<()> {
    let chosen: Vec<_> = cases::ALL
        .iter()
        .filter(|case| is_chosen(case, options))
        .collect();
    let needs_programs = chosen.iter().any(|case| case.needs == Needs::Programs);
    if options.build {
        if needs_programs {
            build::build(build::programs(Layout::Split), false)?;
        } else {
            build::build(&[&["gateway"]], false)?;
        }
    }
    let fronts = install::ensure(&options.fronts);
    let folder = workspace::at(FOLDER);
    fs::create_dir_all(&folder)?;
    let certificate = Certificate::make(&folder)?;
    let witness = Witness::start()?;
    let mut world = None;
    if needs_programs {
        site::stage()?;
        world = Some(World::start(FOLDER, options.port)?);
    }
    let mut columns = Vec::new();
    for front in fronts {
        let outcomes = play(front, &chosen, &certificate, &witness, world.as_mut())?;
        columns.push(Column { front, outcomes });
    }
    drop(world);
    if options.write {
        report::write(&columns)?;
    }
    let failures = failures(&columns);
    ensure!(failures.is_empty(), "not as expected: {}", failures.join("; "));
    Ok(())
}

fn is_chosen(case: &Case, options: &Options) -> bool {
    if options.short {
        return case.needs == Needs::Witness;
    }
    options.only.is_empty() || options.only.iter().any(|id| id == case.id)
}

fn play(
    front: Front,
    chosen: &[&'static Case],
    certificate: &Certificate,
    witness: &Witness,
    mut world: Option<&mut World>,
) -> Result<Vec<(&'static Case, Outcome)>> {
    eprintln!("\n{}", paint::bold(&front.title()));
    let started = |copies: [[SocketAddr; 2]; 2]| {
        let running = front.start(copies, certificate)?;
        let running = running.with_context(|| format!("{front} is not there any more"))?;
        until_it_serves(&running.entrance)?;
        Ok::<_, anyhow::Error>(running)
    };
    let [one, two, three, four] = witness.addresses;
    let witnessed = started([[one, two], [three, four]])?;
    let real = match &world {
        Some(world) => Some(started([world.addresses("auth")?, world.addresses("mall")?])?),
        None => None,
    };
    let mut outcomes = Vec::new();
    for case in chosen {
        let begun = Instant::now();
        let mut stage = Stage {
            witnessed: witnessed.entrance.clone(),
            witness,
            real: real
                .as_ref()
                .zip(world.as_deref_mut())
                .map(|(real, world)| (real.entrance.clone(), world)),
        };
        let outcome = judge(front, case.id, case.play(&mut stage));
        if stop::asked() {
            return Err(Stopped.into());
        }
        tell(case, &outcome, begun);
        outcomes.push((*case, outcome));
    }
    Ok(outcomes)
}

/// A proxy may listen before it has read who is behind it.
fn until_it_serves(entrance: &Entrance) -> Result<()> {
    let deadline = Instant::now() + START_LIMIT;
    loop {
        match entrance.get(MALL_HOST, "/version") {
            Ok(answer) if answer.status() == 200 => return Ok(()),
            answer => ensure!(Instant::now() < deadline, "it does not serve: {answer:?}"),
        }
        stop::check_interrupt()?;
    }
}

fn judge(front: Front, case: &str, played: Result<()>) -> Outcome {
    match (played, known::reason(front, case)) {
        (Ok(()), None) => Outcome::Holds,
        (Ok(()), Some(reason)) => Outcome::Fails(format!("holds, although it is known not to: {reason}")),
        (Err(_), Some(reason)) => Outcome::Known(reason),
        (Err(error), None) => Outcome::Fails(format!("{error:#}")),
    }
}

fn tell(case: &Case, outcome: &Outcome, begun: Instant) {
    let (mark, why) = match outcome {
        Outcome::Holds => (paint::green("✓"), String::new()),
        Outcome::Known(reason) => (paint::yellow("–"), format!(": {reason}")),
        Outcome::Fails(error) => (paint::red("✗"), format!(": {error}")),
    };
    let time = paint::dim(&format!("{} ms", begun.elapsed().as_millis()));
    eprintln!("  {mark} {} {}{why} {time}", case.id, case.title);
}

fn failures(columns: &[Column]) -> Vec<String> {
    let outcomes = columns.iter().flat_map(|column| {
        let outcomes = column.outcomes.iter();
        outcomes.map(move |(case, outcome)| (column.front, case.id, outcome))
    });
    outcomes
        .filter_map(|(front, case, outcome)| match outcome {
            Outcome::Fails(error) => Some(format!("{front} {case} ({error})")),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_each_case_once_and_in_order() {
        let ids: Vec<_> = cases::ALL.iter().map(|case| case.id).collect();
        let mut sorted = ids.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(ids, sorted);
    }

    #[test]
    fn what_nobody_knows_of_is_a_failure() {
        let outcome = judge(Front::Nginx, "P00", Err(anyhow::anyhow!("no")));
        assert_eq!(outcome, Outcome::Fails("no".to_owned()));
        assert_eq!(judge(Front::Nginx, "P00", Ok(())), Outcome::Holds);
    }
}
