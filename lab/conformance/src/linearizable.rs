//! Linearizability: whether a parallel history of one value could have happened in sequence (Wing and Gong's search,
//! with a memory of what was tried).

use std::{collections::HashSet, time::Instant};

/// An operation on a value, and what was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// The value was set to this.
    Set(String),
    /// The value was read, and this was answered.
    Get(Option<String>),
    /// The value was removed.
    Remove,
    /// One was added to the value, and this was answered.
    Increment(String),
}

/// An operation that took from `began` to `ended`.
#[derive(Clone, Debug)]
pub struct Event {
    /// The moment before the request was sent.
    pub began: Instant,
    /// The moment after the answer came.
    pub ended: Instant,
    /// The operation and its answer.
    pub action: Action,
}

/// Whether there is an order of `history` in which every answer is right, and nothing comes before what had ended
/// when it began.
pub fn is_linearizable(history: &[Event]) -> bool {
    let mut tried = HashSet::new();
    search(history, &mut vec![false; history.len()], None, &mut tried)
}

type Tried = HashSet<(Vec<bool>, Option<String>)>;

fn search(history: &[Event], done: &mut Vec<bool>, value: Option<String>, tried: &mut Tried) -> bool {
    let open = || (0..history.len()).filter(|index| !done[*index]);
    let Some(first_end) = open().map(|index| history[index].ended).min() else {
        return true;
    };
    if !tried.insert((done.clone(), value.clone())) {
        return false;
    }
    let next: Vec<usize> = open()
        .filter(|index| history[*index].began <= first_end)
        .collect();
    for index in next {
        let mut after = value.clone();
        if step(&history[index].action, &mut after) {
            done[index] = true;
            if search(history, done, after, tried) {
                return true;
            }
            done[index] = false;
        }
    }
    false
}

/// Applies the action to the value; `false` if the answer would have been wrong.
fn step(action: &Action, value: &mut Option<String>) -> bool {
    match action {
        Action::Set(new) => *value = Some(new.clone()),
        Action::Remove => *value = None,
        Action::Get(seen) => return seen == value,
        Action::Increment(seen) => {
            let before: Result<i64, _> = value.as_deref().map_or(Ok(0), str::parse);
            *value = before.ok().map(|before| (before + 1).to_string());
            return value.as_ref() == Some(seen);
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn history(events: &[(u64, u64, Action)]) -> Vec<Event> {
        let start = Instant::now();
        let at = |milliseconds| start + Duration::from_millis(milliseconds);
        events
            .iter()
            .map(|(began, ended, action)| Event {
                began: at(*began),
                ended: at(*ended),
                action: action.clone(),
            })
            .collect()
    }

    fn set(value: &str) -> Action {
        Action::Set(value.into())
    }

    fn get(value: &str) -> Action {
        Action::Get(Some(value.into()))
    }

    #[test]
    fn overlapping_operations_may_come_in_either_order() {
        assert!(is_linearizable(&history(&[
            (0, 10, set("a")),
            (5, 15, set("b")),
            (20, 30, get("a"))
        ])));
        assert!(is_linearizable(&history(&[
            (0, 10, set("a")),
            (5, 15, get("a")),
            (5, 15, Action::Get(None))
        ])));
    }

    #[test]
    fn a_read_after_a_write_must_see_it() {
        assert!(!is_linearizable(&history(&[
            (0, 10, set("a")),
            (20, 30, set("b")),
            (40, 50, get("a"))
        ])));
        assert!(!is_linearizable(&history(&[
            (0, 10, set("a")),
            (20, 30, Action::Remove),
            (40, 50, get("a"))
        ])));
    }

    #[test]
    fn increments_must_not_lose_each_other() {
        let one = || Action::Increment("1".into());
        let two = Action::Increment("2".into());
        assert!(is_linearizable(&history(&[(0, 10, two), (0, 10, one())])));
        assert!(!is_linearizable(&history(&[(0, 10, one()), (0, 10, one())])));
    }
}
