//! Random stories, told to three copies and to a small model at the same time. After every step each cookie there ever
//! was is presented to each copy, and it is what the model says.

mod reality;
mod reference;
mod step;

use crate::world::World;
use proptest::{
    collection::vec,
    test_runner::{Config, TestRunner},
};
use reality::Reality;
use step::Step;

const STORIES: u32 = 24;
const STEPS: usize = 25;

#[test]
fn in_any_order_of_anything_every_copy_agrees_with_the_model() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let (world, shops) = runtime.block_on(async {
        let world = World::new().await;
        let shops = world.shops_with(&reality::config()).await;
        (world, shops)
    });
    let config = Config {
        cases: STORIES,
        // The story is printed; a seed would not repeat what the database does.
        failure_persistence: None,
        max_shrink_iters: 300,
        ..Config::default()
    };
    let outcome = TestRunner::new(config).run(&vec(Step::any(), 1..=STEPS), |story| {
        runtime.block_on(async {
            let mut reality = Reality::begin(&world, &shops).await;
            for step in &story {
                reality.go_on(step).await;
            }
            reality.end().await;
        });
        Ok(())
    });
    // A panic would print the story without line breaks.
    if let Err(error) = outcome {
        panic!("{error}");
    }
    drop(runtime);
}
