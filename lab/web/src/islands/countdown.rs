//! A time that runs down.

use leptos::prelude::*;

/// The seconds that are left, each second one less. Without JavaScript it says how many there were when the page was made.
#[island]
pub fn Countdown(
    /// The seconds that are left when the page is made.
    seconds: u64,
) -> impl IntoView {
    let left = RwSignal::new(seconds);
    #[cfg(feature = "hydrate")]
    Effect::new(move || {
        let tick = leptos::leptos_dom::helpers::set_interval(
            move || left.update(|left| *left = left.saturating_sub(1)),
            std::time::Duration::from_secs(1),
        );
        if let Ok(tick) = tick {
            on_cleanup(move || tick.clear());
        }
    });
    view! { <span class="countdown" role="timer">{move || clock(left.get())}</span> }
}

/// Hours, minutes and seconds: `29:59`, `1:00:00`.
fn clock(seconds: u64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours == 0 {
        format!("{minutes:02}:{seconds:02}")
    } else {
        format!("{hours}:{minutes:02}:{seconds:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::clock;

    #[test]
    fn a_time_is_written_as_clocks_write_it() {
        assert_eq!(clock(0), "00:00");
        assert_eq!(clock(1799), "29:59");
        assert_eq!(clock(86_399), "23:59:59");
    }
}
