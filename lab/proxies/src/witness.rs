//! Copies that are not ours: they write down what a proxy sends them, and behave as ours would only with luck at the right moment.

use std::{
    io::{self, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use crate::http::{Head, Reader};

/// Hangs up on the first request for it, without an answer, and answers the next.
pub const ONCE: &str = "/once";
/// Never answers.
pub const SILENT: &str = "/silent";
/// Sends one event at once, and the second when it is let go.
pub const EVENTS: &str = "/events";
/// A long page that is not compressed.
pub const PLAIN: &str = "/plain";
/// The length of the long page.
pub const PLAIN_LENGTH: usize = 20_000;
/// The longest it keeps the second event back.
const EVENT_LIMIT: Duration = Duration::from_secs(10);

/// A request that arrived.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The number of the connection that it came on.
    pub connection: usize,
    pub head: Head,
}

/// Two copies of auth and two of the mall, in that order.
pub struct Witness {
    pub addresses: [SocketAddr; 4],
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    seen: Mutex<Vec<Seen>>,
    connections: AtomicUsize,
    hung_up: AtomicBool,
    let_go: Mutex<bool>,
    changed: Condvar,
}

impl Witness {
    pub fn start() -> io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let mut addresses = [SocketAddr::from((Ipv4Addr::LOCALHOST, 0)); 4];
        for address in &mut addresses {
            let listener = TcpListener::bind(*address)?;
            *address = listener.local_addr()?;
            let shared = Arc::clone(&shared);
            // Ends with the process.
            thread::spawn(move || {
                for stream in listener.incoming().map_while(Result::ok) {
                    let shared = Arc::clone(&shared);
                    // A proxy that hangs up is not our concern.
                    thread::spawn(move || drop(shared.serve(stream)));
                }
            });
        }
        Ok(Self { addresses, shared })
    }

    /// Forgets what it has seen.
    pub fn forget(&self) {
        self.shared.seen().clear();
        self.shared.hung_up.store(false, Ordering::Relaxed);
        *lock(&self.shared.let_go) = false;
    }

    /// The requests for this path that arrived since then.
    pub fn seen(&self, path: &str) -> Vec<Seen> {
        let seen = self.shared.seen();
        seen.iter()
            .filter(|seen| seen.head.target() == path)
            .cloned()
            .collect()
    }

    /// Lets the second event go.
    pub fn let_go(&self) {
        *lock(&self.shared.let_go) = true;
        self.shared.changed.notify_all();
    }
}

impl Shared {
    fn seen(&self) -> MutexGuard<'_, Vec<Seen>> {
        lock(&self.seen)
    }

    fn serve(&self, stream: TcpStream) -> io::Result<()> {
        let connection = self.connections.fetch_add(1, Ordering::Relaxed);
        stream.set_nodelay(true)?;
        let mut reader = Reader::new(stream);
        while let Some(head) = reader.head()? {
            self.seen().push(Seen {
                connection,
                head: head.clone(),
            });
            reader.request_body(&head)?;
            match head.target() {
                ONCE if !self.hung_up.swap(true, Ordering::Relaxed) => return Ok(()),
                SILENT => {
                    // Until the proxy has had enough.
                    reader.head()?;
                    return Ok(());
                }
                EVENTS => self.events(&mut reader.stream)?,
                PLAIN => answer(&mut reader.stream, &"a".repeat(PLAIN_LENGTH))?,
                _ => answer(&mut reader.stream, "here")?,
            }
        }
        Ok(())
    }

    fn events(&self, stream: &mut TcpStream) -> io::Result<()> {
        let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
        stream.write_all(format!("{head}9\r\ndata: 1\n\n\r\n").as_bytes())?;
        let let_go = lock(&self.let_go);
        let waited = self
            .changed
            .wait_timeout_while(let_go, EVENT_LIMIT, |let_go| !*let_go);
        drop(waited);
        stream.write_all(b"9\r\ndata: 2\n\n\r\n0\r\n\r\n")
    }
}

fn answer(stream: &mut TcpStream, body: &str) -> io::Result<()> {
    let length = body.len();
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {length}\r\n\r\n");
    stream.write_all(format!("{head}{body}").as_bytes())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
