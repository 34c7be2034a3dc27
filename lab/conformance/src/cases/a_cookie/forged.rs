//! Forged tokens: well-formed values that belong to no session.

use std::time::Duration;

use crate::{
    case::Case,
    deployment::{Browser, Replica, World},
    random::Random,
    verdict::{Check, Detailed, expect},
};

/// The number of measurements of each kind, interleaved.
const SAMPLES: usize = 500;
/// The factor between medians that counts as a difference; those of the same work differ less, even on a busy machine.
const FACTOR: f64 = 2.0;

pub static A03: Case = Case {
    id: "A03",
    title: "a real cookie with one character changed",
    expects: "it logs nobody in, whichever character it is, and takes as long as any other wrong one",
    sources: &[
        "ASVS 5.0 7.2.3",
        "CVE-2019-16782 (Rack)",
        "Better Auth session tests",
    ],
    needs: &[],
    run: |world| Box::pin(a03(world)),
};

async fn a03(world: World) -> Check {
    let browser = world.logged_in(0).await?;
    let token = browser.must_have_token(world.auth(0))?;
    let copy = world.copy(0);
    for index in positions(token.value.len()) {
        for changed in variants(&token.value, index) {
            let who = world.bearer(&token.with(changed)).whoami(copy).await?;
            expect(
                !who.is_member(),
                "a changed cookie logs nobody in",
                format!("with one character changed {} says {who}", copy.name),
            )
            .detail(format!("character {index} of {}", token.value.len()))?;
        }
    }
    let who = world.bearer(&token).whoami(world.auth(0)).await?;
    expect(
        who.is_member(),
        "the unchanged cookie is still good",
        format!("{} says {who}", world.auth(0).name),
    )?;

    let mut random = Random::new(3);
    let near = world.bearer(&token.with(flipped(&token.value, token.value.len() / 2, 1)));
    let (mut close, mut far) = (Vec::new(), Vec::new());
    for _ in 0..SAMPLES {
        let stranger = world.bearer(&token.with(random.like(&token.value)));
        close.push(time(&near, copy).await?);
        far.push(time(&stranger, copy).await?);
    }
    let (close, far) = (median(close), median(far));
    expect(
        close < far.mul_f64(FACTOR) + Duration::from_millis(1)
            && far < close.mul_f64(FACTOR) + Duration::from_millis(1),
        "the time an answer takes does not tell how close a guess was",
        "guesses that are close take another time than those that are not",
    )
    .detail(format!("{close:?} and {far:?}"))
}

/// At most ten positions, the first and the last three among them: the last bits of base64 are not all significant.
fn positions(length: usize) -> Vec<usize> {
    let mut all: Vec<_> = (0..length).step_by((length / 7).max(1)).collect();
    all.extend(length.saturating_sub(3)..length);
    all.sort_unstable();
    all.dedup();
    all
}

fn variants(value: &str, index: usize) -> Vec<String> {
    let steps: &[usize] = if index + 1 == value.len() {
        &[1, 2, 3, 4, 16, 32]
    } else {
        &[1]
    };
    steps.iter().map(|step| flipped(value, index, *step)).collect()
}

/// The value with another character of the base64url alphabet at `index`.
fn flipped(value: &str, index: usize, step: usize) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut bytes = value.as_bytes().to_vec();
    let place = ALPHABET
        .iter()
        .position(|c| *c == bytes[index])
        .unwrap_or_default();
    bytes[index] = ALPHABET[(place + step) % ALPHABET.len()];
    String::from_utf8_lossy(&bytes).into_owned()
}

async fn time(browser: &Browser, copy: &Replica) -> Check<Duration> {
    Ok(browser.ask_whoami(copy).await?.took())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

pub static A04: Case = Case {
    id: "A04",
    title: "a well-formed id that the visitor made up",
    expects: "it is never adopted: the login gives another one, and the made-up one stays nobody's",
    sources: &[
        "OWASP Session Management Cheat Sheet: strict session management",
        "ASVS 5.0 7.2.4",
        "CWE-384",
    ],
    needs: &[],
    run: |world| Box::pin(a04(world)),
};

async fn a04(world: World) -> Check {
    let auth = world.auth(0);
    let real = world.logged_in(0).await?.must_have_token(auth)?;
    let planted = real.with(Random::new(4).like(&real.value));
    world.dead_everywhere(&planted, "a made-up id").await?;
    // The bearer sends the planted cookie with the login, as a victim of fixation does.
    let answer = world.bearer(&planted).login(auth, world.user(0)).await?;
    let given = crate::deployment::browser::session_cookie(&world.deployment, &answer)?;
    expect(
        given.value != planted.value,
        "a login gives an id of its own",
        "it keeps the one that was made up",
    )?;
    world
        .dead_everywhere(&planted, "the made-up id after the login")
        .await?;
    let given = planted.with(given.value);
    let logout = crate::adapter::Op::Logout;
    if world.adapter().operation(logout).is_some() {
        world.bearer(&given).call(auth, logout, &[]).await?;
    }
    Ok(())
}
