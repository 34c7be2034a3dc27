//! Services in other languages: `lab/peers/logins`. Their packages are got where they are missing; what cannot be got is left
//! out. The table in `docs/verify.md` is what this test measured.

mod packages;
mod pairs;

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use dev_deployment::{build, database::Database, dev_postgres::DevPostgres, guard, process::Output};
use packages::prepared;
use pairs::{Fault, KINDS, Kind};

use crate::services::{Service, scratch, verify, workspace};

/// The number of pairs that are tried at once: most of a run is waiting.
const AT_ONCE: usize = 14;

/// Two databases for the sessions of both services; or why there are none.
struct Databases {
    servers: Option<[Database; 2]>,
}

impl Databases {
    /// A private PostgreSQL with two databases.
    fn start() -> Result<Self, String> {
        // Also if this test is interrupted.
        guard::start().map_err(|error| error.to_string())?;
        let start = |name: &str| {
            build::build(&[&["dev-postgres"]], false)?;
            Database::start_private(name, DevPostgres::default(), &Output::Terminal)
        };
        let one = start("cfmall_verify_one").map_err(|error| format!("{error:#}"))?;
        let other = start("cfmall_verify_other").map_err(|error| format!("{error:#}"))?;
        Ok(Self {
            servers: Some([one, other]),
        })
    }

    fn address(&self, index: usize, scratch: &Path) -> String {
        match &self.servers {
            Some(servers) => servers[index].urls.owner.clone(),
            None => scratch.join(format!("{index}.sqlite")).display().to_string(),
        }
    }
}

/// The words for a service.
fn words(options: &str, scratch: &Path, databases: &Databases) -> Vec<String> {
    let path = |name: &str| scratch.join(name).display().to_string();
    let named = |name: &str, value: String| vec![format!("--{name}"), value];
    options
        .split_whitespace()
        .flat_map(|word| match word {
            "PARENT" => named("domain", "shop.localhost".to_owned()),
            "STORE" => named("store", path("store")),
            "ONE" => named("database", databases.address(0, scratch)),
            "OTHER" => named("database", databases.address(1, scratch)),
            word => vec![word.to_owned()],
        })
        .collect()
}

/// The row of a pair, which has to have the right verdict.
fn judge(kind: &Kind, fault: &Fault, (program, place): &(PathBuf, PathBuf), databases: &Databases) -> String {
    let scratch = scratch(&format!(
        "{}-{}",
        kind.script,
        fault.title.replace([' ', ','], "-")
    ));
    fs::create_dir_all(scratch.join("store")).expect("the folder cannot be made");
    let [a, b] = fault.options.map(|options| {
        let mut words = words(options, &scratch, databases);
        if kind.script.starts_with("django") {
            words.extend(["--members".to_owned(), scratch.display().to_string()]);
        }
        Service::start(program, place, kind.script, &words)
    });
    let auth = format!("http://auth.shop.localhost:{}/", a.port);
    let mall = format!("http://shop.localhost:{}/", b.port);
    let said = verify(&["--auth", &auth, "--mall", &mall], "ada", "correct horse");
    let (first, next) = if kind.signs { fault.signed } else { fault.bare };
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
    const BEGIN: &str = "<!-- measured by lab/verify/tests/it/foreign/mod.rs -->\n";
    const END: &str = "<!-- end -->";
    let places = ["node", "python"].map(|folder| (folder, prepared(folder)));
    let files = Databases { servers: None };
    let servers = Databases::start();
    let mut pairs = Vec::new();
    for kind in &KINDS {
        let place = places.iter().find(|(folder, _)| *folder == kind.folder);
        let place = place.map_or(Err("no such folder"), |(_, place)| {
            place.as_ref().map_err(String::as_str)
        });
        let databases = match &servers {
            servers if kind.script == "postgres.js" => servers.as_ref().map_err(String::as_str),
            _ => Ok(&files),
        };
        match (place, databases) {
            (Ok(place), Ok(databases)) => {
                pairs.extend(kind.faults.iter().map(|fault| (kind, fault, place, databases)));
            }
            (Err(reason), _) | (_, Err(reason)) => eprintln!("skipped: {}: {reason}", kind.title),
        }
    }
    let (next, rows) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let place = next.fetch_add(1, Ordering::Relaxed);
                    let Some((kind, fault, program, databases)) = pairs.get(place) else {
                        return;
                    };
                    let row = judge(kind, fault, program, databases);
                    rows.lock().expect("no pair is wrong").push((place, row));
                }
            });
        }
    });
    let mut rows = rows.into_inner().expect("no pair is wrong");
    rows.sort();
    if rows.len() < KINDS.iter().map(|kind| kind.faults.len()).sum() {
        return;
    }
    let rows: Vec<_> = rows.into_iter().map(|(_, row)| row).collect();
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
