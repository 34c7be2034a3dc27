//! The suite against a shop that makes one mistake at a time: the right cases must fail, and no others.

mod shop;

use std::{collections::BTreeSet, sync::Arc};

use conformance::{
    adapter::Adapter,
    cases,
    deployment::{Deployment, Origin, Replica, Service},
    report::Outcome,
    suite,
};
use shop::Mistake;

/// Those that the tiny shop has everything for.
const CASES: [&str; 18] = [
    "A01", "A02", "A03", "A04", "A05", "A08", "B01", "B02", "C01", "C03", "C04", "C05", "C06", "D02", "D03",
    "D07", "D08", "H04",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_mistake_is_found_by_the_right_cases() {
    for (mistake, found_by) in [
        (Mistake::None, &[][..]),
        (Mistake::LastWriteWins, &["C01", "C03", "C04", "C05", "C06"]),
        (Mistake::RemovalWithoutSecure, &["A02", "A05", "H04"]),
        (Mistake::FailsOnGarbage, &["A02", "A08"]),
        (Mistake::KeepsIds, &["A04", "D02", "D03"]),
        (Mistake::Remembers, &["B02", "D02", "H04"]),
        (Mistake::TrustsEverybody, &["D03", "D08"]),
    ] {
        let found_by: BTreeSet<_> = found_by.iter().map(|id| (*id).to_owned()).collect();
        assert_eq!(failing(mistake).await, found_by, "{mistake:?}");
    }
}

async fn failing(mistake: Mistake) -> BTreeSet<String> {
    let (urls, origin) = shop::open(mistake).await;
    let origin = Origin::parse(&origin).expect("an origin");
    let copies = |service| -> Vec<_> {
        let parse = |url: &String| Replica::parse(url, service, &origin, false).expect("a copy");
        urls.iter().map(parse).collect()
    };
    let adapter = Adapter::parse(include_str!("shop.toml")).expect("an adapter");
    let (auth, mall) = (copies(Service::Auth), copies(Service::Mall));
    let deployment = Arc::new(Deployment::new(adapter, auth, mall, None, None));
    let cases: Vec<_> = cases::all()
        .into_iter()
        .filter(|case| CASES.contains(&case.id))
        .collect();
    let mut failing = BTreeSet::new();
    for record in suite::run(&deployment, &cases, |_, _| ()).await {
        match record.outcome {
            Outcome::Passed => {}
            Outcome::Failed(failure) => {
                println!("{mistake:?}: {} {failure:?}", record.id);
                failing.insert(record.id);
            }
            Outcome::Skipped { reason } => panic!("{} was skipped: {reason}", record.id),
        }
    }
    failing
}
