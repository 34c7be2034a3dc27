//! Whether what runs is the mall, also while its pods are replaced, and while one is killed.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::{super::smoke::Shopper, crowd::Crowd, gateway, project::Project};

/// Of whose deployment a pod is killed.
const KILLED: [&str; 2] = ["mall", "monolith"];
/// For so long visitors go on clicking afterwards.
const AFTERWARDS: Duration = Duration::from_secs(3);

/// Tries it.
pub fn run(project: &mut Project) -> Result<()> {
    let mut shopper = Shopper::log_in(project.mall()?, project.auth()?)?;
    let found = shopper.look_around()?;
    project.found(found);
    update(project)?;
    kill(project)?;
    shopper.browse()?;
    let found = shopper.log_out()?;
    project.found(format!("who logged in at the beginning is still known; {found}"));
    Ok(())
}

/// Every pod is replaced, as after a change of the template.
fn update(project: &mut Project) -> Result<()> {
    let crowd = Crowd::begin(&project.mall()?, &project.auth()?)?;
    let started = Instant::now();
    for controller in &mut project.controllers {
        controller.roll();
    }
    let ended = project.complete()?;
    let time = started.elapsed();
    project.go_on(AFTERWARDS)?;
    let clicks = crowd.end()?;
    ensure!(
        clicks.failures.is_empty(),
        "during the update {} of {} pages fail: {:?}",
        clicks.failures.len(),
        clicks.pages,
        clicks.failures.first()
    );
    ensure!(
        clicks.strange == 0,
        "{} pages take a member for a guest",
        clicks.strange
    );
    project.found(format!(
        "rolling update of all {} pods in {:.0} s while visitors click: {} pages, no error, nobody logged out",
        ended.len(),
        time.as_secs_f64(),
        clicks.pages
    ));
    for finding in ended {
        project.found(finding);
    }
    Ok(())
}

/// A pod loses its process, and the kubelet starts it again.
fn kill(project: &mut Project) -> Result<()> {
    let crowd = Crowd::begin(&project.mall()?, &project.auth()?)?;
    project.go_on(Duration::from_secs(1))?;
    let mut controllers = project.controllers.iter_mut();
    let controller = controllers.find(|controller| KILLED.contains(&&*controller.wanted.metadata.name));
    let pods = &mut controller.context("nobody to kill")?.pods;
    let pod = pods.first_mut().context("a deployment without pods")?;
    pod.kill();
    let name = pod.name.clone();
    let started = Instant::now();
    project.complete()?;
    let time = started.elapsed();
    project.go_on(AFTERWARDS)?;
    let clicks = crowd.end()?;
    ensure!(
        clicks.strange == 0,
        "{} pages take a member for a guest",
        clicks.strange
    );
    ensure!(
        clicks.outage() <= gateway::DELAY + Duration::from_secs(1),
        "pages fail for {:?}",
        clicks.outage()
    );
    project.found(format!(
        "`{name}` is killed: of {} pages {} fail, within {:.1} s; it runs again, and all are available after {:.0} s; nobody logged out",
        clicks.pages,
        clicks.failures.len(),
        clicks.outage().as_secs_f64(),
        time.as_secs_f64()
    ));
    Ok(())
}
