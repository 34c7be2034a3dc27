//! Services in other languages: `lab/peers/logins`. Their packages are got where they are missing; what cannot be got is left
//! out. The table in `docs/verify.md` is what this test measured.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
};

use crate::services::{Service, program, scratch, verify, workspace};

/// A kind of service.
struct Kind {
    title: &'static str,
    folder: &'static str,
    script: &'static str,
}

const KINDS: [Kind; 4] = [
    Kind {
        title: "express-session",
        folder: "node",
        script: "express.js",
    },
    Kind {
        title: "@fastify/session",
        folder: "node",
        script: "fastify.js",
    },
    Kind {
        title: "Django",
        folder: "python",
        script: "django_service.py",
    },
    Kind {
        title: "Flask-Session",
        folder: "python",
        script: "flask_service.py",
    },
];

/// What is wrong between the two, and what may be said of it: signed ids leave two causes open where the wire shows no more.
struct Fault {
    title: &'static str,
    parent: bool,
    shared: bool,
    /// More options of B.
    more: &'static [&'static str],
    signed: (&'static [&'static str], Option<&'static [&'static str]>),
    bare: (&'static [&'static str], Option<&'static [&'static str]>),
}

const FAULTS: [Fault; 5] = [
    Fault {
        title: "host-only, memory",
        parent: false,
        shared: false,
        more: &[],
        signed: (&["A1.sibling"], Some(&["R6.key", "R11"])),
        bare: (&["A1.sibling"], Some(&["R11"])),
    },
    Fault {
        title: "host-only, shared store",
        parent: false,
        shared: true,
        more: &[],
        signed: (&["A1.sibling"], Some(&[])),
        bare: (&["A1.sibling"], Some(&[])),
    },
    Fault {
        title: "parent domain, memory",
        parent: true,
        shared: false,
        more: &[],
        signed: (&["R6.key", "R11"], None),
        bare: (&["R11"], None),
    },
    Fault {
        title: "parent domain, shared store",
        parent: true,
        shared: true,
        more: &[],
        signed: (&[], None),
        bare: (&[], None),
    },
    Fault {
        title: "parent domain, shared store, another cookie name at B",
        parent: true,
        shared: true,
        more: &["--name", "mall_session"],
        signed: (&["R8"], None),
        bare: (&["R8"], None),
    },
];

/// The program that runs what is in a folder of `lab/peers/logins`, and a copy of the folder below `target/` with its packages,
/// which are got where they are missing; or why there is none.
fn prepared(folder: &str) -> Result<(PathBuf, PathBuf), String> {
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
    if folder == "node" {
        let node = program("node").ok_or("node is not installed")?;
        if !place.join("node_modules/express").exists() {
            run("npm", &["ci", "--no-audit", "--no-fund", "--ignore-scripts"])?;
        }
        return Ok((node, place));
    }
    let python = place.join("venv/bin/python");
    // Written last.
    let done = place.join("venv/installed");
    if !done.exists() {
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
        fs::write(&done, "").map_err(|error| error.to_string())?;
    }
    Ok((python, place))
}

/// Tries a kind with every fault; a row of the table for each.
fn judge(kind: &Kind, program: &Path, place: &Path) -> Vec<String> {
    // Most of a run is waiting.
    thread::scope(|scope| {
        let runs: Vec<_> = FAULTS
            .iter()
            .map(|fault| scope.spawn(|| try_one(kind, fault, program, place)))
            .collect();
        let rows = runs.into_iter().map(|run| run.join().expect("a pair is judged"));
        rows.collect()
    })
}

/// The row of a pair, which has to have the right verdict.
fn try_one(kind: &Kind, fault: &Fault, program: &Path, place: &Path) -> String {
    let scratch = scratch(&format!(
        "{}-{}",
        kind.script,
        fault.title.replace([' ', ','], "-")
    ));
    let shared = scratch.join("store");
    fs::create_dir_all(&shared).expect("the folder cannot be made");
    let mut words: Vec<String> = Vec::new();
    if fault.parent {
        words.extend(["--domain".to_owned(), "shop.localhost".to_owned()]);
    }
    if fault.shared {
        words.extend(["--store".to_owned(), shared.display().to_string()]);
    }
    if kind.script.starts_with("django") {
        words.extend(["--members".to_owned(), scratch.display().to_string()]);
    }
    let a = Service::start(program, place, kind.script, &words);
    words.extend(fault.more.iter().map(|word| (*word).to_owned()));
    let b = Service::start(program, place, kind.script, &words);
    let auth = format!("http://auth.shop.localhost:{}/", a.port);
    let mall = format!("http://shop.localhost:{}/", b.port);
    let said = verify(&["--auth", &auth, "--mall", &mall], "ada", "correct horse");
    let (first, next) = if kind.folder == "node" {
        fault.signed
    } else {
        fault.bare
    };
    let is_right = said.first() == first && next.is_none_or(|next| said.next().unwrap_or_default() == next);
    let line = format!("{}, {}: {}", kind.title, fault.title, said.summary());
    eprintln!("{} {line}", if is_right { "✓" } else { "✗" });
    assert!(is_right, "{line}");
    let _ = fs::remove_dir_all(scratch);
    format!(
        "| {} | {} | {} | {} | {} |",
        kind.title,
        fault.title,
        written(&said.first(), "OK"),
        next_written(said.next()),
        said.exit
    )
}

fn written(labels: &[String], none: &str) -> String {
    if labels.is_empty() {
        none.to_owned()
    } else {
        labels.join(" or ")
    }
}

fn next_written(next: Option<Vec<String>>) -> String {
    next.map_or_else(|| "–".to_owned(), |next| written(&next, "nothing"))
}

#[test]
fn services_in_other_languages() {
    const BEGIN: &str = "<!-- measured by lab/verify/tests/it/foreign.rs -->\n";
    const END: &str = "<!-- end -->";
    let mut rows = Vec::new();
    for kind in &KINDS {
        match prepared(kind.folder) {
            Ok((program, place)) => rows.extend(judge(kind, &program, &place)),
            Err(reason) => eprintln!("skipped: {}: {reason}", kind.title),
        }
    }
    if rows.len() < KINDS.len() * FAULTS.len() {
        return;
    }
    let table = format!(
        "\n| services | between them | verdict | next | exit |\n|---|---|---|---|---:|\n{}\n\n",
        rows.join("\n")
    );
    let page = workspace().join("docs/verify.md");
    let text = fs::read_to_string(&page).expect("docs/verify.md is there");
    let (before, rest) = text.split_once(BEGIN).expect("the table has its mark");
    let (old, after) = rest.split_once(END).expect("the table has its end");
    if std::env::var_os("VERIFY_WRITE_TABLE").is_some() {
        fs::write(&page, format!("{before}{BEGIN}{table}{END}{after}"))
            .expect("docs/verify.md can be written");
    } else {
        assert_eq!(old, table, "VERIFY_WRITE_TABLE=1 writes it anew");
    }
}
