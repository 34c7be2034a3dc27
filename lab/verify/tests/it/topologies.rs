//! This repository's own services in the topologies of the lesson.

use std::{fs::File, sync::Arc};

use dev_deployment::{
    build,
    deployment::{Deployment, Order},
    guard,
    process::Output,
    site, topology,
};

use crate::services::{Said, verify};

/// The first port to try; others are this far apart, because copies listen a thousand above.
const PORT: u16 = 3340;
const APART: u16 = 10;

/// What is said of a topology, whose programs are built before.
fn judge(id: &str, place: u16) -> Said {
    let topology = topology::find(id).expect("the topology is in the table");
    // Also if this test is interrupted.
    guard::start().expect("a guard");
    build::build(build::programs(topology.layout), false).expect("the programs are built");
    let port = PORT + APART * place;
    site::stage().expect("the site can be staged");
    let log = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{id}.log"));
    let output = Output::File(Arc::new(File::create(&log).expect("the log can be written")));
    let database = format!("cfmall_verify_{}", id.to_lowercase());
    let order = Order {
        output,
        ..Order::of(topology, port, &database)
    };
    let _deployment =
        Deployment::start(&order).unwrap_or_else(|error| panic!("{}: {error:#}", log.display()));
    let [mall, auth] = topology.origins(port);
    let said = verify(&["--auth", &auth, "--mall", &mall], "zhangsan", "cfmall-demo");
    eprintln!("{id}: {}", said.summary());
    said
}

fn expect(id: &str, place: u16, exit: i32, first: &[&str], next: Option<&[&str]>) {
    let said = judge(id, place);
    assert_eq!(
        (said.exit, said.first()),
        (exit, first.iter().map(|label| (*label).to_owned()).collect()),
        "{id}: {}",
        said.summary()
    );
    if let Some(next) = next {
        assert_eq!(said.next().unwrap_or_default(), next, "{id}: {}", said.summary());
    }
}

#[test]
fn the_cookie_of_another_host() {
    expect("T2a", 0, 1, &["A1.sibling"], Some(&["R11"]));
}

#[test]
fn a_shared_store_alone_does_not_help() {
    expect("T2c", 1, 1, &["A1.sibling"], Some(&[]));
}

#[test]
fn each_service_has_its_own_memory() {
    expect("T3", 2, 1, &["R11"], None);
}

#[test]
fn copies_do_not_agree() {
    expect("T4", 3, 1, &["R1.copy"], None);
}

#[test]
fn the_fix_is_fine() {
    expect("T7", 4, 0, &[], None);
}
