//! Two session cookies in one request, as after cookie tossing.

use crate::{
    adapter::{Who, policy::Duplicates},
    case::Case,
    deployment::World,
    random::Random,
    verdict::{Check, expect},
};

pub static A07: Case = Case {
    id: "A07",
    title: "two session cookies in one request",
    expects: "the rule is documented and does not depend on their order, and nobody becomes somebody else",
    sources: &[
        "RFC 6265bis §8.6 (weak integrity)",
        "Cookie tossing",
        "Spring Session DefaultCookieSerializer",
    ],
    needs: &[],
    run: |world| Box::pin(a07(world)),
};

async fn a07(world: World) -> Check {
    let rule = world.promised(world.policy().duplicates, "rule for two cookies of one name")?;
    let auth = world.auth(0);
    let one = world.logged_in(0).await?.must_have_token(auth)?;
    let other = world.logged_in(1).await?.must_have_token(auth)?;
    let unknown = one.with(Random::new(7).like(&one.value));
    let nonsense = one.with("nonsense");
    let own = Who::Member(world.shown(0).await?);
    let beside_garbage = match rule {
        Duplicates::OneLive => own.clone(),
        Duplicates::Refused => Who::Guest,
    };
    let situations = [
        ("a good and a malformed one", &one, &nonsense, &beside_garbage),
        ("a good and an unknown one", &one, &unknown, &beside_garbage),
        ("two good ones of two members", &one, &other, &Who::Guest),
    ];
    for copy in world.everywhere() {
        for (what, first, second, expected) in situations {
            for (order, header) in [
                ("in this order", format!("{}; {}", first.pair(), second.pair())),
                (
                    "the other way round",
                    format!("{}; {}", second.pair(), first.pair()),
                ),
            ] {
                let who = world.with_cookies(&header).whoami(copy).await?;
                let same =
                    who == *expected || (*expected == Who::Guest && matches!(who, Who::Unclear(400..=403)));
                expect(
                    same,
                    format!("{what}: {expected}, in any order"),
                    format!("{order} {} says {who}", copy.name),
                )?;
            }
        }
    }
    Ok(())
}
