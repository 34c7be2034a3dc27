//! Whose an address is.

use super::{CHANGE, DEFAULT, FINE, REMOVE, add, ask, with};
use crate::{browser::Browser, mall::Mall};

#[tokio::test]
async fn another_s_address_does_not_exist() {
    let mall = Mall::open().await;
    let mut owner = Browser::of(&mall, "zhangsan");
    let mut other = Browser::of(&mall, "lisi");
    let id = add(&mut owner, &FINE);
    for none in [id.as_str(), "0", "-1", "x", "", "99999999999999999999", "🐼"] {
        let mut fields = with("street", "stolen");
        fields.push(("id", none));
        for api in [CHANGE, REMOVE, DEFAULT] {
            assert_eq!(other.ask(api, &fields).0, 404, "{api} {none}");
        }
        let page = other.submit(REMOVE, &fields);
        assert!(page.contains("这个地址已经不存在"), "{none}: {page}");
    }
    // What one has typed is one's own: it can be saved as a new address.
    let mut fields = with("street", "mine");
    fields.push(("id", &id));
    let page = other.submit(CHANGE, &fields);
    assert!(
        page.contains("已经被删除") && page.contains("value=\"mine\""),
        "{page}"
    );
    assert!(!page.contains("科技园路"), "{page}");
    for none in [id.as_str(), "0", "x", "99999999999999999999"] {
        assert_eq!(other.get(&format!("/addresses/{none}")).status(), 404, "{none}");
    }
    assert_eq!(
        ask(&mall, "select street from mall.address").await,
        "科技园路 1 号"
    );
    assert_eq!(owner.get(&format!("/addresses/{id}")).status(), 200);
}
