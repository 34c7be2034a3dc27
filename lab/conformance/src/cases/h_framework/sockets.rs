//! Connections that outlive the request that opened them, and must not outlive the session.

use std::time::Duration;

use futures::future::join_all;

use crate::{
    adapter::{Op, Operation, Promise},
    case::{Case, Need},
    client::socket::{Handshake, Kind, Socket},
    deployment::World,
    random::Random,
    verdict::{Check, NotPassed, expect, skipped, succeeded},
};

/// The factor by which a promised time may be exceeded: the machine has other things to do.
const TOLERANCE: f64 = 1.5;
/// The longest promise in seconds that is waited for; a case has a minute for everything.
const LONGEST: f64 = 15.0;
/// The time after which what was sent before has arrived.
const SETTLE_TIME: Duration = Duration::from_millis(100);

pub static H02: Case = Case {
    id: "H02",
    title: "an open socket whose session is ended",
    expects: "it is closed in the time that is documented, at every copy, and the sockets of other sessions stay open",
    sources: &["Spring Session: WebSocket support", "ASVS 5.0 4.4.3, 7.4.1"],
    needs: &[
        Need::Op(Op::Socket),
        Need::Promise(Promise::SocketCloses),
        Need::Op(Op::Logout),
    ],
    run: |world| Box::pin(h02(world)),
};

async fn h02(world: World) -> Check {
    let promised = world.promised(world.policy().socket_closes, "end of sockets")?;
    if promised > LONGEST {
        let system = &world.adapter().name;
        return Err(skipped(format!(
            "{system} promises to close sockets within {promised} s, and the suite waits for {LONGEST} s at most"
        )));
    }
    closes_after(&world, Op::Logout, promised).await?;
    if world.adapter().operation(Op::RevokeOthers).is_none() {
        return Ok(());
    }
    match closes_after(&world, Op::RevokeOthers, promised).await {
        // The operation is known, and is not possible as the system is set up here.
        Err(NotPassed::Skipped(_)) => Ok(()),
        check => check,
    }
}

/// Opens sockets of two sessions at every copy, and ends one of the sessions.
async fn closes_after(world: &World, end: Op, promised: f64) -> Check {
    let auth = world.auth(0);
    let (ended, other) = (world.logged_in(0).await?, world.logged_in(1).await?);
    let (mut ended_sockets, mut other_sockets) = (Vec::new(), Vec::new());
    for copy in world.answering(Op::Socket) {
        ended_sockets.push((copy.name.as_str(), ended.open_socket(copy).await?));
        other_sockets.push((copy.name.as_str(), other.open_socket(copy).await?));
    }
    let expected = "a socket stays open as long as its session lives";
    stay_open(&mut ended_sockets, expected).await?;
    let by = match end {
        Op::Logout => ended,
        // Sent by another session of the same member.
        _ => world.logged_in(0).await?,
    };
    succeeded(by.call(auth, end, &[]).await?, "ending the session")?;
    let limit = Duration::from_secs_f64(promised * TOLERANCE);
    let closing = ended_sockets
        .iter_mut()
        .map(|(name, socket)| async move { (name, socket.closes_within(limit).await) });
    for (name, is_closed) in join_all(closing).await {
        expect(
            is_closed,
            format!("after {end} the session's sockets are closed within {promised} s"),
            format!("{name} leaves one open"),
        )?;
    }
    stay_open(&mut other_sockets, expected).await
}

async fn stay_open(sockets: &mut [(&str, Socket)], expected: &str) -> Check {
    let asked = sockets
        .iter_mut()
        .map(|(name, socket)| async move { (name, socket.closes_within(SETTLE_TIME).await) });
    for (name, is_closed) in join_all(asked).await {
        expect(!is_closed, expected, format!("{name} closes it"))?;
    }
    Ok(())
}

pub static H03: Case = Case {
    id: "H03",
    title: "a socket that is opened from elsewhere, with a dead cookie and without one",
    expects: "each is refused at the handshake, not after it",
    sources: &["ASVS 5.0 4.4.2, 4.4.3", "RFC 6455 §4.2.2, §10.2", "CWE-1385"],
    needs: &[Need::Op(Op::Socket), Need::Op(Op::Logout)],
    run: |world| Box::pin(h03(world)),
};

async fn h03(world: World) -> Check {
    let auth = world.auth(0);
    let browser = world.logged_in(0).await?;
    let leaver = world.logged_in(0).await?;
    let dead = leaver.must_have_token(auth)?;
    succeeded(leaver.call(auth, Op::Logout, &[]).await?, "a logout")?;
    let unknown = dead.with(Random::new(3).like(&dead.value));
    let kind = world.adapter().operation(Op::Socket).map(Operation::socket_kind);
    for copy in world.answering(Op::Socket) {
        let (own, name) = (&copy.origin.text, &copy.name);
        // Else a refusal would say nothing.
        browser.open_socket(copy).await?;
        let looks_like_ours = format!("http://{}.evil.example", copy.origin.host);
        let foreign = [
            "https://evil.example",
            "http://evil.localhost",
            "null",
            &looks_like_ours,
        ];
        // A page of somebody else's may ask for events, but is not shown them.
        for origin in foreign.iter().filter(|_| kind == Some(Kind::WebSocket)) {
            let handshake = browser.open_socket_from(copy, origin).await?;
            is_refused(&handshake, &format!("from {origin}"), name)?;
        }
        for (with, visitor) in [
            ("without a cookie", world.browser()),
            ("with a dead cookie", world.bearer(&dead)),
            ("with an unknown cookie", world.bearer(&unknown)),
        ] {
            let handshake = visitor.open_socket_from(copy, own).await?;
            is_refused(&handshake, with, name)?;
        }
    }
    Ok(())
}

fn is_refused(handshake: &Handshake, how: &str, copy: &str) -> Check {
    let seen = match handshake {
        Handshake::Refused(300..=499) => return Ok(()),
        Handshake::Refused(0) => "closes the connection without a word".to_owned(),
        Handshake::Refused(status) => format!("answers {status}"),
        Handshake::Open(_) | Handshake::Wrong(_) => "opens it".to_owned(),
    };
    expect(
        false,
        format!("a socket {how} is refused at the handshake"),
        format!("{copy} {seen}"),
    )
}
