//! Account enumeration: guessing who has an account.

use std::time::Duration;

use crate::{
    adapter::Op,
    case::Case,
    client::Answer,
    deployment::World,
    verdict::{Check, Detailed, expect},
};

/// The number of measurements of each kind, interleaved.
const SAMPLES: usize = 15;
/// The factor between the shortest times that counts as a difference; work that is left out differs by far more, and a busy machine makes
/// no time shorter.
const FACTOR: f64 = 2.0;
/// The longest pause after one attempt too many; the owner may have mistyped.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

pub static D11: Case = Case {
    id: "D11",
    title: "a login with an unknown account, and with a wrong password",
    expects: "status, words and time are the same, and the owner can still log in",
    sources: &["ASVS 5.0 6.3.1, 6.3.8", "OWASP Authentication Cheat Sheet"],
    needs: &[],
    run: |world| Box::pin(d11(world)),
};

async fn d11(world: World) -> Check {
    let known = world.user(0).account.clone();
    // As long as the known one: the length is echoed by some forms.
    let unknown = "nobody-here-by-this-name"[..known.len().min(24)].to_owned();
    let (mut of_known, mut of_unknown) = (Vec::new(), Vec::new());
    let mut pause = None;
    for sample in 0..SAMPLES {
        let one = attempt(&world, &known).await?;
        let other = attempt(&world, &unknown).await?;
        if let Some(after) = world.policy().throttle_after
            && sample >= after as usize
        {
            expect(
                one.status == 429 && other.status == 429,
                "attempts are throttled, whether or not there is such an account",
                format!("they are answered with {} and {}", one.status, other.status),
            )?;
            pause = retry_after(&one);
            expect(
                pause.is_some_and(|pause| pause <= LONGEST_PAUSE),
                "the answer says when to try again, which is soon after so few attempts",
                format!("it says {pause:?}"),
            )?;
            break;
        }
        expect(
            one.status == other.status && (400..500).contains(&one.status),
            "both are answered with the same status",
            format!("{} and {}", one.status, other.status),
        )?;
        expect(
            words(&one, &known) == words(&other, &unknown),
            "both are answered with the same words",
            "the words differ",
        )?;
        of_known.push(one.took());
        of_unknown.push(other.took());
    }
    // Before anything else is judged: the cases that follow log the owner in, too.
    if let Some(pause) = pause {
        tokio::time::sleep(pause).await;
    }
    let who = world.logged_in(0).await?.whoami(world.auth(0)).await?;
    expect(
        who.is_member(),
        "the owner is not locked out",
        format!("after a login they are {who}"),
    )?;
    let shortest = |times: Vec<Duration>| times.into_iter().min().unwrap_or_default();
    let (one, other) = (shortest(of_known), shortest(of_unknown));
    expect(
        one < other.mul_f64(FACTOR) && other < one.mul_f64(FACTOR),
        "both take the same time",
        "one takes more than twice as long",
    )
    .detail(format!("{one:?} and {other:?}"))
}

async fn attempt(world: &World, account: &str) -> Check<Answer> {
    let values = [("account", account), ("password", "not the password")];
    world.browser().call(world.auth(0), Op::Login, &values).await
}

/// The seconds after which to try again (RFC 9110 §10.2.3).
fn retry_after(answer: &Answer) -> Option<Duration> {
    answer
        .header("retry-after")?
        .parse()
        .ok()
        .map(Duration::from_secs)
}

/// The text of the answer without the account that was typed and without the request id.
fn words(answer: &Answer, account: &str) -> String {
    let text = answer.text().replace(account, "");
    text.split("\"request\"").next().unwrap_or_default().to_owned()
}
