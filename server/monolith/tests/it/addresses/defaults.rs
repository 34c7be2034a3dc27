//! The address that is chosen if nothing else is said.

use super::{ADD, CHANGE, DEFAULT, FINE, REMOVE, add, ask, default, with};
use crate::{browser::Browser, mall::Mall};

#[tokio::test]
async fn one_address_is_the_default() {
    let mall = Mall::open().await;
    let mut member = Browser::of(&mall, "zhangsan");
    let first = add(&mut member, &FINE);
    assert_eq!(default(&mall).await, first, "the first");
    let second = add(&mut member, &with("street", "2"));
    assert_eq!(default(&mall).await, first);
    let mut new = with("street", "3");
    new.push(("default", "1"));
    let third = add(&mut member, &new);
    assert_eq!(default(&mall).await, third, "if one says so");
    assert_eq!(member.post(DEFAULT, &[("id", &second)]).status(), 303);
    assert_eq!(default(&mall).await, second);
    let mut changed = with("default", "1");
    changed.push(("id", &first));
    assert_eq!(member.ask(CHANGE, &changed).0, 200);
    assert_eq!(default(&mall).await, first);
    // Without the tick it stays the default: one always is.
    let mut changed = FINE.to_vec();
    changed.push(("id", &first));
    assert_eq!(member.ask(CHANGE, &changed).0, 200);
    assert_eq!(default(&mall).await, first);
    assert_eq!(member.post(REMOVE, &[("id", &first)]).status(), 303);
    assert_eq!(default(&mall).await, third, "the newest other one");
    member.post(REMOVE, &[("id", &third)]);
    member.post(REMOVE, &[("id", &second)]);
    assert_eq!(ask(&mall, "select count(*) from mall.address").await, "0");
}

#[tokio::test]
async fn a_removed_address_can_be_put_back() {
    let mall = Mall::open().await;
    let mut member = Browser::of(&mall, "zhangsan");
    let other = add(&mut member, &with("street", "2"));
    let mut own = FINE.to_vec();
    own.push(("default", "1"));
    let id = add(&mut member, &own);
    let page = member.submit(REMOVE, &[("id", &id)]);
    assert!(page.contains("地址已删除") && page.contains("撤销删除"), "{page}");
    assert_eq!(default(&mall).await, other);
    // What the form on the page sends.
    let again = [
        ("recipient", "李雷"),
        ("phone", "13800000001"),
        ("district", "440305"),
        ("street", "科技园路 1 号"),
        ("default", "1"),
    ];
    for (name, value) in again {
        let field = format!("name=\"{name}\" value=\"{value}\"");
        assert!(page.contains(&field), "{field}: {page}");
    }
    assert!(member.submit(ADD, &again).contains("地址已保存"));
    let row = "select street from mall.address where is_default";
    assert_eq!(ask(&mall, row).await, "科技园路 1 号");
}
