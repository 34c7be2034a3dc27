//! The user the server runs as.
//!
//! `PostgreSQL` refuses to run as root, and root is what one is in many containers and CI jobs.

use crate::Error;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::Command;

/// Who runs the server when we are root, in order of preference.
const CANDIDATES: [&str; 2] = ["postgres", "nobody"];
const PASSWD: &str = "/etc/passwd";
const ROOT: u32 = 0;

const OWNER_ENTERS: u32 = 0o100;
const GROUP_ENTERS: u32 = 0o010;
const OTHERS_ENTER: u32 = 0o001;

/// An unprivileged user of this computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Account {
    /// The user id.
    pub uid: u32,
    /// The id of the user's main group.
    pub gid: u32,
}

impl Account {
    /// The user to run the server as when we are root; `None` for an ordinary user, who runs it as themselves.
    ///
    /// # Errors
    /// If we are root and no user is there whom nothing belongs to.
    pub fn needed() -> Result<Option<Self>, Error> {
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

    /// Whether this user may enter `folder` and every folder above it.
    ///
    /// A project below a home with mode 0700 cannot be entered by the user the server runs as.
    pub(crate) fn can_enter(self, folder: &Path) -> bool {
        folder.ancestors().all(|folder| {
            std::fs::metadata(folder).is_ok_and(|found| {
                let bit = if found.uid() == self.uid {
                    OWNER_ENTERS
                } else if found.gid() == self.gid {
                    GROUP_ENTERS
                } else {
                    OTHERS_ENTER
                };
                found.mode() & bit != 0
            })
        })
    }
}

/// The user id of this process, from the program `id`: the standard library has no call for it.
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

/// The user `name` in the text of `/etc/passwd` (`name:x:uid:gid:…`), unless it is root by another name.
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
