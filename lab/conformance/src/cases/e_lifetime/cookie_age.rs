//! The lifetime that the cookie itself states.

use crate::{
    case::Case,
    client::set_cookie::LONGEST,
    deployment::{
        World,
        browser::{now, session_cookie},
    },
    verdict::{Check, Detailed, expect},
};

/// The seconds by which the server's clock and ours may differ.
const SLACK: i64 = 5;

pub static E09: Case = Case {
    id: "E09",
    title: "the Max-Age of the cookie, remembered or not",
    expects: "it is never above 400 days and never beyond the end of the session itself",
    sources: &["RFC 6265bis §5.5", "Better Auth: 400-day cap"],
    needs: &[],
    run: |world| Box::pin(e09(world)),
};

async fn e09(world: World) -> Check {
    let policy = world.policy();
    let kinds = [
        ("a login", &[][..], policy.absolute),
        (
            "a remembered login",
            &[("remember", "1")][..],
            policy.remember_absolute,
        ),
    ];
    let longest = i64::try_from(LONGEST.as_secs()).unwrap_or(i64::MAX);
    for (what, fields, server) in kinds {
        let answer = world
            .browser()
            .login_with(world.auth(0), world.user(0), fields)
            .await?;
        let cookie = session_cookie(&world.deployment, &answer)?;
        let by_date = cookie.expires.map(|end| (end - now()).whole_seconds());
        let Some(age) = cookie.max_age.or(by_date) else {
            continue;
        };
        expect(
            age <= longest + SLACK,
            format!("{what} gives a cookie for at most 400 days"),
            "it is for longer",
        )
        .detail(format!("{age} s"))?;
        if let Some(server) = server {
            expect(
                age <= server + SLACK,
                format!("the cookie of {what} ends with the session"),
                "it outlives it",
            )
            .detail(format!("{age} s, the session {server} s"))?;
        }
    }
    Ok(())
}
