//! Every fault bites, and a reset makes it good.

use std::time::{Duration, Instant};

use diagnosis::evidence::{Found, Shown};
use lab_model::{CopyState, Fault, Lab, SceneId};

use crate::{
    browser::{Browser, NICKNAME},
    lab::{LAB, codes, scene},
};

async fn apply(id: &SceneId, fault: Fault) {
    LAB.supervisor.apply(id, &fault).await.unwrap();
}

/// A member who is greeted at a scene that nobody has used.
async fn member(id: &SceneId, name: &str) -> Browser {
    let mut browser = Browser::at(id, name).await;
    let page = browser.log_in().await;
    assert!(page.greets(NICKNAME), "{id}: {page:?}");
    browser
}

async fn state(id: &SceneId, copy: &str) -> CopyState {
    let scene = LAB.supervisor.scene(id).await.unwrap();
    scene
        .copies
        .into_iter()
        .find(|known| known.name == copy)
        .unwrap()
        .state
}

#[test]
fn a_restart_takes_what_was_in_memory_and_nothing_else() {
    LAB.tell(async {
        let restart = || Fault::Restart {
            copy: "monolith-1".into(),
        };
        let memory = scene("T0");
        let mut browser = member(&memory, "restart").await;
        apply(&memory, restart()).await;
        assert!(!browser.visit_mall().await.greets(NICKNAME));
        assert_eq!(codes(&memory, &browser.visitor).await, ["R2"]);

        let table = scene("T1");
        let mut browser = member(&table, "restart").await;
        apply(&table, restart()).await;
        assert!(browser.visit_mall().await.greets(NICKNAME));
        assert!(codes(&table, &browser.visitor).await.is_empty());
    });
}

#[test]
fn a_killed_copy_is_gone_with_its_visitors() {
    LAB.tell(async {
        let id = scene("T5");
        let mut browser = member(&id, "killed").await;
        let seen = LAB.supervisor.seen(&id, 0).await.unwrap();
        let copy = seen.last().unwrap().copy.clone().unwrap();
        apply(&id, Fault::Kill { copy: copy.clone() }).await;
        assert_eq!(state(&id, &copy).await, CopyState::Stopped);
        let page = browser.visit_mall().await;
        assert_eq!(page.status, 200, "the other copy answers");
        assert!(!page.greets(NICKNAME));
        assert_eq!(codes(&id, &browser.visitor).await, ["R2"]);
        LAB.supervisor.reset(&id).await.unwrap();
        assert_eq!(state(&id, &copy).await, CopyState::Running);
    });
}

#[test]
fn an_added_copy_answers_and_knows_nobody() {
    LAB.tell(async {
        let id = scene("T4+memory");
        let mut browser = Browser::at(&id, "added").await;
        apply(
            &id,
            Fault::AddCopy {
                service: "monolith".into(),
            },
        )
        .await;
        assert_eq!(LAB.supervisor.scene(&id).await.unwrap().copies.len(), 3);
        for _ in 0..3 {
            browser.visit_mall().await;
        }
        let seen = LAB.supervisor.seen(&id, 0).await.unwrap();
        assert!(seen.iter().any(|seen| seen.copy.as_deref() == Some("monolith-3")));
        LAB.supervisor.reset(&id).await.unwrap();
        assert_eq!(LAB.supervisor.scene(&id).await.unwrap().copies.len(), 2);
    });
}

#[test]
fn a_frozen_copy_keeps_its_visitors_waiting() {
    LAB.tell(async {
        let id = scene("T0+postgres-stock");
        let mut browser = Browser::at(&id, "frozen").await;
        browser.visit_mall().await;
        let began = Instant::now();
        let copy = "monolith-1".to_owned();
        apply(
            &id,
            Fault::Freeze {
                copy: copy.clone(),
                seconds: 2,
            },
        )
        .await;
        assert_eq!(state(&id, &copy).await, CopyState::Paused);
        assert_eq!(browser.visit_mall().await.status, 200);
        assert!(began.elapsed() >= Duration::from_secs(2));
        assert_eq!(state(&id, &copy).await, CopyState::Running);
        let longer = Fault::Freeze { copy, seconds: 31 };
        assert!(LAB.supervisor.apply(&id, &longer).await.is_err());
    });
}

