//! Whether what runs is the mall: somebody logs in, is known everywhere, and logs out.

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use super::project::Project;
use crate::visitor::{Answer, Place, Visitor};

const MEMBER: [(&str, &str); 2] = [("account", "zhangsan"), ("password", "cfmall-demo")];
const NICKNAME: &str = "张三";
/// So many pages are loaded one after the other.
const PAGES: usize = 30;
/// Services with copies of which one can be taken away.
const COPIED: &str = "mall";

/// Somebody who is logged in.
pub struct Shopper {
    visitor: Visitor,
    /// Where the mall is.
    pub mall: Place,
    /// Where auth is.
    pub auth: Place,
}

/// Tries what stands in compose files; a copy is taken away meanwhile, if there is another one.
pub fn run(project: &mut Project) -> Result<()> {
    let (mall, auth) = (project.place("MALL_ORIGIN")?, project.place("AUTH_ORIGIN")?);
    let mut shopper = Shopper::log_in(mall, auth)?;
    let found = shopper.look_around()?;
    project.found(found);

    let mut copies = project.copies(COPIED);
    if copies.len() > 1 {
        let copy = copies.pop().context("a copy")?;
        let name = copy.name.clone();
        copy.running.take().context("it runs")?.kill();
        shopper.browse()?;
        project.found(format!(
            "`{name}` is killed: the member is known on {PAGES} more pages, and none fails"
        ));
    }
    project.found(shopper.log_out()?);
    Ok(())
}

impl Shopper {
    /// A guest becomes a member.
    pub fn log_in(mall: Place, auth: Place) -> Result<Self> {
        let mut visitor = Visitor::default();
        ensure!(
            state(&mut visitor, &mall)? == "guest",
            "somebody is known before the login"
        );
        let answer = visitor.post(&auth, "/api/auth/login", &MEMBER)?;
        if answer.status != 303 {
            bail!("the login answers {}: {}", answer.status, answer.text);
        }
        Ok(Self { visitor, mall, auth })
    }

    /// Whether the member is known on both hosts, and whether files can be kept; a sentence about it.
    pub fn look_around(&mut self) -> Result<String> {
        let files = self.browse()?;
        let viewer = viewer(&mut self.visitor, &self.auth)?;
        ensure!(viewer["nickname"] == NICKNAME, "{}: {viewer}", self.auth.origin);
        Ok(format!(
            "after the login at {} the member is known there and on {PAGES} pages of {}, whose {files} files of /pkg are immutable",
            self.auth.origin, self.mall.origin
        ))
    }

    /// Loads a page of the mall.
    pub fn front_page(&mut self) -> Result<Answer> {
        self.visitor.get(&self.mall, "/")
    }

    /// Loads pages of the mall; each has to greet the member. How many files they load.
    pub fn browse(&mut self) -> Result<usize> {
        let origin = self.mall.origin.clone();
        let mut files = Vec::new();
        for _ in 0..PAGES {
            let answer = self.front_page()?;
            ensure!(answer.status == 200, "{origin} answers {}", answer.status);
            ensure!(greets(&answer), "a page of {origin} does not know the member");
            let words = answer.text.split(['"', '\'']);
            files.extend(words.filter(|word| word.starts_with("/pkg/")).map(str::to_owned));
        }
        files.sort();
        files.dedup();
        ensure!(!files.is_empty(), "a page without a stylesheet");
        for file in &files {
            let answer = self.visitor.get(&self.mall, file)?;
            let is_kept = answer.header("cache-control").contains("immutable");
            ensure!(
                answer.status == 200 && is_kept,
                "{file} answers {}",
                answer.status
            );
        }
        Ok(files.len())
    }

    /// The member becomes a guest everywhere; a sentence about it.
    pub fn log_out(mut self) -> Result<String> {
        let answer = self.visitor.post(&self.auth, "/api/auth/logout", &[])?;
        ensure!(answer.status == 303, "the logout answers {}", answer.status);
        for place in [&self.mall, &self.auth] {
            ensure!(
                state(&mut self.visitor, place)? == "guest",
                "known at {} after the logout",
                place.origin
            );
        }
        Ok("after the logout nobody is known anywhere".to_owned())
    }
}

/// Whether a page knows the member.
pub fn greets(page: &Answer) -> bool {
    page.text.contains(NICKNAME)
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
