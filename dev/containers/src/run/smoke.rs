//! Whether what runs is the mall: somebody logs in, is known everywhere, stays so while a copy is away, and logs out.

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use super::project::Project;
use crate::visitor::{Place, Visitor};

const MEMBER: [(&str, &str); 2] = [("account", "zhangsan"), ("password", "cfmall-demo")];
const NICKNAME: &str = "张三";
/// So many pages are loaded one after the other.
const PAGES: usize = 30;
/// Services with copies of which one can be taken away.
const COPIED: &str = "mall";

/// Tries it.
pub fn run(project: &mut Project) -> Result<()> {
    let mall = project.place("MALL_ORIGIN")?;
    let auth = project.place("AUTH_ORIGIN")?;
    let mut visitor = Visitor::default();

    ensure!(
        state(&mut visitor, &mall)? == "guest",
        "somebody is known before the login"
    );
    let answer = visitor.post(&auth, "/api/auth/login", &MEMBER)?;
    if answer.status != 303 {
        bail!("the login answers {}: {}", answer.status, answer.text);
    }
    let files = browse(&mut visitor, &mall)?;
    known(&mut visitor, &auth)?;
    project.found(format!(
        "after the login at {} the member is known there and on {PAGES} pages of {}, whose {files} files of /pkg are immutable",
        auth.origin, mall.origin
    ));

    let mut copies = project.copies(COPIED);
    if copies.len() > 1 {
        let copy = copies.pop().context("a copy")?;
        let name = copy.name.clone();
        copy.running.take().context("it runs")?.kill();
        browse(&mut visitor, &mall)?;
        project.found(format!(
            "`{name}` is killed: the member is known on {PAGES} more pages, and none fails"
        ));
    }

    let answer = visitor.post(&auth, "/api/auth/logout", &[])?;
    ensure!(answer.status == 303, "the logout answers {}", answer.status);
    for place in [&mall, &auth] {
        ensure!(
            state(&mut visitor, place)? == "guest",
            "known at {} after the logout",
            place.origin
        );
    }
    project.found("after the logout nobody is known anywhere");
    Ok(())
}

/// Loads pages of the mall; each has to greet the member. How many files they load.
fn browse(visitor: &mut Visitor, mall: &Place) -> Result<usize> {
    let mut files = Vec::new();
    for _ in 0..PAGES {
        let answer = visitor.get(mall, "/")?;
        ensure!(answer.status == 200, "{} answers {}", mall.origin, answer.status);
        ensure!(
            answer.text.contains(NICKNAME),
            "a page of {} does not know the member",
            mall.origin
        );
        let words = answer.text.split(['"', '\'']);
        files.extend(words.filter(|word| word.starts_with("/pkg/")).map(str::to_owned));
    }
    files.sort();
    files.dedup();
    ensure!(!files.is_empty(), "a page without a stylesheet");
    for file in &files {
        let answer = visitor.get(mall, file)?;
        let is_kept = answer.header("cache-control").contains("immutable");
        ensure!(
            answer.status == 200 && is_kept,
            "{file} answers {}",
            answer.status
        );
    }
    Ok(files.len())
}

fn known(visitor: &mut Visitor, place: &Place) -> Result<()> {
    let viewer = viewer(visitor, place)?;
    ensure!(viewer["nickname"] == NICKNAME, "{}: {viewer}", place.origin);
    Ok(())
}

fn state(visitor: &mut Visitor, place: &Place) -> Result<String> {
    let viewer = viewer(visitor, place)?;
    Ok(viewer["state"].as_str().unwrap_or_default().to_owned())
}

fn viewer(visitor: &mut Visitor, place: &Place) -> Result<Value> {
    let answer = visitor.get(place, "/api/session/viewer")?;
    ensure!(answer.status == 200, "{}: {}", place.origin, answer.status);
    Ok(serde_json::from_str(&answer.text)?)
}