#[test]
fn a_database_that_is_away_is_not_the_same_as_logged_out() {
    LAB.tell(async {
        let id = scene("T2b+postgres");
        let mut browser = member(&id, "away").await;
        apply(&id, Fault::PauseDatabase { seconds: 5 }).await;
        let page = browser.visit_mall().await;
        assert!(!page.greets(NICKNAME));
        assert_eq!(codes(&id, &browser.visitor).await, ["R7.read"]);
        tokio::time::sleep(Duration::from_secs(7)).await;
        assert!(browser.visit_mall().await.greets(NICKNAME));
        assert!(codes(&id, &browser.visitor).await.is_empty());
    });
}

#[test]
fn a_new_key_opens_no_old_session() {
    LAB.tell(async {
        let id = scene("T2b+cookie");
        let mut browser = member(&id, "key").await;
        apply(&id, Fault::RotateKey).await;
        assert!(!browser.visit_mall().await.greets(NICKNAME));
        assert_eq!(codes(&id, &browser.visitor).await, ["R6.key"]);
        assert!(
            LAB.supervisor
                .apply(&scene("T2b+postgres"), &Fault::RotateKey)
                .await
                .is_err()
        );
    });
}

#[test]
fn an_old_cookie_of_the_same_name_hides_the_session_or_takes_its_place() {
    LAB.tell(async {
        // Ours takes the one that is good; the store as it is published takes the last one.
        for (id, greets, expected) in [
            ("T3+postgres-stock", false, vec!["A10.scope"]),
            ("T3+postgres", true, vec![]),
            ("T1", false, vec!["A9"]),
        ] {
            let id = scene(id);
            let mut browser = member(&id, "planted").await;
            let visitor = browser.visitor.clone();
            apply(
                &id,
                Fault::PlantCookie {
                    visitor: visitor.clone(),
                },
            )
            .await;
            browser.visit_mall().await;
            assert_eq!(browser.visit_mall().await.greets(NICKNAME), greets, "{id}");
            assert_eq!(codes(&id, &visitor).await, expected, "{id}");
        }
    });
}

#[test]
fn another_device_ends_the_session_where_there_is_a_list() {
    LAB.tell(async {
        let id = scene("T3+postgres");
        let mut browser = member(&id, "revoked").await;
        let visitor = browser.visitor.clone();
        apply(
            &id,
            Fault::RevokeElsewhere {
                visitor: visitor.clone(),
            },
        )
        .await;
        assert!(!browser.visit_mall().await.greets(NICKNAME));
        assert_eq!(codes(&id, &visitor).await, ["R5"]);
        let memory = scene("T8+memory");
        LAB.supervisor.start(&memory).await.unwrap();
        assert!(
            LAB.supervisor
                .apply(&memory, &Fault::RevokeElsewhere { visitor })
                .await
                .is_err()
        );
    });
}

#[test]
fn a_copied_cookie_is_noticed_where_ids_are_renewed_and_nowhere_else() {
    LAB.tell(async {
        for (id, greets, expected) in [
            ("T7", false, vec!["R5.copied"]),
            ("T1", false, vec!["R5.copied"]),
            ("T3+postgres-stock", true, vec![]),
            ("T0", true, vec![]),
            ("T6", true, vec![]),
        ] {
            let id = scene(id);
            let mut browser = member(&id, "copied").await;
            let visitor = browser.visitor.clone();
            apply(
                &id,
                Fault::UseCopy {
                    visitor: visitor.clone(),
                },
            )
            .await;
            let seen = LAB.supervisor.seen(&id, 0).await.unwrap();
            let copied = seen
                .iter()
                .filter(|seen| seen.fault.as_deref() == Some("use-copy"));
            for request in copied {
                assert_eq!(request.shown, Shown::Member(NICKNAME.to_owned()), "{id}");
            }
            assert_eq!(browser.visit_mall().await.greets(NICKNAME), greets, "{id}");
            assert_eq!(codes(&id, &visitor).await, expected, "{id}");
            // What it was that ended the session stays known.
            assert_eq!(browser.visit_mall().await.greets(NICKNAME), greets, "{id}");
            assert_eq!(codes(&id, &visitor).await, expected, "{id}");
        }
    });
}

