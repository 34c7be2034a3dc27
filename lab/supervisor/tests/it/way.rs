//! A learner's way: see it fail, know why, flip one switch.

use std::fs;

use dev_deployment::workspace;
use diagnosis::evidence::Found;
use lab_model::{Copy, CopyState, Lab, SceneId, Seen, Switch};

use crate::{
    browser::{Browser, NICKNAME},
    lab::{LAB, LOG, codes, scene},
};

/// Logs in at auth, looks at the mall and goes back. Whether the mall greets the member, and what the diagnosis says of it.
async fn walk(id: &SceneId) -> (bool, Vec<String>) {
    let mut browser = Browser::at(id, "learner").await;
    browser.log_in().await;
    let mall = browser.visit_mall().await;
    (mall.greets(NICKNAME), codes(id, &browser.visitor).await)
}

#[test]
fn from_the_missing_nickname_to_the_fix() {
    LAB.tell(async {
        let lab = &LAB.supervisor;
        let first = scene("T2a");
        assert_eq!(walk(&first).await, (false, vec!["A1.sibling".to_owned()]));
        let store = lab.flipped(&first, Switch::Store).unwrap();
        assert_eq!(store, scene("T2c"));
        assert_eq!(walk(&store).await, (false, vec!["A1.sibling".to_owned()]));
        let scope = lab.flipped(&first, Switch::Scope).unwrap();
        assert_eq!(scope, scene("T3"));
        assert_eq!(walk(&scope).await, (false, vec!["R1.copy".to_owned()]));
        let fixed = lab.flipped(&scope, Switch::Store).unwrap();
        assert_eq!(fixed, scene("T7"));
        assert_eq!(walk(&fixed).await, (true, Vec::new()));
    });
}

#[test]
fn what_fails_next_and_what_was_overwritten_is_said_besides() {
    LAB.tell(async {
        let lab = &LAB.supervisor;
        // Once the cookie arrives, it is a memory that does not know it; or nothing fails any more.
        for (id, next) in [("T2a", vec!["R1.copy"]), ("T2c", vec![])] {
            let mut browser = Browser::at(&scene(id), "next").await;
            browser.log_in().await;
            let diagnosis = lab.diagnose(&scene(id), &browser.visitor).await.unwrap();
            let labels: Vec<_> = diagnosis
                .next
                .unwrap()
                .verdicts
                .iter()
                .map(diagnosis::Verdict::label)
                .collect();
            assert_eq!(labels, next, "{id}");
        }
        for (id, also) in [("T2b", "A9.port"), ("T3", "A9.reissue")] {
            let mut browser = Browser::at(&scene(id), "besides").await;
            assert!(!browser.log_in().await.greets(NICKNAME));
            assert_eq!(codes(&scene(id), &browser.visitor).await, ["R1.copy"], "{id}");
            let diagnosis = lab.diagnose(&scene(id), &browser.visitor).await.unwrap();
            let labels: Vec<_> = diagnosis.also.iter().map(diagnosis::Verdict::label).collect();
            assert_eq!(labels, [also], "{id}");
        }
    });
}

#[test]
fn every_other_scene_has_its_one_code() {
    LAB.tell(async {
        for (id, greets, expected) in [
            ("T0", true, None),
            ("T1", true, None),
            ("T5", true, None),
            ("T5b", true, None),
            ("T6", true, None),
            ("T6b", false, Some("R6.key")),
            ("T8", true, None),
        ] {
            let id = scene(id);
            let expected: Vec<_> = expected.into_iter().map(str::to_owned).collect();
            assert_eq!(walk(&id).await, (greets, expected), "{id}");
        }
    });
}

#[test]
fn copies_that_take_turns_lose_the_login() {
    LAB.tell(async {
        let id = scene("T4");
        let mut browser = Browser::at(&id, "turns").await;
        browser.log_in().await;
        let mut greeted = true;
        for _ in 0..4 {
            greeted = browser.visit_mall().await.greets(NICKNAME);
        }
        assert!(!greeted);
        assert_eq!(codes(&id, &browser.visitor).await, ["R1.copy"]);
    });
}

