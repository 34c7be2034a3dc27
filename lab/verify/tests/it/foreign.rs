//! Services in other languages: `lab/peers/logins`. Their packages are got by `prepare.sh` there; without them nothing is
//! tried. The table in `docs/verify.md` is what these tests measured.

use std::{
    fs,
    path::{Path, PathBuf},
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

/// Where `prepare.sh` puts the packages of a folder, and the program that runs what is in it.
fn prepared(folder: &str) -> Option<(PathBuf, PathBuf)> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent()?;
    let place = target.join("verify/logins").join(folder);
    let (sign, program) = if folder == "node" {
        (place.join("node_modules"), program("node"))
    } else {
        let python = place.join("venv/bin/python");
        (python.clone(), Some(python))
    };
    sign.exists().then_some(())?;
    // The services are those of this checkout, wherever their packages lie.
    for entry in fs::read_dir(workspace().join("lab/peers/logins").join(folder))
        .ok()?
        .flatten()
    {
        fs::copy(entry.path(), place.join(entry.file_name())).ok()?;
    }
    Some((program?, place))
}

/// Tries a kind with every fault; a row of the table for each, or none where it is left out.
fn judge(kind: &Kind) -> Option<Vec<String>> {
    let Some((program, place)) = prepared(kind.folder) else {
        eprintln!(
            "skipped: {}: its packages are not there; lab/peers/logins/prepare.sh gets them",
            kind.title
        );
        return None;
    };
    let mut rows = Vec::new();
    let mut wrong = Vec::new();
    for fault in &FAULTS {
        let scratch = scratch(&format!("{}-{}", kind.script, rows.len()));
        let shared = scratch.join("store");
        fs::create_dir_all(&shared).ok()?;
        let mut words = Vec::new();
        let mut add = |name: &str, value: String| words.extend([name.to_owned(), value]);
        if fault.parent {
            add("--domain", "shop.localhost".to_owned());
        }
        if fault.shared {
            add("--store", shared.display().to_string());
        }
        if kind.script.starts_with("django") {
            add("--members", scratch.display().to_string());
        }
        let more = fault.more.iter().map(|word| (*word).to_owned());
        let a = Service::start(&program, &place, kind.script, &words);
        let b = Service::start(
            &program,
            &place,
            kind.script,
            &words.iter().cloned().chain(more).collect::<Vec<_>>(),
        );
        let auth = format!("http://auth.shop.localhost:{}/", a.port);
        let mall = format!("http://shop.localhost:{}/", b.port);
        let said = verify(&["--auth", &auth, "--mall", &mall], "ada", "correct horse");
        let (first, next) = if kind.folder == "node" {
            fault.signed
        } else {
            fault.bare
        };
        let is_right =
            said.first() == first && next.is_none_or(|next| said.next().unwrap_or_default() == next);
        eprintln!(
            "{} {}, {}: {}",
            if is_right { "✓" } else { "✗" },
            kind.title,
            fault.title,
            said.summary()
        );
        if !is_right {
            wrong.push(format!("{}, {}: {}", kind.title, fault.title, said.summary()));
        }
        rows.push(format!(
            "| {} | {} | {} | {} | {} |",
            kind.title,
            fault.title,
            written(&said.first(), "OK"),
            next_written(said.next()),
            said.exit
        ));
        let _ = fs::remove_dir_all(scratch);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Some(rows)
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
    let measured: Vec<_> = KINDS.iter().map(judge).collect();
    let Some(rows) = measured.into_iter().collect::<Option<Vec<_>>>() else {
        return;
    };
    let rows = rows.concat();
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