#[test]
fn a_session_that_gets_a_further_id_is_never_unknown() {
    LAB.tell(async {
        for id in ["T7", "T1"] {
            let id = scene(id);
            let mut browser = member(&id, "renewed").await;
            let visitor = browser.visitor.clone();
            let knows = async |first: &str| {
                for copy in LAB.supervisor.scene(&id).await.unwrap().copies {
                    let mut known = copy.knows.iter();
                    let known = known.find(|known| known.visitor == visitor).unwrap();
                    assert_eq!(known.look_up.found, Found::Hit, "{id}, {first}: {}", copy.name);
                }
            };
            let old = browser.session();
            apply(
                &id,
                Fault::RenewNow {
                    visitor: visitor.clone(),
                },
            )
            .await;
            assert!(browser.visit_mall().await.greets(NICKNAME));
            assert_ne!(browser.session(), old, "{id}: the answer brings a further id");
            knows("given").await;
            assert!(codes(&id, &visitor).await.is_empty(), "{id}");
            // A tab that was slow has the old one, and is not told from the others.
            let new = browser.session();
            browser.set_session(old);
            assert!(browser.visit_mall().await.greets(NICKNAME));
            browser.set_session(new);
            assert!(browser.visit_mall().await.greets(NICKNAME));
            knows("used").await;
            assert!(codes(&id, &visitor).await.is_empty(), "{id}");
            apply(
                &id,
                Fault::RevokeElsewhere {
                    visitor: visitor.clone(),
                },
            )
            .await;
            assert!(!browser.visit_mall().await.greets(NICKNAME));
            assert_eq!(codes(&id, &visitor).await, ["R5"], "{id}");
        }
    });
}

#[test]
fn a_session_whose_time_is_over_is_told_from_one_that_was_ended() {
    LAB.tell(async {
        for id in [scene("T7"), scene("T5")] {
            let mut browser = member(&id, "expired").await;
            apply(
                &id,
                Fault::ExpireNow {
                    visitor: browser.visitor.clone(),
                },
            )
            .await;
            assert!(!browser.visit_mall().await.greets(NICKNAME));
            assert_eq!(codes(&id, &browser.visitor).await, ["R3.expired"], "{id}");
        }
    });
}

#[test]
fn a_slow_request_brings_a_session_back_only_where_the_store_lets_it() {
    LAB.tell(async {
        for (id, expected) in [("T0", vec!["U4.resurrected"]), ("T1", vec![])] {
            let id = scene(id);
            let browser = member(&id, "slow").await;
            apply(
                &id,
                Fault::SlowRequestAgainstLogout {
                    visitor: browser.visitor.clone(),
                },
            )
            .await;
            assert_eq!(codes(&id, &browser.visitor).await, expected, "{id}");
        }
    });
}

#[test]
fn a_second_version_writes_what_the_first_cannot_read() {
    LAB.tell(async {
        let id = scene("T7+postgres-stock");
        let mut browser = Browser::at(&id, "version").await;
        apply(
            &id,
            Fault::SecondVersion {
                service: "auth".into(),
            },
        )
        .await;
        browser.log_in().await;
        assert!(!browser.visit_mall().await.greets(NICKNAME));
        assert_eq!(codes(&id, &browser.visitor).await, ["U1"]);
    });
}
