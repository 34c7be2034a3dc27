//! `postmaster.pid`: what a running server writes about itself.

use std::path::Path;

const NAME: &str = "postmaster.pid";

/// Lines of the file, counted from 0 (`src/include/utils/pidfile.h`).
const PID_LINE: usize = 0;
const PORT_LINE: usize = 3;
const STATUS_LINE: usize = 7;

/// What the file says; the process may be long dead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PidFile {
    /// The server's process.
    pub pid: u32,
    /// Its port; written a moment after the pid.
    pub port: Option<u16>,
    /// How far it is.
    pub status: Status,
}

/// The server's own word about its state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// It recovers, or has not yet said.
    Starting,
    /// Connections are welcome.
    Ready,
    /// On its way out.
    Stopping,
}

impl PidFile {
    /// `None` when there is none or it cannot be understood.
    pub(crate) fn read(data: &Path) -> Option<Self> {
        Self::parse(&std::fs::read_to_string(data.join(NAME)).ok()?)
    }

    /// Removes it. Only for a file whose process is known not to be our server.
    pub(crate) fn remove(data: &Path) -> Result<(), crate::Error> {
        crate::folder::remove_file(&data.join(NAME))
    }

    fn parse(text: &str) -> Option<Self> {
        let line = |number| text.lines().nth(number).map(str::trim);
        let status = match line(STATUS_LINE) {
            Some("ready") => Status::Ready,
            Some("stopping") => Status::Stopping,
            _ => Status::Starting,
        };
        let port = line(PORT_LINE).and_then(|port| port.parse().ok());
        Some(Self {
            pid: line(PID_LINE)?.parse().ok()?,
            port,
            status,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_real_file() {
        let text = "28\n/x/data\n1700000000\n15432\n\n127.0.0.1\n  1234  5\nready   \n";
        let expected = PidFile {
            pid: 28,
            port: Some(15432),
            status: Status::Ready,
        };
        assert_eq!(PidFile::parse(text), Some(expected));
        assert_eq!(PidFile::parse(""), None);
        assert_eq!(
            PidFile::parse("28\n").map(|file| file.status),
            Some(Status::Starting)
        );
    }
}
