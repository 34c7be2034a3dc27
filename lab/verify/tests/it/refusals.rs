//! What the program says where it cannot say anything, and what a recorded run says again.

use std::{
    fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    process::Command,
    thread,
};

use crate::services::{Said, Service, free_port, program, scratch, verify, workspace};

#[test]
fn nobody_answers() {
    let (port, _claim) = free_port();
    let address = format!("http://127.0.0.1:{port}/");
    let said = verify(&["--auth", &address, "--mall", &address], "ada", "a secret");
    assert_eq!(said.exit, 3, "{}", said.summary());
    let sentence = said.json["sentence"]["en"].as_str().unwrap_or_default();
    assert!(sentence.starts_with("A does not answer"), "{sentence}");
}

/// The address of a service that answers everything with the same bytes, or keeps everybody waiting.
fn service_that_says(answer: Option<&'static str>) -> String {
    let listener = TcpListener::bind(("127.0.0.1", free_port().0)).expect("a port is free");
    let address = format!("http://{}/", listener.local_addr().expect("it listens"));
    thread::spawn(move || {
        let mut waiting: Vec<TcpStream> = Vec::new();
        for mut connection in listener.incoming().flatten() {
            if let Some(answer) = answer {
                // What is wrong with a connection shows in the answer that is missed.
                let _ = connection.read(&mut [0; 4096]);
                let _ = connection.write_all(answer.as_bytes());
            } else {
                waiting.push(connection);
            }
        }
    });
    address
}

#[track_caller]
fn refuses(words: &[&str], sentence: &str) {
    let said = verify(words, "ada", "a secret");
    assert_eq!(said.exit, 3, "{}", said.summary());
    let en = said.json["sentence"]["en"].as_str().unwrap_or_default();
    assert!(en.contains(sentence), "{en}");
}

#[test]
fn what_never_ends_is_refused() {
    let around = service_that_says(Some(
        "HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n",
    ));
    refuses(&["--auth", &around, "--mall", &around], "A redirects without end");
    let silent = service_that_says(None);
    refuses(
        &["--auth", &silent, "--mall", &silent, "--timeout", "1"],
        "did not answer within 1 s",
    );
}

#[test]
fn what_is_no_page_is_refused() {
    let picture = service_that_says(Some(
        "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 4\r\n\r\n\u{7f}PNG",
    ));
    refuses(
        &["--auth", &picture, "--mall", &picture],
        "No login form was found at 127.0.0.1",
    );
}

#[test]
fn mistakes_in_words_and_files_are_said() {
    let scratch = scratch("mistakes");
    let file = scratch.join("adapter.toml");
    let path = file.display().to_string();
    let with = ["--auth", "a.test", "--mall", "b.test", "--adapter", &path];
    refuses(&with, "adapter.toml");
    for (text, sentence) in [
        ("[login]\nas = \"jsn\"", "expected `form` or `json`"),
        ("[logn]", "unknown field `logn`"),
        ("[login", "adapter.toml"),
        ("[mall]\nmember = \"regex:(\"", "is no regular expression"),
    ] {
        fs::write(&file, text).expect("the file can be written");
        refuses(&with, sentence);
    }
    refuses(&["--auth", "a.test"], "--mall URL");
    refuses(&["--colour"], "--colour");
    let _ = fs::remove_dir_all(scratch);
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
