//! What operators see of logins with a code.

use super::{LOG_IN, PHONE, SEND, form, sent};
use crate::{
    browser::Browser,
    codes::{messages_age, other_than},
    metrics::Observed,
    query::run,
};

#[tokio::test]
async fn logins_with_a_code_are_counted_by_how_they_ended() {
    let observed = Observed::open_with(&[]).await;
    let mall = &observed.mall;
    let mut browser = Browser::new(mall);
    assert_eq!(browser.ask(SEND, &[("phone", "12")]).0, 422);
    let code = sent(mall, &mut browser, PHONE).await;
    // Another within the minute.
    assert_eq!(browser.ask(SEND, &[("phone", PHONE)]).0, 429);
    assert_eq!(browser.ask(LOG_IN, &form(PHONE, "12")).0, 422);
    assert_eq!(browser.ask(LOG_IN, &form(PHONE, &other_than(&code))).0, 422);
    assert_eq!(browser.ask(LOG_IN, &form(PHONE, &code)).0, 200);
    observed.assert_logins(
        "code",
        &[
            ("incomplete", 2),
            ("too-many-attempts", 1),
            ("invalid-credentials", 1),
            ("succeeded", 1),
        ],
    );

    browser.log_in("zhangsan");
    assert_eq!(browser.ask("/api/auth/delete", &[("understood", "1")]).0, 200);
    messages_age(mall, "61 seconds").await;
    let mut browser = Browser::new(mall);
    let code = sent(mall, &mut browser, PHONE).await;
    assert_eq!(browser.ask(LOG_IN, &form(PHONE, &code)).0, 403);
    messages_age(mall, "61 seconds").await;
    let code = sent(mall, &mut browser, PHONE).await;
    run(
        mall,
        "update auth.member set disabled_at = now() where user_name = 'zhangsan'",
    )
    .await;
    assert_eq!(browser.ask(LOG_IN, &form(PHONE, &code)).0, 403);
    run(mall, "alter table auth.member rename to away").await;
    assert_eq!(browser.ask(LOG_IN, &form(PHONE, &code)).0, 503);
    assert_eq!(browser.ask(SEND, &[("phone", PHONE)]).0, 503);
    observed.assert_logins(
        "code",
        &[
            ("incomplete", 2),
            ("too-many-attempts", 1),
            ("invalid-credentials", 1),
            ("succeeded", 1),
            ("to-be-deleted", 1),
            ("disabled", 1),
            ("unavailable", 2),
        ],
    );
    observed.assert_logins("password", &[("succeeded", 1)]);
}
