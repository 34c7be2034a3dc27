//! What a browser does because the scripts of a page say so.

use diagnosis::jar::Answer;
use url::Url;

use super::{Browser, Hop, now};
use crate::page::{
    running,
    script::{Effect, effects},
};

impl Browser {
    /// Does what the scripts in a page say at once, and gives the address that they lead to.
    pub(super) fn run(&mut self, hop: &mut Hop) -> Option<Url> {
        let reply = hop.reply().filter(|reply| reply.status == 200)?;
        let effects: Vec<_> = running(&reply.body)
            .into_iter()
            .filter(|(source, _)| source.is_none())
            .flat_map(|(_, text)| effects(&text))
            .collect();
        for effect in effects {
            match effect {
                Effect::Writes(line) => self.write(hop, line),
                // What is sent is said by the page (follow.rs).
                Effect::Submits => return None,
                Effect::Leads(address) => {
                    let target = hop.url.join(&address).ok()?;
                    let bare = |url: &Url| Url::parse(url.as_str().split('#').next()?).ok();
                    let is_elsewhere = bare(&target) != bare(&hop.url);
                    return (is_elsewhere && matches!(target.scheme(), "http" | "https")).then_some(target);
                }
            }
        }
        None
    }

    /// Takes a line that script on the page of a hop writes to `document.cookie`.
    pub fn write(&mut self, hop: &mut Hop, line: String) {
        let answer = Answer {
            url: &hop.url,
            context: &hop.context,
            now: now(),
            by_script: true,
            mark: 0,
        };
        hop.receipts.push(self.jar.receive(&line, answer));
        hop.scripted.push(line);
    }
}
