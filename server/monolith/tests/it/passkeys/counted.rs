//! What operators see of logins with a passkey.

use super::{LOGGED_IN, LOGIN, add, log_in};
use crate::{browser::Browser, mall::ORIGIN, metrics::Observed, passkeys::Authenticator, query::run};
use serde_json::json;

#[tokio::test]
async fn logins_with_a_passkey_are_counted_by_how_they_ended() {
    let observed = Observed::open_with(&[]).await;
    let mall = &observed.mall;
    let mut member = Browser::of(mall, "zhangsan");
    let mut authenticator = Authenticator::new(7, ORIGIN);
    assert_eq!(add(&mut member, &mut authenticator, "手机").0, 200);
    // What adds a passkey, or proves anew who one is, is no login.
    observed.assert_logins("passkey", &[]);

    let mut browser = Browser::new(mall);
    assert_eq!(log_in(&mut browser, &mut authenticator).0, 200);
    assert_eq!(log_in(&mut browser, &mut Authenticator::new(3, ORIGIN)).0, 401);
    assert_eq!(log_in(&mut browser, &mut authenticator.forged()).0, 400);
    assert_eq!(browser.tell(LOGGED_IN, &json!({})).0, 400);
    assert_eq!(member.ask("/api/auth/delete", &[("understood", "1")]).0, 200);
    assert_eq!(log_in(&mut browser, &mut authenticator).0, 403);
    let disabled = "update auth.member set disabled_at = now() where user_name = 'zhangsan'";
    run(mall, disabled).await;
    assert_eq!(log_in(&mut browser, &mut authenticator).0, 403);
    run(mall, "alter table auth.passkey_ceremony rename to away").await;
    assert_eq!(browser.tell(LOGIN, &json!({})).0, 503);
    run(mall, "alter table auth.away rename to passkey_ceremony").await;
    // Sixty challenges are free.
    let begun = (0..61)
        .filter(|_| browser.tell(LOGIN, &json!({})).0 == 200)
        .count();
    assert!((1..61).contains(&begun), "{begun}");
    observed.assert_logins(
        "passkey",
        &[
            ("succeeded", 1),
            ("invalid-credentials", 3),
            ("to-be-deleted", 1),
            ("disabled", 1),
            ("too-many-attempts", 61 - begun as u64),
            ("unavailable", 1),
        ],
    );
    observed.assert_logins("password", &[("succeeded", 1)]);
}
