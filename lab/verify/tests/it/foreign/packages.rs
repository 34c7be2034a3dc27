//! The packages of services in other languages.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::services::{program, workspace};

/// The program that runs what is in a folder of `lab/peers/logins`, and a copy of the folder below `target/` with its packages,
/// which are got where they are missing; or why there is none.
pub fn prepared(folder: &str) -> Result<(PathBuf, PathBuf), String> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .parent()
        .ok_or("no target")?;
    let place = target.join("verify/logins").join(folder);
    let copy = || {
        fs::create_dir_all(&place)?;
        for entry in fs::read_dir(workspace().join("lab/peers/logins").join(folder))? {
            let entry = entry?;
            fs::copy(entry.path(), place.join(entry.file_name()))?;
        }
        Ok::<_, io::Error>(())
    };
    copy().map_err(|error| format!("{}: {error}", place.display()))?;
    let run = |name: &str, words: &[&str]| {
        let mut command = Command::new(name);
        let done = command
            .current_dir(&place)
            .args(words)
            .stdout(Stdio::null())
            .status();
        let line = format!("{name} {}", words.join(" "));
        match done {
            Ok(status) if status.success() => Ok(()),
            Ok(_) => Err(format!("{line} failed")),
            Err(error) => Err(format!("{line}: {error}")),
        }
    };
    // What was got is written down last.
    let done = place.join("installed");
    let list = if folder == "node" {
        "package-lock.json"
    } else {
        "requirements.txt"
    };
    let wanted = fs::read_to_string(place.join(list)).map_err(|error| error.to_string())?;
    let is_done = fs::read_to_string(&done).is_ok_and(|known| known == wanted);
    let keep = || fs::write(&done, &wanted).map_err(|error| error.to_string());
    if folder == "node" {
        let node = program("node").ok_or("node is not installed")?;
        if !is_done {
            run("npm", &["ci", "--no-audit", "--no-fund", "--ignore-scripts"])?;
            keep()?;
        }
        return Ok((node, place));
    }
    let python = place.join("venv/bin/python");
    if !is_done {
        program("python3").ok_or("python3 is not installed")?;
        run("python3", &["-m", "venv", "venv"])?;
        let pip = place.join("venv/bin/pip").display().to_string();
        run(
            &pip,
            &[
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "-r",
                "requirements.txt",
            ],
        )?;
        keep()?;
    }
    Ok((python, place))
}
