//! The cases of the suite, by group.

mod a_cookie;
mod b_sharing;
mod c_concurrency;
mod d_authentication;
mod e_lifetime;
mod f_failure;
mod g_at_rest;
mod h_framework;
mod i_show;

pub(crate) use b_sharing::list::list as list_of_sessions;
pub(crate) use c_concurrency::slow::{Held, SLOW as C_SLOW};

use crate::case::Case;

/// A group of cases that belong together.
pub struct Group {
    /// The letter that the ids begin with.
    pub letter: char,
    /// The title, as reports show it.
    pub title: &'static str,
    /// The cases in the order in which they run.
    pub cases: &'static [&'static Case],
}

/// The groups in the order in which they run.
pub static GROUPS: &[Group] = &[
    Group {
        letter: 'A',
        title: "Cookie and token",
        cases: a_cookie::CASES,
    },
    Group {
        letter: 'B',
        title: "Sharing and propagation",
        cases: b_sharing::CASES,
    },
    Group {
        letter: 'C',
        title: "Concurrency",
        cases: c_concurrency::CASES,
    },
    Group {
        letter: 'D',
        title: "Authentication, privilege, requests from elsewhere",
        cases: d_authentication::CASES,
    },
    Group {
        letter: 'E',
        title: "Lifetime",
        cases: e_lifetime::CASES,
    },
    Group {
        letter: 'F',
        title: "Failure",
        cases: f_failure::CASES,
    },
    Group {
        letter: 'G',
        title: "At rest, audit, hygiene",
        cases: g_at_rest::CASES,
    },
    Group {
        letter: 'H',
        title: "Pages, forms, streams",
        cases: h_framework::CASES,
    },
    Group {
        letter: 'I',
        title: "It must show",
        cases: i_show::CASES,
    },
];

/// The id of the case that runs last: it looks for tokens in everything that the others have caused.
pub const LAST: &str = "G02";
/// The id of the case that compares several runs, so that a single run cannot judge it.
pub const AGREEMENT: &str = "H08";

/// All cases of all groups.
pub fn all() -> Vec<&'static Case> {
    GROUPS.iter().flat_map(|group| group.cases).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_case_is_there_once_and_says_where_it_comes_from() {
        let all = all();
        let ids: BTreeSet<_> = all.iter().map(|case| case.id).collect();
        assert_eq!(ids.len(), all.len(), "no id twice");
        let counts = GROUPS.iter().map(|group| (group.letter, group.cases.len()));
        let expected = [
            ('A', 11),
            ('B', 13),
            ('C', 11),
            ('D', 14),
            ('E', 9),
            ('F', 14),
            ('G', 8),
            ('H', 9),
            ('I', 4),
        ];
        assert!(counts.eq(expected), "89 cases, and four that show it");
        for case in all {
            assert!(!case.sources.is_empty() && !case.title.is_empty(), "{}", case.id);
            assert!(
                !case.expects.ends_with('.'),
                "{}: the report adds the full stop",
                case.id
            );
        }
        for group in GROUPS {
            assert!(group.cases.iter().all(|case| case.id.starts_with(group.letter)));
        }
    }
}
