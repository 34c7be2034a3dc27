//! Random stories of one session whose ids are renewed, told to two copies and to a small model at the same time. An id that was sent may arrive, may
//! be lost, and may be used by whoever has it at any time later.

use crate::world::{Browser, Shop, World, config, is};
use app_session::{Member, SessionConfig, Viewer};
use proptest::{
    collection::vec,
    prelude::*,
    sample::Index,
    test_runner::{Config, TestRunner},
};
use std::time::Duration;

const STORIES: u32 = 48;
const STEPS: usize = 40;
/// The ids that were given and not used, of which this many stay good.
const GIVEN: usize = 4;

#[derive(Clone, Debug)]
enum Step {
    /// Somebody comes with an id that was sent at some time.
    Visit {
        copy: usize,
        id: Index,
    },
    /// Somebody comes with such an id, and proves again who they are.
    Confirm {
        copy: usize,
        id: Index,
    },
    SignOut {
        copy: usize,
        id: Index,
    },
    /// Longer than the grace. No sum of these comes near to the time for a new id.
    Pause,
    /// Longer than an id is used.
    LongPause,
}

impl Step {
    fn any() -> impl Strategy<Value = Self> {
        let copy = 0..2_usize;
        prop_oneof![
            // Later ids are likelier: the newest of what is known when it comes to it.
            12 => (copy.clone(), any::<Index>()).prop_map(|(copy, id)| Self::Visit { copy, id }),
            1 => (copy.clone(), any::<Index>()).prop_map(|(copy, id)| Self::Confirm { copy, id }),
            1 => (copy, any::<Index>()).prop_map(|(copy, id)| Self::SignOut { copy, id }),
            2 => Just(Self::Pause),
            5 => Just(Self::LongPause),
        ]
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Given,
    Current,
    /// Its successor was used at this time; whether that has died in another way since.
    Renewed {
        at: i64,
        is_cut: bool,
    },
    Dead,
}

/// The session as the model sees it. Times are seconds since the login.
struct Reference {
    now: i64,
    /// By id, in the order in which they were sent.
    ids: Vec<State>,
    renewed_at: i64,
}

/// What becomes of a request.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    is_member: bool,
    is_given_an_id: bool,
}

impl Reference {
    fn new() -> Self {
        Self {
            now: 0,
            ids: vec![State::Current],
            renewed_at: 0,
        }
    }

    fn come_with(&mut self, id: usize) -> Outcome {
        let (mut is_member, mut is_given_an_id) = (false, false);
        match self.ids[id] {
            State::Dead => {}
            State::Given | State::Current => {
                is_member = true;
                if self.ids[id] == State::Given {
                    self.promote(id);
                }
                if self.now - self.renewed_at > 600 {
                    is_given_an_id = true;
                    self.give();
                }
            }
            State::Renewed { at, is_cut } if self.now < at + 30 => is_member = !is_cut,
            State::Renewed { .. } => self.end(),
        }
        Outcome {
            is_member,
            is_given_an_id,
        }
    }

    fn promote(&mut self, id: usize) {
        let at = self.now;
        for (number, state) in self.ids.iter_mut().enumerate() {
            *state = match *state {
                State::Current => State::Renewed { at, is_cut: false },
                State::Given if number < id => State::Dead,
                other => other,
            };
        }
        self.ids[id] = State::Current;
    }

    fn give(&mut self) {
        self.renewed_at = self.now;
        self.ids.push(State::Given);
        let given: Vec<_> = (0..self.ids.len())
            .filter(|id| self.ids[*id] == State::Given)
            .collect();
        for id in given.iter().rev().skip(GIVEN) {
            self.ids[*id] = State::Dead;
        }
    }

    fn confirm(&mut self) {
        for state in &mut self.ids {
            *state = match *state {
                State::Renewed { at, .. } => State::Renewed { at, is_cut: true },
                _ => State::Dead,
            };
        }
        self.ids.push(State::Current);
        self.renewed_at = self.now;
    }

    fn end(&mut self) {
        self.ids.fill(State::Dead);
    }
}

struct Reality<'a> {
    world: &'a World,
    shops: &'a [Shop; 2],
    member: Member,
    reference: Reference,
    /// Values of cookies, as the model numbers them.
    cookies: Vec<String>,
}

impl<'a> Reality<'a> {
    async fn begin(world: &'a World, shops: &'a [Shop; 2]) -> Self {
        world.clock("0").await;
        let member = world.member("张三").await;
        let browser = Browser::of(&member, &shops[0]).await;
        Self {
            world,
            shops,
            member,
            reference: Reference::new(),
            cookies: vec![browser.token().to_owned()],
        }
    }

    async fn go_on(&mut self, step: &Step) {
        match step {
            Step::Visit { copy, id } => {
                self.visit(*copy, id).await;
            }
            Step::Confirm { copy, id } => self.confirm(*copy, id).await,
            Step::SignOut { copy, id } => {
                if let Some(mut browser) = self.visit(*copy, id).await {
                    browser.post(&self.shops[*copy], "/sign-out", &[]).await.ok();
                    self.reference.end();
                }
            }
            Step::Pause => self.wait(47).await,
            Step::LongPause => self.wait(660).await,
        }
    }

    async fn wait(&mut self, seconds: i64) {
        self.reference.now += seconds;
        self.world.clock(&format!("{} seconds", self.reference.now)).await;
    }

    /// Comes with an id, and looks whether the answer is what the model says. The browser, with the cookie it came with, if it is a member's.
    async fn visit(&mut self, copy: usize, id: &Index) -> Option<Browser> {
        let id = id.index(self.cookies.len());
        let browser = Browser::with(self.cookies[id].clone());
        let mut receives = browser.clone();
        let viewer = receives.viewer(&self.shops[copy]).await;
        let outcome = Outcome {
            is_member: viewer == is(&self.member),
            is_given_an_id: receives.cookie != browser.cookie,
        };
        assert_ne!(viewer, Viewer::Unavailable);
        assert_eq!(outcome, self.reference.come_with(id), "id {id}");
        if outcome.is_given_an_id {
            self.cookies.push(receives.token().to_owned());
        }
        outcome.is_member.then_some(browser)
    }

    async fn confirm(&mut self, copy: usize, id: &Index) {
        if let Some(mut browser) = self.visit(copy, id).await {
            browser.post(&self.shops[copy], "/confirm", &[]).await.ok();
            self.reference.confirm();
            self.cookies.push(browser.token().to_owned());
        }
    }
}

/// Sessions that live for as long as a story.
fn long() -> SessionConfig {
    let mut config = config();
    config.limits.ordinary.idle = Duration::from_hours(24);
    config.limits.ordinary.absolute = Duration::from_hours(24);
    config
}

#[test]
fn whoever_comes_with_whichever_id_every_copy_agrees_with_the_model() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let (world, shops) = runtime.block_on(async {
        let world = World::new().await;
        let shops = world.shops_with(&long()).await;
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
        });
        Ok(())
    });
    // A panic would print the story without line breaks.
    if let Err(error) = outcome {
        panic!("{error}");
    }
    drop(runtime);
}
