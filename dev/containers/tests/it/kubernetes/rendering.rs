//! Tests that files which are made of others are as they would be made now.

use std::fs;

use dev_containers::kubernetes::{FOLDER, OVERLAYS, render};
use dev_deployment::{topology::AUTH_PATHS, workspace};

#[test]
fn rendered_files_are_those_of_the_overlays() {
    for overlay in OVERLAYS {
        let Some(text) = render::overlay_text(overlay).unwrap() else {
            eprintln!("kubectl is not installed: not re-rendered");
            return;
        };
        let committed = fs::read_to_string(workspace::at(FOLDER).join(render::rendered(overlay))).unwrap();
        assert!(
            committed == text,
            "{overlay}: cargo xtask deploy render makes another file"
        );
    }
    let count = fs::read_dir(workspace::at(FOLDER).join("rendered"))
        .unwrap()
        .count();
    assert_eq!(count, OVERLAYS.len());
}

#[test]
fn files_made_of_others_have_not_drifted() {
    for (file, text) in render::made().unwrap() {
        let committed = fs::read_to_string(workspace::at(FOLDER).join(file)).unwrap();
        assert!(
            committed == text,
            "{file}: cargo xtask deploy render makes another file"
        );
    }
}

#[test]
fn the_gateway_sends_to_auth_what_the_topologies_say() {
    let read =
        |service: &str| fs::read_to_string(workspace::at(&format!("server/{service}/routes.txt"))).unwrap();
    let prefixes = render::auth_prefixes(&read("auth"), &read("mall")).unwrap();
    let expected = AUTH_PATHS.iter().map(|path| (*path).to_owned()).collect();
    assert_eq!(prefixes, expected);
}
