//! What all scenes weigh together.

use std::fs;

use lab_model::Lab;

use crate::{browser::Browser, lab::LAB};

/// KiB.
const LIMIT: u64 = 400 * 1024;
/// The scenes of the lesson come first; behind them are those that another test has asked for.
const OF_THE_LESSON: usize = 15;

/// What the lab's own process may have of it. That of this test has more than a lab.
const FOR_THE_LAB: u64 = 48 * 1024;

/// A process's share of memory in KiB: `Pss`.
fn memory(process: u32) -> u64 {
    let rollup = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap_or_default();
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok())
        .unwrap_or_default()
}

#[test]
fn all_scenes_at_once_fit_into_400_mb() {
    LAB.tell(async {
        let lab = &LAB.supervisor;
        let mut processes = Vec::new();
        let mut scenes = lab.scenes().await;
        for other in scenes.split_off(OF_THE_LESSON) {
            lab.stop(&other.id).await.unwrap();
        }
        for scene in scenes {
            lab.start(&scene.id).await.unwrap();
            let mut browser = Browser::at(&scene.id, "weight").await;
            browser.log_in().await;
            browser.visit_mall().await;
            let copies = lab.scene(&scene.id).await.unwrap().copies;
            processes.extend(copies.into_iter().filter_map(|copy| copy.process));
        }
        let sum = processes.iter().map(|process| memory(*process)).sum::<u64>();
        println!("{} copies: {sum} KiB", processes.len());
        assert!(sum + FOR_THE_LAB <= LIMIT, "{sum} KiB");
    });
}
