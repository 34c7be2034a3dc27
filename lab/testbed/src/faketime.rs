//! libfaketime, which lets one process believe in another time.

use std::{
    fs,
    path::{Path, PathBuf},
};

use dev_deployment::system::{can_install, install};

/// Where distributions and Homebrew put it; below the first one is a folder for each kind of processor.
const FOLDERS: [&str; 4] = ["/usr/lib", "/usr/lib64", "/usr/local/lib", "/opt/homebrew/lib"];
const NAMES: [&str; 3] = [
    "faketime/libfaketime.so.1",
    "libfaketime.so.1",
    "faketime/libfaketime.1.dylib",
];

/// The library, if it is there.
pub fn find() -> Option<PathBuf> {
    let kinds = fs::read_dir(FOLDERS[0]).into_iter().flatten().flatten();
    let folders = FOLDERS
        .iter()
        .map(PathBuf::from)
        .chain(kinds.map(|entry| entry.path()));
    folders
        .flat_map(|folder| NAMES.map(|name| folder.join(name)))
        .find(|path| path.is_file())
}

/// The same; as root on Debian it is installed. Nothing else needs it, so it is no error if it cannot be had.
pub fn ensure() -> Option<PathBuf> {
    if find().is_none()
        && can_install()
        && let Err(error) = install(&["faketime"])
    {
        eprintln!("no libfaketime: {error:#}");
    }
    find()
}

/// What a process has in its environment whose clock is wrong by so many seconds, as long as it lives.
pub fn fixed(library: &Path, seconds: i64) -> [(&'static str, String); 3] {
    let [library, monotonic] = faked(library);
    [library, monotonic, ("FAKETIME", offset(seconds))]
}

/// The same for a process whose clock is wrong by what this file says at the moment.
pub fn from_file(library: &Path, file: &Path) -> [(&'static str, String); 4] {
    let [library, monotonic] = faked(library);
    let file = ("FAKETIME_TIMESTAMP_FILE", file.display().to_string());
    // Otherwise it is read every ten seconds.
    [library, monotonic, file, ("FAKETIME_NO_CACHE", "1".to_owned())]
}

/// As the library wants to be told.
pub fn offset(seconds: i64) -> String {
    format!("{seconds:+}s")
}

/// Time that passes is right: what is wrong is the time of day.
fn faked(library: &Path) -> [(&'static str, String); 2] {
    let preload = if cfg!(target_os = "macos") {
        "DYLD_INSERT_LIBRARIES"
    } else {
        "LD_PRELOAD"
    };
    [
        (preload, library.display().to_string()),
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_can_be_wrong_both_ways() {
        let value = |seconds| fixed(Path::new("/x"), seconds)[2].1.clone();
        assert_eq!([value(300), value(-300)], ["+300s", "-300s"]);
    }
}
