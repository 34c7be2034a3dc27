//! Which process listens on a port. A bare "address in use" sends people searching; this names the culprit.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// `LISTEN` in the kernel's table.
const LISTENING: &str = "0A";

/// The process that listens on this port, as `name (process 123)`, if we may know.
pub fn of(port: u16) -> Option<String> {
    if cfg!(target_os = "linux") {
        by_proc(port)
    } else {
        by_lsof(port)
    }
}

fn by_proc(port: u16) -> Option<String> {
    let tables = ["/proc/net/tcp", "/proc/net/tcp6"];
    let socket = tables
        .iter()
        .find_map(|table| inode(&fs::read_to_string(table).ok()?, port).map(str::to_owned))?;
    let link = PathBuf::from(format!("socket:[{socket}]"));
    let processes = fs::read_dir("/proc").ok()?.flatten().map(|entry| entry.path());
    processes
        .filter(|process| has_open(process, &link))
        .find_map(|process| {
            // Not `self`, which is one of the numbered ones as well.
            let id: u32 = process.file_name()?.to_str()?.parse().ok()?;
            let name = fs::read_to_string(process.join("comm")).ok()?;
            Some(format!("{} (process {id})", name.trim()))
        })
}

fn has_open(process: &Path, link: &Path) -> bool {
    let files = fs::read_dir(process.join("fd")).into_iter().flatten().flatten();
    files
        .filter_map(|file| fs::read_link(file.path()).ok())
        .any(|target| target == link)
}

/// The socket that listens on `port`, from a table of the kernel's: `sl local remote state … inode`.
fn inode(table: &str, port: u16) -> Option<&str> {
    table.lines().skip(1).find_map(|line| {
        let mut columns = line.split_whitespace().skip(1);
        let (_, local_port) = columns.next()?.rsplit_once(':')?;
        let state = columns.nth(1)?;
        let listens = state == LISTENING && u16::from_str_radix(local_port, 16) == Ok(port);
        listens.then(|| columns.nth(5)).flatten()
    })
}

fn by_lsof(port: u16) -> Option<String> {
    let output = Command::new("lsof")
        .args(["-nP", "-sTCP:LISTEN", "-Fpc", &format!("-iTCP:{port}")])
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let field = |letter| text.lines().find_map(|line| line.strip_prefix(letter));
    Some(format!("{} (process {})", field('c')?, field('p')?))
}

#[cfg(test)]
mod tests {
    use super::inode;

    const TABLE: &str = "\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:0BB8 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 111 1 0000000000000000 100 0 0 10 0
   1: 0100007F:0BB8 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 222 1 0000000000000000 100 0 0 10 0
";
    const TABLE6: &str = "\
  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000000000000000000001000000:0BB8 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 333 1 0000000000000000 100 0 0 10 0
";

    #[test]
    fn the_listening_socket_is_found() {
        assert_eq!(inode(TABLE, 3000), Some("222"));
        assert_eq!(inode(TABLE6, 3000), Some("333"));
        assert_eq!(inode(TABLE, 3001), None);
    }
}
