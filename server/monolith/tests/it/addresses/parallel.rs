//! Several tabs at once.

use super::{ADD, CHANGE, DEFAULT, FINE, REMOVE, add, ask, with};
use crate::{browser::Browser, mall::Mall};
use std::thread::scope;

#[tokio::test]
async fn twenty_are_the_most_whoever_comes_at_once() {
    let mall = Mall::open().await;
    let member = Browser::of(&mall, "zhangsan");
    let added: usize = scope(|scope| {
        let tabs: Vec<_> = (0..6)
            .map(|number| {
                let mut tab = member.clone();
                scope.spawn(move || {
                    let answers = (0..5).map(|time| {
                        let street = format!("{number} {time}");
                        let mut fields = with("street", &street);
                        fields.push(("default", "1"));
                        tab.ask(ADD, &fields).0
                    });
                    let counted = answers.inspect(|status| assert!([200, 409].contains(status), "{status}"));
                    counted.filter(|status| *status == 200).count()
                })
            })
            .collect();
        tabs.into_iter().map(|tab| tab.join().expect("a tab")).sum()
    });
    assert_eq!(added, 20);
    assert_eq!(ask(&mall, "select count(*) from mall.address").await, "20");
    assert_eq!(
        ask(&mall, "select count(*) from mall.address where is_default").await,
        "1"
    );
    // Told before anything is typed, and what was typed before is not lost.
    let mut member = member.clone();
    assert!(!member.page("/addresses/new").contains("address-form__province"));
    let page = member.submit(ADD, &FINE);
    assert!(
        page.contains("最多保存 20 个地址") && page.contains("value=\"科技园路 1 号\""),
        "{page}"
    );
    assert!(page.contains("<title>出错了"), "{page}");
}

#[tokio::test]
async fn the_same_address_is_there_once_however_often_it_is_sent() {
    let mall = Mall::open().await;
    let member = Browser::of(&mall, "zhangsan");
    scope(|scope| {
        for _ in 0..8 {
            let mut tab = member.clone();
            scope.spawn(move || assert_eq!(tab.ask(ADD, &FINE).0, 200));
        }
    });
    assert_eq!(ask(&mall, "select count(*) from mall.address").await, "1");
}

#[tokio::test]
async fn one_is_the_default_whatever_happens_at_once() {
    let mall = Mall::open().await;
    let mut member = Browser::of(&mall, "zhangsan");
    let ids: Vec<_> = ["1", "2", "3", "4"]
        .map(|street| add(&mut member, &with("street", street)))
        .into();
    scope(|scope| {
        for (number, id) in ids.iter().enumerate() {
            for api in [CHANGE, DEFAULT] {
                let mut tab = member.clone();
                scope.spawn(move || {
                    for time in 0..10 {
                        let street = format!("{number} {time}");
                        let mut fields = with("street", &street);
                        fields.extend([("default", "1"), ("id", id)]);
                        assert_eq!(tab.ask(api, &fields).0, 200, "{api}");
                    }
                });
            }
        }
    });
    let defaults = "select count(*) from mall.address where is_default";
    assert_eq!(ask(&mall, defaults).await, "1");
    // Every one is removed by two tabs: once.
    scope(|scope| {
        for id in &ids {
            let tabs: Vec<_> = (0..2)
                .map(|_| {
                    let mut tab = member.clone();
                    scope.spawn(move || tab.ask(REMOVE, &[("id", id)]).0)
                })
                .collect();
            let mut answers: Vec<_> = tabs.into_iter().map(|tab| tab.join().expect("a tab")).collect();
            answers.sort_unstable();
            assert_eq!(answers, [200, 404]);
        }
    });
    assert_eq!(ask(&mall, "select count(*) from mall.address").await, "0");
}
