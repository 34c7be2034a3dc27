//! The graceful shutdown of a copy.

use std::{
    fmt::Write,
    time::{Duration, Instant},
};

use futures::future::join;

use super::somebody;
use crate::{
    adapter::Op,
    case::{Case, Need},
    cases::C_SLOW,
    client::raw::RawConnection,
    deployment::{Replica, World},
    verdict::{Check, expect, failed},
};

pub static F11: Case = Case {
    id: "F11",
    title: "a copy is asked to end while a slow write is under way",
    expects: "the request is finished and saved, or refused before it began; new ones are not taken",
    sources: &["Kubernetes pod termination", "ASVS 5.0 15.4.2"],
    needs: &[
        C_SLOW[0],
        C_SLOW[1],
        C_SLOW[2],
        Need::Op(Op::Get),
        Need::Verb("stop"),
        Need::Verb("start"),
    ],
    run: |world| Box::pin(f11(world)),
};

async fn f11(world: World) -> Check {
    let (browser, token, _) = somebody(&world).await?;
    let copy = world.apart().1;
    let name = world.control_name(copy)?;
    let (hold, key) = (world.unique("hold"), world.unique("saved"));
    let values = [
        ("name", hold.as_str()),
        ("action", "set"),
        ("key", key.as_str()),
        ("value", "1"),
    ];
    let slow = browser.copied();
    let under_way = slow.call_apart(copy, Op::Hold, &values);
    let ending = async {
        world.arrived(copy, &hold, 1).await?;
        // The copy will take no new connection: the release is already there, but for its last byte.
        let (mut release, last) = almost_released(&world, copy, &hold).await?;
        let stopping = world.break_with("stop", "start", Some(&name));
        let releasing = async {
            refuses(copy).await?;
            release.write(&last).await;
            Ok(())
        };
        let (stopped, released): (Check<String>, Check) = join(stopping, releasing).await;
        released.and(stopped.map(drop))
    };
    let (answer, ended) = join(under_way, ending).await;
    ended?;
    let answer = answer?;
    world.clean_up().await?;
    let who = world.bearer(&token).whoami(copy).await?;
    expect(
        who.is_member(),
        "sessions outlive a copy",
        format!("after its end {} says {who}", copy.name),
    )?;
    let value = world.bearer(&token).get(copy, &key).await?;
    let is_saved = value == "1";
    expect(
        answer.is_success() && is_saved,
        "what had begun is finished and saved",
        format!("it is answered with {}, and the value is {value}", answer.status),
    )
}

async fn almost_released(world: &World, copy: &Replica, hold: &str) -> Check<(RawConnection, Vec<u8>)> {
    let outgoing = world.browser().request(Op::Release, &[("name", hold)])?;
    let (body, last) = outgoing.body.split_at(outgoing.body.len() - 1);
    let mut head = format!(
        "{} {} HTTP/1.1\r\nHost: {}\r\nOrigin: {}\r\nContent-Length: {}\r\nConnection: close\r\n",
        outgoing.method,
        outgoing.path,
        copy.origin.authority,
        copy.origin.text,
        outgoing.body.len()
    );
    for (name, value) in &outgoing.headers {
        let _ = write!(head, "{name}: {}\r\n", value.to_str().unwrap_or_default());
    }
    head.push_str("\r\n");
    let mut connection = RawConnection::open(&copy.address).await?;
    connection.write(head.as_bytes()).await;
    connection.write(body).await;
    Ok((connection, last.to_vec()))
}

/// Waits until the copy accepts no new connection.
async fn refuses(copy: &Replica) -> Check {
    let begun = Instant::now();
    while RawConnection::open(&copy.address).await.is_ok() {
        if begun.elapsed() > Duration::from_secs(10) {
            return Err(failed(
                "a copy that ends takes no new connection",
                "it takes them on and on",
            ));
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}
