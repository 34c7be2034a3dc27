//! A TCP proxy between copies and the database, whose link can be cut or fall silent while others work.

use std::{
    collections::BTreeMap,
    io::{self, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::{self, JoinHandle},
    time::Duration,
};

use rustix::net::{Shutdown, shutdown};

/// The database is on this machine.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const BUFFER: usize = 16 * 1024;

/// Forwards connections to one address while its link is open.
pub struct TcpProxy {
    shared: Arc<Shared>,
    address: SocketAddr,
    /// What was asked for, as long as somebody is there at the other end.
    wanted: LinkState,
    server: bool,
    listening: Option<Listening>,
}

/// Who waits for visitors, and where they come in.
struct Listening {
    thread: JoinHandle<()>,
    listener: TcpListener,
}

struct Shared {
    /// Where it leads, unless it was led astray.
    home: SocketAddr,
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    link: LinkState,
    /// Where new connections lead.
    upstream: SocketAddr,
    /// Both ends of every connection, by a number.
    open: BTreeMap<u64, [TcpStream; 2]>,
    next: u64,
}

/// What happens to the bytes of every connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LinkState {
    Open,
    /// They are kept, and travel on when the link is open again, as packets that are sent again would.
    Silent,
    /// There are no connections and no new ones.
    Cut,
}

impl TcpProxy {
    /// Listens on this port of the machine.
    pub fn start(port: u16, upstream: SocketAddr) -> io::Result<Self> {
        let state = State {
            link: LinkState::Cut,
            upstream,
            open: BTreeMap::new(),
            next: 0,
        };
        let mut proxy = Self {
            shared: Arc::new(Shared {
                home: upstream,
                state: Mutex::new(state),
                changed: Condvar::new(),
            }),
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
            wanted: LinkState::Open,
            server: true,
            listening: None,
        };
        proxy.apply()?;
        Ok(proxy)
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Everything goes through again, to where it went at first.
    pub fn mend(&mut self) -> io::Result<()> {
        let home = self.shared.home;
        if self.shared.state().upstream != home {
            return self.lead(home);
        }
        self.wanted = LinkState::Open;
        self.apply()
    }

    /// Ends all connections; new ones lead to another server.
    pub fn lead(&mut self, upstream: SocketAddr) -> io::Result<()> {
        self.cut()?;
        self.shared.state().upstream = upstream;
        self.wanted = LinkState::Open;
        self.apply()
    }

    /// Connections stay open, and nothing comes through any more.
    pub fn hang(&mut self) -> io::Result<()> {
        self.wanted = LinkState::Silent;
        self.apply()
    }

    /// Ends all connections, and refuses new ones as a machine does on which nobody listens.
    pub fn cut(&mut self) -> io::Result<()> {
        self.wanted = LinkState::Cut;
        self.apply()
    }

    /// Whether the server runs. While it does not, new connections are refused here as they would be there: to accept
    /// them and hang up would look like another kind of trouble.
    pub fn server_runs(&mut self, runs: bool) -> io::Result<()> {
        self.server = runs;
        self.apply()
    }

    fn apply(&mut self) -> io::Result<()> {
        let link = if self.server { self.wanted } else { LinkState::Cut };
        self.shared.set(link);
        if link != LinkState::Cut {
            return self.listen();
        }
        let Some(listening) = self.listening.take() else {
            return Ok(());
        };
        // Closing it is not enough: a process that is being started has a copy of it until it has become another program.
        let _ = shutdown(&listening.listener, Shutdown::Both);
        // Where that does nothing, the thread waits for a visitor and would not look up otherwise.
        drop(TcpStream::connect_timeout(&self.address, CONNECT_TIMEOUT));
        // It has no reason to panic, and if it did, it does not listen any more either.
        let _ = listening.thread.join();
        Ok(())
    }

    fn listen(&mut self) -> io::Result<()> {
        if self.listening.is_some() {
            return Ok(());
        }
        let listener = TcpListener::bind(self.address)?;
        let visitors = listener.try_clone()?;
        let shared = Arc::clone(&self.shared);
        let thread = thread::spawn(move || {
            for visitor in visitors.incoming().map_while(Result::ok) {
                if shared.state().link == LinkState::Cut {
                    return;
                }
                let shared = Arc::clone(&shared);
                // What goes wrong with one connection is for its two ends to notice.
                thread::spawn(move || drop(shared.forward(visitor)));
            }
        });
        self.listening = Some(Listening { thread, listener });
        Ok(())
    }
}

impl Drop for TcpProxy {
    fn drop(&mut self) {
        let _ = self.cut();
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, link: LinkState) {
        let mut state = self.state();
        state.link = link;
        if link == LinkState::Cut {
            for ends in std::mem::take(&mut state.open).values() {
                close(ends);
            }
        }
        self.changed.notify_all();
    }

    /// Returns as soon as the link is not silent; an error if it is cut.
    fn pass(&self) -> io::Result<()> {
        let state = self.state();
        let state = self
            .changed
            .wait_while(state, |state| state.link == LinkState::Silent)
            .unwrap_or_else(PoisonError::into_inner);
        match state.link {
            LinkState::Cut => Err(io::ErrorKind::ConnectionReset.into()),
            LinkState::Open | LinkState::Silent => Ok(()),
        }
    }

    fn forward(self: Arc<Self>, visitor: TcpStream) -> io::Result<()> {
        self.pass()?;
        let upstream = self.state().upstream;
        let server = TcpStream::connect_timeout(&upstream, CONNECT_TIMEOUT)?;
        visitor.set_nodelay(true)?;
        server.set_nodelay(true)?;
        let number = self.register([visitor.try_clone()?, server.try_clone()?])?;
        let (back, to, from) = (Arc::clone(&self), visitor.try_clone()?, server.try_clone()?);
        thread::spawn(move || back.pump(from, to, number));
        self.pump(visitor, server, number);
        Ok(())
    }

