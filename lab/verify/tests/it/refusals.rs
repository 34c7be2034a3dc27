//! What the program says where it cannot say anything, and what a recorded run says again.

use std::{fs, path::Path, process::Command};

use crate::services::{Said, Service, free_port, program, scratch, verify, workspace};

#[test]
fn nobody_answers() {
    let address = format!("http://127.0.0.1:{}/", free_port());
    let said = verify(&["--auth", &address, "--mall", &address], "ada", "a secret");
    assert_eq!(said.exit, 3, "{}", said.summary());
    let sentence = said.json["sentence"]["en"].as_str().unwrap_or_default();
    assert!(sentence.starts_with("A does not answer"), "{sentence}");
}

#[test]
fn there_is_no_form() {
    let Some(python) = program("python3") else { return };
    let folder = workspace().join("lab/diagnosis/tests/record");
    let service = Service::start(&python, &folder, "service.py", &[]);
    let address = format!("http://127.0.0.1:{}/", service.port);
    let said = verify(&["--auth", &address, "--mall", &address], "ada", "a secret");
    assert_eq!(said.exit, 3, "{}", said.summary());
    assert!(
        said.json["sentence"]["en"]
            .as_str()
            .is_some_and(|text| text.contains("--adapter"))
    );
}

#[test]
fn a_recorded_run_is_diagnosed_again_and_shows_no_value() {
    let Some(python) = program("python3") else { return };
    let folder = workspace().join("lab/diagnosis/tests/record");
    let [a, b] = [0, 1].map(|_| Service::start(&python, &folder, "service.py", &[]));
    let scratch = scratch("replay");
    let file = scratch.join("run.json").display().to_string();
    let adapter = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/it/service.toml")
        .display()
        .to_string();
    let auth = format!("http://auth.shop.localhost:{}/", a.port);
    let mall = format!("http://shop.localhost:{}/", b.port);
    let said = verify(
        &[
            "--auth",
            &auth,
            "--mall",
            &mall,
            "--adapter",
            &adapter,
            "--record",
            &file,
            "--keep-values",
        ],
        "zhangsan",
        "cfmall-demo",
    );
    assert_eq!(said.first(), ["A1.sibling"], "{}", said.summary());
    let kept = fs::read_to_string(&file).unwrap_or_default();
    let value = kept
        .split("sid=")
        .nth(1)
        .and_then(|rest| rest.split(';').next())
        .unwrap_or_default();
    assert!(value.len() > 10, "{value}");
    verify(
        &[
            "--auth",
            &auth,
            "--mall",
            &mall,
            "--adapter",
            &adapter,
            "--record",
            &file,
        ],
        "zhangsan",
        "cfmall-demo",
    );
    let recorded = fs::read_to_string(&file).unwrap_or_default();
    assert!(!recorded.contains("Zhang San") && !recorded.contains("zhangsan"));
    let again = replay(&file);
    assert_eq!(
        (again.exit, again.first(), again.next()),
        (said.exit, said.first(), said.next())
    );
    let _ = fs::remove_dir_all(scratch);
}

/// Every run that the diagnosis keeps is read, and has the same exit code as its expectation says.
#[test]
fn fixtures_of_the_diagnosis_are_replayed() {
    let folder = workspace().join("lab/diagnosis/fixtures");
    let mut count = 0;
    for entry in fs::read_dir(folder).expect("there are fixtures").flatten() {
        let text = fs::read_to_string(entry.path()).unwrap_or_default();
        let Ok(fixture) = serde_json::from_str::<serde_json::Value>(&text) else {
            continue;
        };
        let Some(first) = fixture["expect"]["first"].as_array() else {
            continue;
        };
        let said = replay(&entry.path().display().to_string());
        let expected = first.len().min(2);
        assert_eq!(
            said.exit,
            i32::try_from(expected).unwrap_or(2),
            "{}: {}",
            entry.path().display(),
            said.summary()
        );
        count += 1;
    }
    assert!(count > 50, "{count}");
}

fn replay(file: &str) -> Said {
    let output = Command::new(env!("CARGO_BIN_EXE_verify-login"))
        .args(["--replay", file, "--json"])
        .output()
        .expect("verify-login cannot be started");
    Said {
        exit: output.status.code().unwrap_or(-1),
        json: serde_json::from_slice(&output.stdout).expect("it prints JSON"),
    }
}
