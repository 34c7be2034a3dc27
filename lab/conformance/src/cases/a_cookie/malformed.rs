//! Malformed tokens: hostile input like any other.

use std::time::Instant;

use super::is_proper_removal;
use crate::{
    adapter::Who,
    case::Case,
    client::{SetCookie, raw::exchange},
    deployment::{Browser, Replica, Token, World, browser::session_cookie},
    verdict::{Check, Detailed, expect},
};

/// Bytes of a cookie that is too long, and how many of them are sent.
const LONG: usize = 65_536;
const LONG_ONES: usize = 200;
/// Seconds within which a malformed cookie is answered: enough for a busy machine, too few for a server that chokes.
const ANSWER_SECONDS: f64 = 3.0;

pub static A02: Case = Case {
    id: "A02",
    title: "cookie values that are malformed",
    expects: "nobody is logged in by them, nothing breaks, and what can be taken back is taken back with the right attributes",
    sources: &[
        "ASVS 5.0 7.2.1",
        "OWASP Session Management Cheat Sheet: session id as untrusted input",
        "tower-sessions route tests",
    ],
    needs: &[],
    run: |world| Box::pin(a02(world)),
};

async fn a02(world: World) -> Check {
    let auth = world.auth(0);
    let browser = world.browser();
    let login = session_cookie(&world.deployment, &browser.login(auth, world.user(0)).await?)?;
    let token = browser.must_have_token(auth)?;
    let long = "A".repeat(300);
    let longer = format!("{}A", token.value);
    let shorter = token.value[..token.value.len() - 1].to_owned();
    // Whether it is a cookie value at all, as the grammar has it: of anything else browsers and servers may differ.
    let values: [(&str, &[u8], bool); 13] = [
        ("empty", b"", false),
        ("one character", b"A", true),
        ("a wrong alphabet", b"!!!!****((((~~~~''''$$", true),
        ("percent-encoded NUL", b"%00%00%00%00", true),
        ("a broken percent-encoding", b"%zz%", true),
        ("a NUL byte", b"AAAA\0AAAA", false),
        ("Unicode", "会话会话".as_bytes(), false),
        ("bytes that are no UTF-8", b"\xff\xfe\xfd", false),
        ("SQL", b"'--or/**/1=1", true),
        ("a path", b"../../../../etc/passwd", true),
        ("300 characters", long.as_bytes(), true),
        ("a real one and a character more", longer.as_bytes(), true),
        ("a real one and a character less", shorter.as_bytes(), true),
    ];
    for copy in world.everywhere() {
        for (what, value, is_value) in values {
            let (who, removals) = whoami_by_hand(&world, copy, &token.name, value, what).await?;
            expect(
                !who.is_member(),
                "a malformed value logs nobody in",
                format!("{} takes a cookie with {what} for a {who}", copy.name),
            )?;
            for removal in &removals {
                is_proper_removal(&login, removal).detail(format!("{what} at {}", copy.name))?;
            }
            expect(
                !world.policy().takes_back_nonsense || !is_value || !removals.is_empty(),
                "a malformed value is taken back",
                format!("{} leaves a cookie with {what} where it is", copy.name),
            )?;
        }
    }
    let who = world.bearer(&token).whoami(auth).await?;
    expect(
        who.is_member(),
        "the real one is still good",
        format!("{} says {who}", auth.name),
    )
}

