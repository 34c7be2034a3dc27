//! What a browser would send that heeds no rule about cookies.

use diagnosis::evidence::Pair;
use url::Url;

use super::Hop;

/// Every cookie that a host has set and not taken back, whether a browser keeps it or not.
#[derive(Clone, Default)]
pub struct Forced {
    cookies: Vec<(String, Pair)>,
}

impl Forced {
    /// Takes over what an answer sets.
    pub fn receive(&mut self, hop: &Hop) {
        let host = host_of(&hop.url);
        for line in hop.set() {
            self.cookies
                .retain(|(of, pair)| *of != host || pair.name != line.name);
            if !line.value.is_empty() && !line.removes(hop.at) {
                let Some(name) = Some(line.name).filter(|name| !name.is_empty()) else {
                    continue;
                };
                let pair = Pair {
                    name,
                    value: line.value,
                };
                self.cookies.push((host.clone(), pair));
            }
        }
    }

    /// What goes to an address: what its host has set, and of other names what the browser sends anyway.
    pub fn to(&self, url: &Url, sent: Vec<Pair>) -> Vec<Pair> {
        let host = host_of(url);
        let own = self.cookies.iter().filter(|(of, _)| *of == host);
        let own: Vec<_> = own.map(|(_, pair)| pair.clone()).collect();
        let is_new = |pair: &Pair| own.iter().all(|known| known.name != pair.name);
        let others: Vec<_> = sent.into_iter().filter(is_new).collect();
        own.iter().cloned().chain(others).collect()
    }

    /// The value of a cookie that was set last.
    pub fn value(&self, name: &str) -> Option<String> {
        let mut cookies = self.cookies.iter().rev();
        let found = cookies.find(|(_, pair)| pair.name == name)?;
        Some(found.1.value.clone())
    }
}

fn host_of(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_owned()
}