    /// Fails if the link was cut while the connection was made.
    fn register(&self, ends: [TcpStream; 2]) -> io::Result<u64> {
        let mut state = self.state();
        if state.link == LinkState::Cut {
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        state.next += 1;
        let number = state.next;
        state.open.insert(number, ends);
        Ok(number)
    }

    fn pump(&self, mut from: TcpStream, mut to: TcpStream, number: u64) {
        let mut buffer = [0; BUFFER];
        loop {
            let read = from.read(&mut buffer);
            // The news that one end is closed is kept back as well.
            if self.pass().is_err() {
                break;
            }
            match read {
                Ok(0) | Err(_) => break,
                Ok(length) => {
                    if to.write_all(&buffer[..length]).is_err() {
                        break;
                    }
                }
            }
        }
        if let Some(ends) = self.state().open.remove(&number) {
            close(&ends);
        }
    }
}

fn close(ends: &[TcpStream; 2]) {
    for end in ends {
        // Closed already: fine.
        let _ = shutdown(end, Shutdown::Both);
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::port;
    use std::sync::atomic::{AtomicU16, Ordering::Relaxed};

    /// Sends back what it gets.
    fn echo() -> SocketAddr {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            for mut visitor in listener.incoming().map_while(Result::ok) {
                thread::spawn(move || {
                    let mut buffer = [0; 64];
                    while let Ok(length @ 1..) = visitor.read(&mut buffer) {
                        visitor.write_all(&buffer[..length]).unwrap();
                    }
                });
            }
        });
        address
    }

    fn proxy() -> TcpProxy {
        // Below those that the system gives away: while a link is cut, nobody else may get its port. And each test begins elsewhere.
        static NEXT: AtomicU16 = AtomicU16::new(23_000);
        let port = port::next_free(NEXT.fetch_add(20, Relaxed)).unwrap();
        TcpProxy::start(port, echo()).unwrap()
    }

    fn visit(proxy: &TcpProxy) -> TcpStream {
        let stream = TcpStream::connect(proxy.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
        stream
    }

    /// What comes back for a word, or the kind of error.
    fn say(stream: &mut TcpStream, word: &str) -> Result<String, io::ErrorKind> {
        stream.write_all(word.as_bytes()).map_err(|error| error.kind())?;
        hear(stream)
    }

    fn hear(stream: &mut TcpStream) -> Result<String, io::ErrorKind> {
        let mut buffer = [0; 64];
        loop {
            return match stream.read(&mut buffer) {
                Ok(0) => Err(io::ErrorKind::UnexpectedEof),
                Ok(length) => Ok(String::from_utf8_lossy(&buffer[..length]).into_owned()),
                // Reads with a timeout are broken off by a signal of another test, and by a stop of the whole process.
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => Err(error.kind()),
            };
        }
    }

    #[test]
    fn a_cut_ends_all_connections_and_refuses_new_ones_until_it_is_mended() {
        let mut proxy = proxy();
        let mut early = visit(&proxy);
        assert_eq!(say(&mut early, "hello").unwrap(), "hello");
        proxy.cut().unwrap();
        assert!(hear(&mut early).is_err_and(|kind| kind != io::ErrorKind::WouldBlock));
        let refused = TcpStream::connect(proxy.address).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::ConnectionRefused);
        proxy.cut().unwrap();
        proxy.mend().unwrap();
        assert_eq!(say(&mut visit(&proxy), "again").unwrap(), "again");
    }

    #[test]
    fn a_cut_holds_while_processes_are_started() {
        let started = thread::spawn(|| {
            for _ in 0..200 {
                let _ = std::process::Command::new("true").status();
            }
        });
        let mut proxy = proxy();
        while !started.is_finished() {
            proxy.cut().unwrap();
            assert!(TcpStream::connect(proxy.address).is_err());
            proxy.mend().unwrap();
        }
    }

    #[test]
    fn a_link_that_was_cut_stays_cut_when_the_server_returns() {
        let mut proxy = proxy();
        proxy.server_runs(false).unwrap();
        assert!(TcpStream::connect(proxy.address).is_err());
        proxy.cut().unwrap();
        proxy.server_runs(true).unwrap();
        assert!(TcpStream::connect(proxy.address).is_err());
        proxy.mend().unwrap();
        assert_eq!(say(&mut visit(&proxy), "back").unwrap(), "back");
    }

    #[test]
    fn what_was_said_into_a_silence_arrives_when_it_is_over() {
        let mut proxy = proxy();
        let mut early = visit(&proxy);
        assert_eq!(say(&mut early, "one").unwrap(), "one");
        proxy.hang().unwrap();
        assert_eq!(say(&mut early, "two"), Err(io::ErrorKind::WouldBlock));
        // A connection is accepted, and that is all.
        let mut late = visit(&proxy);
        assert_eq!(say(&mut late, "three"), Err(io::ErrorKind::WouldBlock));
        proxy.mend().unwrap();
        assert_eq!(hear(&mut early).unwrap(), "two");
        assert_eq!(hear(&mut late).unwrap(), "three");
    }

    #[test]
    fn a_silence_can_end_in_a_cut() {
        let mut proxy = proxy();
        let mut visitor = visit(&proxy);
        assert_eq!(say(&mut visitor, "one").unwrap(), "one");
        proxy.hang().unwrap();
        assert!(say(&mut visitor, "two").is_err());
        proxy.cut().unwrap();
        assert!(hear(&mut visitor).is_err_and(|kind| kind != io::ErrorKind::WouldBlock));
    }
}
