//! Whether two lists of times can be told apart.

/// How often the first is the greater of a pair with one time of each, ties counted as half: 0.5 if the lists cannot be told apart, 0 or 1 if a
/// single time gives it away (the statistic of Mann and Whitney over the number of pairs).
///
/// `None` if a list is empty.
pub fn greater(first: &[f64], second: &[f64]) -> Option<f64> {
    if first.is_empty() || second.is_empty() {
        return None;
    }
    let mut all: Vec<_> = first
        .iter()
        .map(|time| (*time, 1.0))
        .chain(second.iter().map(|time| (*time, 0.0)))
        .collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut below, mut won) = (0.0, 0.0);
    for same in all.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
        let ours: f64 = same.iter().map(|(_, ours)| ours).sum();
        let theirs = count(same.len()) - ours;
        won += ours * (below + theirs / 2.0);
        below += theirs;
    }
    Some(won / (count(first.len()) * count(second.len())))
}

/// Half of the width of [`greater`]'s 95 % interval around 0.5 for lists that cannot be told apart, of so many times each.
pub fn chance(each: usize) -> f64 {
    let each = count(each).max(1.0);
    1.96 * ((2.0 * each + 1.0) / (12.0 * each * each)).sqrt()
}

fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::MAX, f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_apart_is_told_apart() {
        let one = [1.0, 2.0, 3.0];
        for (first, second, expected) in [
            (&one[..], &[4.0, 5.0][..], 0.0),
            (&[4.0, 5.0], &one, 1.0),
            (&one, &one, 0.5),
            (&one, &[2.0], 0.5),
            (&[1.0, 3.0], &[2.0, 2.0, 4.0], 2.0 / 6.0),
        ] {
            let found = greater(first, second).expect("times");
            assert!((found - expected).abs() < 1e-9, "{first:?} {second:?}: {found}");
        }
        assert_eq!(greater(&[], &one), None);
    }

    #[test]
    fn chance_shrinks_with_more_times() {
        assert!((chance(400) - 0.04).abs() < 0.001, "{}", chance(400));
        assert!(chance(1600) < chance(400) / 1.9);
    }
}
