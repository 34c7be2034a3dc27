//! What operators see of logins with a provider.

use super::{
    BEGIN, CALLBACK, CONFIRM, DEMO, Issuer, LINXIAO, chooses, comes_back, departs, goes_to, newcomer,
};
use crate::{browser::Browser, metrics::Observed, query::run};
use lab_identity_provider::Fault;

#[tokio::test]
async fn logins_with_a_provider_are_counted_by_how_they_ended() {
    let issuer = Issuer::open();
    let observed = Observed::open_with(&issuer.environment()).await;
    let mall = &observed.mall;
    let mut member = Browser::new(mall);
    newcomer(&mut member, LINXIAO, "linxiao");
    observed.assert_logins("social", &[("no-account", 1)]);

    let mut browser = Browser::new(mall);
    let log_in = |browser: &mut Browser| comes_back(browser, BEGIN, &[], LINXIAO).status().as_u16();
    assert_eq!(log_in(&mut browser), 302);
    // A proof of identity is no login.
    assert_eq!(
        goes_to(&comes_back(&mut browser, CONFIRM, &[], LINXIAO)),
        "/account/sessions"
    );
    let denied = chooses(&departs(&mut browser, BEGIN, &[]), &[("deny", "1")]);
    assert_eq!(browser.get(&denied).status(), 403);
    issuer.provider.make(Some(Fault::Nonce));
    assert_eq!(log_in(&mut browser), 400);
    issuer.provider.make(Some(Fault::ServerError));
    assert_eq!(log_in(&mut browser), 503);
    issuer.provider.make(None);
    assert_eq!(browser.get(CALLBACK).status(), 400);

    assert_eq!(
        goes_to(&comes_back(&mut member, CONFIRM, &[], LINXIAO)),
        "/account/sessions"
    );
    assert_eq!(member.ask("/api/auth/delete", &[("understood", "1")]).0, 200);
    assert_eq!(
        goes_to(&comes_back(&mut browser, BEGIN, &[], LINXIAO)),
        "/login/keep"
    );
    let disabled = "update auth.member set disabled_at = now() where user_name = 'linxiao'";
    run(mall, disabled).await;
    assert_eq!(log_in(&mut browser), 403);

    // Sixty attempts are free. Its page says so once more, which is no further attempt.
    let refused = (0..61)
        .map(|_| browser.ask(BEGIN, &[DEMO]).0)
        .filter(|status| *status == 429)
        .count();
    assert!((1..61).contains(&refused), "{refused}");
    assert_eq!(browser.post(BEGIN, &[DEMO]).status(), 303);
    assert_eq!(
        browser
            .get(&format!("{CALLBACK}?failed=too-many-attempts"))
            .status(),
        429
    );
    observed.assert_logins(
        "social",
        &[
            ("no-account", 1),
            ("succeeded", 1),
            ("denied", 1),
            ("invalid-credentials", 2),
            ("unavailable", 1),
            ("to-be-deleted", 1),
            ("disabled", 1),
            ("too-many-attempts", refused as u64 + 1),
        ],
    );
}
