//! Whether a copy's memory grows with what is asked of it. The soak of `cargo xtask bench pages --soak 60`, short enough for every day: it
//! finds what is kept of each request, not what grows with time.
#![expect(clippy::unwrap_used)]

use std::{
    fs::{self, File},
    net::{Ipv4Addr, SocketAddr},
    path::Path,
    sync::Arc,
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use dev_deployment::{
    build,
    deployment::{Deployment, Order},
    guard,
    process::Output,
    site,
    topology::{self, MALL_HOST},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

const PORT: u16 = 3280;
/// The number of requests after which all that can be remembered is remembered, and the allocator has what it keeps.
const WARM_UP: usize = 6_000;
/// The number of requests after which memory is compared.
const REQUESTS: usize = 20_000;
/// The most bytes that memory may grow for each of them. An address that is kept has a hundred, a session or a page has thousands.
const GROWTH: usize = 512;
/// The most seconds of each crawl: a machine that makes fewer than a hundred answers in a second says nothing about memory.
const ROUNDS: usize = 260;

#[tokio::test]
async fn nothing_is_kept_of_a_request() {
    // Also if this test is interrupted.
    guard::start().unwrap();
    build::build(build::programs(topology::Layout::Monolith), false).unwrap();
    site::stage().unwrap();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let log = File::create(folder.join("memory.log")).unwrap();
    let order = Order {
        output: Output::File(Arc::new(log)),
        ..Order::of(topology::find("T1").unwrap(), PORT, "cfmall_memory")
    };
    let deployment = Deployment::start(&order).unwrap();
    let process = deployment.copies[0].process_id().unwrap();
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, PORT));

    let paths = folder.join("memory.paths");
    fs::write(&paths, addresses(address).await.unwrap().join("\n") + "\n").unwrap();
    let crawl = async |least: usize| {
        let mut answers = 0;
        for _ in 0..ROUNDS {
            answers += load::run(&crawler(address, &paths)).await.unwrap().requests;
            if answers >= least {
                return answers;
            }
        }
        panic!("only {answers} answers")
    };
    crawl(WARM_UP).await;
    let before = resident(process).unwrap();
    let answers = crawl(REQUESTS).await;
    let after = resident(process).unwrap();

    let grown = after.saturating_sub(before) / answers;
    eprintln!("{before} bytes, after {answers} requests {after}: {grown} for each");
    assert!(
        grown <= GROWTH,
        "{before} bytes, after {answers} requests {after}: {grown} for each"
    );
}

/// A crawler that takes pages as a browser does.
fn crawler(address: SocketAddr, paths: &Path) -> load::Options {
    load::Options {
        address,
        from: None,
        host: host(address),
        path: String::new(),
        paths: Some(paths.to_path_buf()),
        forms: None,
        connections: 8,
        length: Duration::from_secs(1),
        rate: None,
        visitors: None,
        expect: String::new(),
        status: 200,
        accept_encoding: Some("gzip, deflate, br, zstd".to_owned()),
    }
}

/// The paths that the sitemap names, and some that nobody has asked for before: what is not there must not be kept either.
async fn addresses(server: SocketAddr) -> Result<Vec<String>> {
    let mut paths = vec!["/".to_owned()];
    for list in locations(&get(server, "/sitemap.xml").await?) {
        paths.extend(locations(&get(server, &list).await?));
    }
    ensure!(
        paths.len() > 100,
        "the sitemap has {} addresses only",
        paths.len()
    );
    paths.extend((0..500).map(|number| format!("/search?q=no-such-thing-{number}")));
    Ok(paths)
}

/// The paths of a sitemap.
fn locations(xml: &str) -> Vec<String> {
    let addresses = xml.split("<loc>").skip(1);
    let addresses = addresses.filter_map(|rest| rest.split("</loc>").next());
    addresses
        .filter_map(|address| Some(format!("/{}", address.splitn(4, '/').nth(3)?)))
        .collect()
}

async fn get(server: SocketAddr, path: &str) -> Result<String> {
    let mut stream = TcpStream::connect(server).await?;
    let request = format!("GET {path} HTTP/1.0\r\nHost: {}\r\n\r\n", host(server));
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    ensure!(
        answer.split(' ').nth(1) == Some("200"),
        "{path} answers {answer:.100}"
    );
    Ok(answer)
}

fn host(server: SocketAddr) -> String {
    format!("{MALL_HOST}:{}", server.port())
}

/// The resident memory of a process, in bytes.
fn resident(process: u32) -> Result<usize> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kibibytes: usize = line
        .and_then(|line| line.split_whitespace().next())
        .context("a process that runs has memory")?
        .parse()?;
    Ok(kibibytes * 1024)
}
