//! The user the server runs as.
//!
//! `PostgreSQL` refuses to run as root, and root is what one is in many containers and CI jobs.

use crate::Error;
use std::path::Path;
use std::process::Command;

/// Who runs the server when we are root, in order of preference.
const CANDIDATES: [&str; 2] = ["postgres", "nobody"];
const PASSWD: &str = "/etc/passwd";
const ROOT: u32 = 0;

/// An unprivileged user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Account {
    /// The user id.
    pub uid: u32,
    /// Its main group.
    pub gid: u32,
}

impl Account {
    /// `None` for an ordinary user, who runs the server himself.
    pub(crate) fn needed() -> Result<Option<Self>, Error> {
        if effective_uid()? != ROOT {
            return Ok(None);
        }
        let passwd = std::fs::read_to_string(PASSWD).map_err(Error::io("read", Path::new(PASSWD)))?;
        CANDIDATES
            .iter()
            .find_map(|name| lookup(&passwd, name))
            .map(Some)
            .ok_or(Error::NoAccount)
    }
}

/// Asked from `id`: there is no call for it in the standard library.
fn effective_uid() -> Result<u32, Error> {
    let id = Path::new("id");
    let output = Command::new(id)
        .arg("-u")
        .output()
        .map_err(Error::io("run", id))?;
    let text = String::from_utf8_lossy(&output.stdout);
    text.trim().parse().map_err(|_| Error::Program {
        program: "id -u".into(),
        status: output.status.to_string(),
        output: text.into_owned(),
    })
}

/// `name:x:uid:gid:…`; a user that is root by another name is no help.
fn lookup(passwd: &str, name: &str) -> Option<Account> {
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        (fields.next() == Some(name)).then_some(())?;
        let uid = fields.nth(1)?.parse().ok().filter(|uid| *uid != ROOT)?;
        Some(Account {
            uid,
            gid: fields.next()?.parse().ok()?,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str =
        "root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65533::/:/bin/false\nevil:x:0:0::/:/bin/sh\n";

    #[test]
    fn finds_uid_and_gid() {
        assert_eq!(
            lookup(SAMPLE, "nobody"),
            Some(Account {
                uid: 65534,
                gid: 65533
            })
        );
        assert_eq!(lookup(SAMPLE, "postgres"), None);
        assert_eq!(lookup(SAMPLE, "evil"), None);
    }
}