async fn whoami_by_hand(
    world: &World,
    copy: &Replica,
    name: &str,
    value: &[u8],
    what: &str,
) -> Check<(Who, Vec<SetCookie>)> {
    let path = Browser::whoami_request(&world.browser()).path;
    let mut request = format!(
        "GET {path} HTTP/1.1\r\nHost: {}\r\nAccept: application/json\r\nConnection: close\r\nCookie: {name}=",
        copy.origin.authority
    )
    .into_bytes();
    request.extend_from_slice(value);
    request.extend_from_slice(b"\r\n\r\n");
    let begun = Instant::now();
    let answer = exchange(&copy.address, &request).await?;
    let took = begun.elapsed().as_secs_f64();
    expect(
        answer.status < 500,
        "a malformed cookie breaks nothing",
        format!("{} answers {} to {what}", copy.name, answer.status),
    )?;
    expect(
        took < ANSWER_SECONDS,
        "a malformed cookie costs no time",
        format!("{} takes its time over {what}", copy.name),
    )
    .detail(format!("{took:.1} s"))?;
    let removals = answer
        .headers("set-cookie")
        .into_iter()
        .filter_map(SetCookie::parse);
    let removals = removals
        .filter(|cookie| world.deployment.is_session(cookie))
        .collect();
    Ok((world.adapter().whoami.read(&answer.as_answer()), removals))
}

pub static A08: Case = Case {
    id: "A08",
    title: "cookies that are too long and too many",
    expects: "they are refused or ignored at once, the next request is answered, no memory is left behind, and another site's long cookie locks nobody out",
    sources: &["ASVS 5.0 4.2.5", "RFC 6265bis §6.1"],
    needs: &[],
    run: |world| Box::pin(a08(world)),
};

async fn a08(world: World) -> Check {
    let auth = world.auth(0);
    let browser = world.logged_in(0).await?;
    let token = browser.must_have_token(auth)?;
    let many = (0..200).fold(String::new(), |many, number| {
        format!("{many}; c{number}=xxxxxxxxxxxxxxxxxxxx")
    });
    for copy in world.everywhere() {
        for (what, size) in [("4 kB", 4_096), ("8 kB", 8_192), ("64 kB", 65_536)] {
            let value = "A".repeat(size);
            let (who, _) = whoami_by_hand(&world, copy, &token.name, value.as_bytes(), what).await?;
            expect(
                !who.is_member(),
                "a long value logs nobody in",
                format!("{} takes {what} for a {who}", copy.name),
            )?;
        }
        let hidden = format!("nonsense{many}");
        let (who, _) = whoami_by_hand(&world, copy, &token.name, hidden.as_bytes(), "200 cookies").await?;
        expect(
            !who.is_member(),
            "200 cookies log nobody in",
            format!("{} says {who}", copy.name),
        )?;
        locks_nobody_out(&world, copy, &token).await?;
        leaves_no_memory(&world, copy, &token).await?;
    }
    Ok(())
}

/// Fails if the server's memory grows with every request. With the first ones it may: buffers are made and kept.
async fn leaves_no_memory(world: &World, copy: &Replica, token: &Token) -> Check {
    let control = world.deployment.control.as_ref();
    let Some(control) = control.filter(|control| control.knows("memory")) else {
        return Ok(());
    };
    let name = world.control_name(copy)?;
    let value = "A".repeat(LONG);
    let mut resident = Vec::new();
    for _ in 0..2 {
        for _ in 0..LONG_ONES {
            whoami_by_hand(world, copy, &token.name, value.as_bytes(), "64 kB").await?;
        }
        let kilobytes = control.must("memory", &[&name]).await?;
        resident.push(kilobytes.trim().parse::<usize>().unwrap_or_default() * 1_024);
    }
    expect(
        resident[0] > 0 && resident[1] < resident[0] + LONG * LONG_ONES / 2,
        "after hundreds of long cookies a copy has not grown by half of them",
        format!("{} has", copy.name),
    )
    .detail(format!("{} and {} bytes", resident[0], resident[1]))
}

/// Fails if a cookie of 4 kB, which a neighbour may set for the parent domain, locks a member out.
async fn locks_nobody_out(world: &World, copy: &Replica, token: &Token) -> Check {
    let beside = format!("{}; other={}", token.pair(), "x".repeat(4_000));
    let who = world.with_cookies(&beside).whoami(copy).await?;
    expect(
        who.is_member(),
        "a long cookie of somebody else's beside a good session does no harm",
        format!("{} says {who}", copy.name),
    )?;
    let who = world.bearer(token).whoami(copy).await?;
    expect(
        who.is_member(),
        "the next normal request is answered",
        format!("{} says {who}", copy.name),
    )
}
