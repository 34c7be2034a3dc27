//! A scene as it may be shown.

use lab_model::{CookieScope, Copy, CopyMark, CopyState, Form, Scene as View};

use super::Scene;

/// The number of colours that copies are told apart by.
const COLOURS: usize = 8;

impl Scene {
    /// The scene as it may be shown, without what its copies know.
    pub fn view(&self) -> View {
        let [mall, auth] = self.origins();
        let (outcome, fails) = self.spec.outcome();
        View {
            id: self.spec.id.clone(),
            state: self.state(),
            mall,
            auth,
            cookie: self.spec.cookie().to_owned(),
            scope: match self.spec.hostnames.cookie_domain(self.spec.topology) {
                Some(domain) => CookieScope::Domain(domain.to_owned()),
                None => CookieScope::Host,
            },
            store: self.spec.store.clone(),
            balance: self.spec.balance.to_owned(),
            copies: self.shown_copies(),
            outcome,
            fails,
        }
    }

    /// The copies as they may be shown: those there are, or, while there are none, those that a start will make.
    fn shown_copies(&self) -> Vec<Copy> {
        let known = self.copies();
        if known.is_empty() {
            let planned = self.spec.copies().enumerate();
            return planned
                .map(|(index, (service, name))| stopped(index, service, name))
                .collect();
        }
        known
            .into_iter()
            .enumerate()
            .map(|(index, known)| Copy {
                state: known.state,
                process: known.copy.process,
                memory: known.copy.process.and_then(resident),
                since: known.since,
                ..stopped(index, &known.copy.service, known.copy.name)
            })
            .collect()
    }
}

/// A copy that does not run.
fn stopped(index: usize, service: &str, name: String) -> Copy {
    Copy {
        name,
        service: service.to_owned(),
        mark: mark(index, service),
        state: CopyState::Stopped,
        process: None,
        memory: None,
        since: None,
        knows: Vec::new(),
    }
}

fn mark(index: usize, service: &str) -> CopyMark {
    let letter = u8::try_from(index % 26).unwrap_or_default();
    CopyMark {
        letter: char::from(b'A' + letter),
        form: match service {
            "auth" => Form::Diamond,
            "mall" => Form::Circle,
            _ => Form::Square,
        },
        colour: u8::try_from(index % COLOURS).unwrap_or_default(),
    }
}

/// The resident memory of a process in KiB.
fn resident(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse().ok()
}
