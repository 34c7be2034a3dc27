//! The suite against a shop that makes one mistake at a time: the right cases must fail, and no others.

mod shop;

use std::{collections::BTreeSet, sync::Arc};

use conformance::{
    adapter::{Adapter, Op},
    cases,
    deployment::{Deployment, Origin, Replica, Service},
    report::{Outcome, Record},
    suite,
};
use shop::Mistake;

/// Those that the tiny shop has everything for.
const CASES: [&str; 27] = [
    "A01", "A02", "A03", "A04", "A05", "A08", "A11", "B01", "B02", "C01", "C03", "C04", "C05", "C06", "D02",
    "D03", "D04", "D07", "D08", "D09", "E07", "G04", "H02", "H03", "H04", "H05", "H09",
];

/// Others that it must pass, but that no mistake is made for.
const MORE_CASES: [&str; 16] = [
    "A09", "A10", "B03", "C07", "C08", "C10", "D01", "D06", "D10", "D11", "D12", "D13", "D14", "E09", "F13",
    "H06",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_mistake_is_found_by_the_right_cases() {
    for (mistake, found_by) in [
        (Mistake::None, &[][..]),
        (Mistake::LastWriteWins, &["C01", "C03", "C04", "C05", "C06"]),
        (Mistake::RemovalWithoutSecure, &["A02", "A05", "H04"]),
        (Mistake::FailsOnGarbage, &["A02", "A08"]),
        (Mistake::ReadsOneCookieLine, &["A11"]),
        (Mistake::AnswersForAnyHost, &["H09"]),
        (Mistake::KeepsIds, &["A04", "D02", "D03", "D04"]),
        (Mistake::Remembers, &["B02", "D02", "D04", "E07", "G04", "H04"]),
        (Mistake::TrustsEverybody, &["D03", "D08", "D09", "H03"]),
        (Mistake::TokensAreOptional, &["D09"]),
        (Mistake::AnyTokenPasses, &["D09"]),
        (Mistake::TokensOutliveIds, &["D09"]),
        (Mistake::TokensOfCookies, &["D09"]),
        (Mistake::OldIdsLive, &["E07"]),
        (Mistake::NoOverlap, &["E07"]),
        (Mistake::ReuseUnnoticed, &["E07"]),
        (Mistake::ForgetsTheOldKey, &["G04"]),
        (Mistake::KeepsTheOldKey, &["G04"]),
        (Mistake::ClosesOwnSocketsOnly, &["H02"]),
        (Mistake::ClosesEverySocket, &["H02"]),
        (Mistake::OpensBeforeItAsks, &["H03"]),
        (Mistake::SocketsTakeAnyCookie, &["H03"]),
        (Mistake::CodesStay, &["H05"]),
        (Mistake::CodesForAnyTarget, &["H05"]),
        (Mistake::StateIsIgnored, &["H05"]),
        (Mistake::StateOfAnyBrowser, &["H05"]),
        (Mistake::CodesAreTakenLate, &["H05"]),
        (Mistake::CodesLiveOn, &["H05"]),
    ] {
        let records = judged(mistake, adapter(), &CASES).await;
        assert_eq!(failing(&records), set(found_by), "{mistake:?}");
    }
}

/// Where a CSRF token goes with everything, the suite brings it along.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shop_without_mistakes_passes_whatever_is_asked() {
    let records = judged(Mistake::None, adapter(), &MORE_CASES).await;
    assert_eq!(failing(&records), set(&[]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_of_events_is_a_socket_too() {
    for (mistake, found_by) in [
        (Mistake::None, &[][..]),
        (Mistake::ClosesOwnSocketsOnly, &["H02"]),
        (Mistake::ClosesEverySocket, &["H02"]),
        (Mistake::OpensBeforeItAsks, &["H03"]),
    ] {
        let mut adapter = adapter();
        let socket = adapter.operations.get_mut(&Op::Socket).expect("there is one");
        socket.request = "GET /events".to_owned();
        socket.accept = "text/event-stream".to_owned();
        let records = judged(mistake, adapter, &["H02", "H03"]).await;
        assert_eq!(failing(&records), set(found_by), "{mistake:?}");
    }
}

/// A case that cannot be judged says why, and is not passed.
#[tokio::test]
async fn what_the_shop_does_not_have_is_skipped() {
    let mut adapter = adapter();
    for op in [Op::CsrfToken, Op::Socket, Op::HandOff] {
        adapter.operations.remove(&op);
    }
    adapter.policy.renew_after = None;
    adapter.features.clear();
    let records = judged(
        Mistake::TrustsEverybody,
        adapter,
        &["D09", "E07", "G04", "H02", "H03", "H05"],
    )
    .await;
    let reasons = records.iter().map(|record| match &record.outcome {
        Outcome::Skipped { reason } => reason.as_str(),
        other => panic!("{}: {other:?}", record.id),
    });
    assert_eq!(
        reasons.collect::<Vec<_>>(),
        [
            "the tiny shop has no operation csrf-token",
            "the tiny shop promises no renew_after",
            "the tiny shop has no key-rotation",
            "the tiny shop has no operation socket",
            "the tiny shop has no operation socket",
            "the tiny shop has no operation hand-off",
        ]
    );
}

fn adapter() -> Adapter {
    Adapter::parse(include_str!("shop.toml"), &[]).expect("an adapter")
}

async fn judged(mistake: Mistake, adapter: Adapter, only: &[&str]) -> Vec<Record> {
    let opened = shop::open(mistake).await;
    let origin = Origin::parse(&opened.origin).expect("an origin");
    let copies = |service| -> Vec<_> {
        let parse = |url: &String| Replica::parse(url, service, &origin, false).expect("a copy");
        opened.urls.iter().map(parse).collect()
    };
    let (auth, mall) = (copies(Service::Auth), copies(Service::Mall));
    let deployment = Arc::new(Deployment::new(adapter, auth, mall, Some(opened.control), None));
    let cases: Vec<_> = cases::all()
        .into_iter()
        .filter(|case| only.contains(&case.id))
        .collect();
    let told = async |_: &_, record: &Record| {
        if let Outcome::Failed(failure) = &record.outcome {
            println!("{mistake:?}: {} {failure:?}", record.id);
        }
    };
    suite::run(&deployment, &cases, None, told).await
}

fn failing(records: &[Record]) -> BTreeSet<String> {
    let failing = records.iter().filter(|record| match &record.outcome {
        Outcome::Passed => false,
        Outcome::Failed(_) => true,
        Outcome::Skipped { reason } => panic!("{} was skipped: {reason}", record.id),
    });
    failing.map(|record| record.id.clone()).collect()
}

fn set(ids: &[&str]) -> BTreeSet<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}
