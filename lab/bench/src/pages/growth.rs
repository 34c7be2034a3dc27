//! Whether memory grows: what is said of samples taken at equal distances.

/// A moment of the soak, and the memory at that moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    pub minutes: f64,
    pub mebibytes: f64,
}

/// How memory behaved.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Growth {
    /// The most there was, in MiB.
    pub most: f64,
    /// The mean of the second quarter of the time: what can be remembered is remembered by then.
    pub second: f64,
    /// The mean of the last quarter.
    pub last: f64,
    /// The slope of the line that fits the time from the second quarter on best, in MiB an hour.
    pub slope: f64,
}

impl Growth {
    /// The growth over these samples; none of fewer than four.
    pub fn of(samples: &[Sample]) -> Option<Self> {
        let quarter = samples.len() / 4;
        if quarter == 0 {
            return None;
        }
        let later = &samples[quarter..];
        Some(Self {
            most: samples.iter().map(|sample| sample.mebibytes).fold(0.0, f64::max),
            second: mean(later[..quarter].iter().map(|sample| sample.mebibytes)),
            last: mean(
                samples[samples.len() - quarter..]
                    .iter()
                    .map(|sample| sample.mebibytes),
            ),
            slope: slope(later) * 60.0,
        })
    }

    /// How much more there was in the last quarter than in the second, of 1.
    pub fn share(&self) -> f64 {
        self.last / self.second - 1.0
    }
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = values.len();
    values.sum::<f64>() / f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// By least squares, in MiB a minute.
fn slope(samples: &[Sample]) -> f64 {
    let minutes = mean(samples.iter().map(|sample| sample.minutes));
    let mebibytes = mean(samples.iter().map(|sample| sample.mebibytes));
    let (mut along, mut square) = (0.0, 0.0);
    for sample in samples {
        let distance = sample.minutes - minutes;
        along += distance * (sample.mebibytes - mebibytes);
        square += distance * distance;
    }
    if square > 0.0 { along / square } else { 0.0 }
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn growth(memory: impl Fn(f64) -> f64) -> Growth {
        let samples: Vec<_> = (0..60)
            .map(f64::from)
            .map(|minutes| Sample {
                minutes,
                mebibytes: memory(minutes),
            })
            .collect();
        Growth::of(&samples).unwrap()
    }

    #[test]
    fn what_fills_up_at_first_does_not_grow() {
        let filled = growth(|minutes| 50.0 + minutes.min(15.0) * 5.0);
        assert_eq!((filled.most, filled.second, filled.last), (125.0, 125.0, 125.0));
        assert!(filled.slope.abs() < 1e-9 && filled.share().abs() < 1e-9);
    }

    #[test]
    fn what_leaks_grows_in_both_measures() {
        let leaking = growth(|minutes| 100.0 + minutes / 2.0);
        assert!((leaking.slope - 30.0).abs() < 1e-9);
        assert!(leaking.share() > 0.1);
        // One that comes and goes does not.
        let busy = growth(|minutes| if minutes % 2.0 > 0.5 { 100.0 } else { 104.0 });
        assert!(busy.slope.abs() < 0.5 && busy.share().abs() < 0.02, "{busy:?}");
    }

    #[test]
    fn a_few_samples_say_nothing() {
        let sample = Sample {
            minutes: 0.0,
            mebibytes: 1.0,
        };
        assert_eq!(Growth::of(&[sample; 3]), None);
    }
}