#[test]
fn what_was_seen_names_no_raw_value() {
    LAB.tell(async {
        let id = scene("T8");
        let mut browser = Browser::at(&id, "seen").await;
        browser.log_in().await;
        let session = browser.session().unwrap();
        let seen = LAB.supervisor.seen(&id, 0).await.unwrap();
        let is_login = |seen: &&Seen| seen.visitor == browser.visitor && seen.path == "/api/auth/login";
        let login = seen.iter().find(is_login).unwrap();
        assert!(
            login
                .set_cookies
                .iter()
                .any(|line| line.session && line.mark.is_some())
        );
        assert!(
            login
                .copy
                .as_deref()
                .is_some_and(|copy| copy.starts_with("auth-"))
        );
        assert!(seen.windows(2).all(|pair| pair[0].number + 1 == pair[1].number));
        assert!(
            seen.iter().all(|seen| seen.unexpected.is_empty()),
            "the jar in the lab is the browser's"
        );
        let cookies = LAB.supervisor.cookies(&id, &browser.visitor).await.unwrap();
        let diagnosis = LAB.supervisor.diagnose(&id, &browser.visitor).await.unwrap();
        let scene = LAB.supervisor.scene(&id).await.unwrap();
        let anatomy = LAB.supervisor.anatomy(&id, &browser.visitor).await.unwrap();
        let text = format!("{seen:?} {cookies:?} {diagnosis:?} {scene:?} {anatomy:?}");
        assert!(!text.contains(&session), "a raw value has left the journal");
        assert!(LAB.supervisor.seen(&id, login.number).await.unwrap().len() < seen.len());
    });
}

#[test]
fn a_session_is_shown_as_it_lies_in_the_store() {
    LAB.tell(async {
        for (id, tables) in [
            ("T1", vec!["session.record", "session.login", "session.member"]),
            ("T6", vec!["the cookie itself"]),
        ] {
            let id = scene(id);
            let mut browser = Browser::at(&id, "anatomy").await;
            assert_eq!(
                LAB.supervisor
                    .anatomy(&id, &browser.visitor)
                    .await
                    .unwrap()
                    .cookie,
                None
            );
            browser.log_in().await;
            let anatomy = LAB.supervisor.anatomy(&id, &browser.visitor).await.unwrap();
            let found: Vec<_> = anatomy.rows.iter().map(|row| row.table.as_str()).collect();
            assert_eq!(found, tables, "{id}");
            assert_eq!(anatomy.member.as_deref(), Some(NICKNAME));
            assert!(anatomy.cookie.is_some() && anatomy.absolute.is_some_and(|seconds| seconds > 3600));
            assert_eq!(
                anatomy.digest.is_some_and(|digest| digest.len() == 16),
                id == scene("T1")
            );
        }
    });
}

#[test]
fn copies_say_what_they_know_of_each_visitor() {
    LAB.tell(async {
        let id = scene("T3");
        let mut browser = Browser::at(&id, "knows").await;
        browser.log_in().await;
        let scene = LAB.supervisor.scene(&id).await.unwrap();
        let known = |copy: &str| {
            let copy = scene.copies.iter().find(|known| known.name == copy).unwrap();
            let known = copy
                .knows
                .iter()
                .find(|known| known.visitor == browser.visitor)
                .unwrap();
            known.look_up.found
        };
        assert_eq!((known("auth-1"), known("mall-1")), (Found::Hit, Found::Miss));
    });
}

#[test]
fn a_scene_that_does_not_run_lists_the_copies_that_it_will_have() {
    LAB.tell(async {
        let lab = &LAB.supervisor;
        for (id, names) in [
            ("T1", &["monolith-1"][..]),
            ("T5", &["monolith-1", "monolith-2"]),
            ("T6b", &["auth-1", "auth-2", "mall-1", "mall-2"]),
        ] {
            let id = scene(id);
            lab.stop(&id).await.unwrap();
            let planned = lab.scene(&id).await.unwrap().copies;
            let listed: Vec<_> = planned.iter().map(|copy| copy.name.as_str()).collect();
            assert_eq!(listed, names, "{id}");
            assert!(
                planned
                    .iter()
                    .all(|copy| copy.state == CopyState::Stopped && copy.process.is_none())
            );
            lab.start(&id).await.unwrap();
            let copies = lab.scene(&id).await.unwrap().copies;
            assert!(copies.iter().all(|copy| copy.state == CopyState::Running));
            let marks = |copies: &[Copy]| -> Vec<_> {
                let copies = copies.iter();
                copies.map(|copy| (copy.name.clone(), copy.mark)).collect()
            };
            assert_eq!(
                marks(&copies),
                marks(&planned),
                "{id}: they are shown as they were announced"
            );
        }
    });
}

#[test]
fn the_roles_of_the_services_have_their_settings_in_the_database_of_a_scene() {
    LAB.tell(async {
        LAB.supervisor.start(&scene("T7")).await.unwrap();
        let log = fs::read_to_string(workspace::at("target").join(LOG)).unwrap();
        assert!(log.contains("listening on"), "copies write here");
        assert!(!log.contains("lack their timeouts"), "a copy has found none");
    });
}
