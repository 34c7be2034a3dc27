//! Group I: what must show, in full size.

use crate::{
    adapter::{Op, Who},
    case::{Case, Need},
    cases::{
        C_SLOW,
        b_sharing::{hot::ends_while_hot, limit::two_race},
        c_concurrency::slow::logout_during,
    },
    deployment::World,
    verdict::{Check, Detailed, expect, succeeded},
};

const ROUNDS: usize = 4;
const RACES: usize = 10;

/// The cases of this group in the order in which they run.
pub static CASES: &[&Case] = &[&I01, &I02, &I03, &I04];

static I01: Case = Case {
    id: "I01",
    title: "two hundred requests a second on one session over all copies, and it is ended; four times",
    expects: "no request sent after the end was acknowledged succeeds, at any copy",
    sources: &["ASVS 5.0 7.4.1", "B03"],
    needs: &[Need::Op(Op::Logout)],
    run: |world| Box::pin(i01(world)),
};

async fn i01(world: World) -> Check {
    for _ in 0..ROUNDS {
        ends_while_hot(&world, &world.everywhere()).await?;
    }
    Ok(())
}

static I02: Case = Case {
    id: "I02",
    title: "a logout during a slow write, at every pair of copies",
    expects: "it stays a logout, everywhere",
    sources: &["spring-projects/spring-session#1031", "C05", "C06"],
    needs: &[C_SLOW[0], C_SLOW[1], C_SLOW[2], Need::Op(Op::Logout)],
    run: |world| Box::pin(i02(world)),
};

async fn i02(world: World) -> Check {
    for auth in &world.deployment.auth {
        for slow in world.everywhere() {
            for action in ["set", "touch", "none", "sign-out"] {
                // Ending sessions is not the mall's business.
                if action != "sign-out" || world.deployment.auth.contains(slow) {
                    let pair = format!("{action} at {}, logout at {}", slow.name, auth.name);
                    logout_during(&world, action, (auth, slow)).await.detail(pair)?;
                }
            }
        }
    }
    Ok(())
}

static I03: Case = Case {
    id: "I03",
    title: "two logins race for a member's last place, at two copies, ten times",
    expects: "afterwards there are exactly as many sessions as the limit says",
    sources: &["payloadcms/payload#16027", "B07"],
    needs: &[],
    run: |world| Box::pin(async move { two_race(&world, RACES).await }),
};

static I04: Case = Case {
    id: "I04",
    title: "a member changes their name",
    expects: "with the next request every copy shows the new one, in every session of theirs",
    sources: &["The lesson this system answers: the name that is not shared and not in sync"],
    needs: &[Need::Op(Op::Rename)],
    run: |world| Box::pin(i04(world)),
};

async fn i04(world: World) -> Check {
    let auth = world.auth(0);
    let old = world.shown(1).await?;
    let (here, there) = (world.logged_in(1).await?, world.logged_in(1).await?);
    let tokens = [here.must_have_token(auth)?, there.must_have_token(auth)?];
    world.known_everywhere(&world.bearer(&tokens[1])).await?;
    let back = old.clone();
    let owner = here.clone();
    world.afterwards("name", move |world| {
        Box::pin(async move {
            let answer = owner.call(world.auth(0), Op::Rename, &[("name", &back)]).await?;
            succeeded(answer, "changing the name back").map(drop)
        })
    });
    for name in ["新的名字", "Another <b>Name</b>"] {
        let answer = here.call(auth, Op::Rename, &[("name", name)]).await?;
        succeeded(answer, "a change of the name")?;
        for copy in world.everywhere() {
            for token in &tokens {
                let who = world.bearer(token).whoami(copy).await?;
                expect(
                    who == Who::Member(name.to_owned()),
                    "every copy shows the new name",
                    format!("{} says {who}", copy.name),
                )?;
            }
        }
    }
    Ok(())
}
