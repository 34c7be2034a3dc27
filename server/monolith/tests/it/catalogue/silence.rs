//! A connection that falls silent: nothing comes through any more, and nobody hangs up.

use super::{PRODUCT, PROMISED, run, shows};
use crate::mall::Mall;
use dev_postgres::TestDatabase;
use server_host::MIGRATOR;
use std::{
    io::{Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    thread::{sleep, spawn},
    time::Duration,
};

/// What a copy says when it wants to be told of changes.
const LISTEN: &[u8] = b"LISTEN \"mall_catalogue\"";

/// A way to the database on which those who listen for changes can be cut off.
struct Way {
    address: SocketAddr,
    is_silent: Arc<AtomicBool>,
}

impl Way {
    fn to(database: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let is_silent = Arc::new(AtomicBool::new(false));
        let silent = is_silent.clone();
        spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let Ok(server) = TcpStream::connect(database) else {
                    continue;
                };
                let listens = Arc::new(AtomicBool::new(false));
                for (from, to) in [(&client, &server), (&server, &client)] {
                    let pump = Pump {
                        from: from.try_clone().expect("a socket"),
                        to: to.try_clone().expect("a socket"),
                        listens: listens.clone(),
                        is_silent: silent.clone(),
                    };
                    spawn(|| pump.run());
                }
            }
        });
        Self { address, is_silent }
    }
}

/// One direction of a connection.
struct Pump {
    from: TcpStream,
    to: TcpStream,
    /// Whether the client listens for changes.
    listens: Arc<AtomicBool>,
    is_silent: Arc<AtomicBool>,
}

impl Pump {
    fn run(mut self) {
        let mut bytes = [0; 16 * 1024];
        while let Ok(length @ 1..) = self.from.read(&mut bytes) {
            if bytes[..length].windows(LISTEN.len()).any(|said| said == LISTEN) {
                self.listens.store(true, Relaxed);
            }
            if self.listens.load(Relaxed) && self.is_silent.load(Relaxed) {
                continue;
            }
            if self.to.write_all(&bytes[..length]).is_err() {
                break;
            }
        }
        let _ = self.to.shutdown(Shutdown::Both);
    }
}

#[tokio::test]
async fn a_change_is_seen_when_who_listens_hears_nothing_and_does_not_know() {
    let database = TestDatabase::create(&MIGRATOR).await.expect("a database");
    let url = database.url();
    let (_, behind) = url.split_once('@').expect("a login");
    let (behind, _) = behind.split_once('/').expect("a database");
    let way = Way::to(behind.parse().expect("an address"));
    let url = url.replacen(behind, &way.address.to_string(), 1);
    let mall = Mall::on(database, &[("DATABASE_URL", &url)]);
    let visitor = mall.visitor();
    for (silent, price, yuan) in [
        (true, 1_111_100, "11,111"),
        (true, 2_222_200, "22,222"),
        (false, 3_333_300, "33,333"),
        (true, 4_444_400, "44,444"),
    ] {
        for _ in 0..3 {
            visitor.get(PRODUCT);
        }
        way.is_silent.store(silent, Relaxed);
        let change = format!("update mall.sku set price_fen = {price} where product_id = 1001");
        run(&mall, &change).await;
        sleep(PROMISED);
        assert!(shows(&visitor, PRODUCT, yuan), "{yuan}, silent: {silent}");
        // Long enough for a copy to listen again, if it can.
        sleep(Duration::from_secs(1));
    }
}
