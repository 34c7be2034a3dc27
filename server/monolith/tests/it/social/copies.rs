//! Any copy answers any step.

use super::{BEGIN, LINXIAO, REGISTER, attempt, chooses, departs, goes_to, nickname, open};
use crate::browser::Browser;

#[tokio::test]
async fn what_begins_at_one_copy_goes_on_at_another() {
    let (mall, issuer) = open().await;
    let copies = [
        mall.beside(&[&issuer.environment()[..], &[("INSTANCE", "monolith-2")]].concat()),
        mall.beside(&[&issuer.environment()[..], &[("INSTANCE", "monolith-3")]].concat()),
    ];
    let mut first = Browser::new(&mall);
    let target = chooses(&departs(&mut first, BEGIN, &[]), &[("person", LINXIAO)]);
    let mut second = Browser::new(&copies[0]);
    second.cookies = first.cookies.clone();
    assert_eq!(goes_to(&second.get(&target)), "/register/social");
    // Played again at yet another.
    let mut third = Browser::new(&copies[1]);
    third.cookies = second.cookies.clone();
    assert_eq!(third.get(&target).status(), 400);
    let page = third.page("/register/social");
    let form = [("attempt", attempt(&page)), ("user_name", "linxiao")];
    first.cookies = third.cookies.clone();
    assert_eq!(first.ask(REGISTER, &form).0, 200);
    second.cookies = first.cookies.clone();
    assert_eq!(nickname(&mut second).as_deref(), Some("林晓"));
}
