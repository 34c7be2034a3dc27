//! The Dockerfile and the build context.

use std::{collections::BTreeMap, fs, path::Path, process::Command};

use dev_containers::{
    context::{self, Ignored},
    dockerfile::Dockerfile,
    image::TARGETS,
};
use dev_deployment::workspace;

/// The most that is sent to the engine before it builds anything, in bytes.
const CONTEXT: u64 = 5_000_000;

fn dockerfile() -> Dockerfile {
    Dockerfile::parse(&fs::read_to_string(workspace::at("Dockerfile")).unwrap()).unwrap()
}

fn ignored() -> Ignored {
    Ignored::parse(&fs::read_to_string(workspace::at(".dockerignore")).unwrap())
}

#[test]
fn every_image_is_one_program_that_may_do_nothing() {
    let given = BTreeMap::from([("COMMIT".to_owned(), "c0ffee".to_owned())]);
    for target in TARGETS {
        let image = dockerfile().image(target, &given).unwrap();
        let program = format!("/app/{target}");
        assert_eq!(image.entrypoint, [&*program]);
        assert_eq!(image.health, [&*program, "health"]);
        assert_eq!(image.user, "65532:65532", "a number, and not root's");
        assert_eq!(image.ports, ["3000"]);
        assert_eq!(image.environment["CFMALL_COMMIT"], "c0ffee");
        assert_eq!(image.environment["LEPTOS_SITE_ADDR"], "0.0.0.0:3000");
        let labels = ["title", "source", "version", "revision", "licenses"];
        for label in labels.map(|label| format!("org.opencontainers.image.{label}")) {
            assert!(image.labels.contains_key(&label), "{label}");
        }
        let last = image.copies.last().unwrap();
        assert_eq!(last.to, program, "what changes most comes last");
    }
}

#[test]
fn what_images_stand_on_is_pinned() {
    let file = dockerfile();
    for base in file.bases() {
        let digest = base.split_once("@sha256:").map(|(_, digest)| digest);
        assert!(
            digest.is_some_and(
                |digest| digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit())
            ),
            "{base}"
        );
        assert!(
            base.contains(':') && !base.contains(":latest"),
            "the tag says what it is: {base}"
        );
    }
}

#[test]
fn the_image_says_the_version_of_the_workspace() {
    let image = dockerfile().image("mall", &BTreeMap::new()).unwrap();
    assert_eq!(
        image.labels["org.opencontainers.image.version"],
        env!("CARGO_PKG_VERSION")
    );
}

#[test]
fn little_gets_into_the_build_and_nothing_private() {
    let ignored = ignored();
    for path in [
        ".git",
        ".dev",
        ".tools",
        "target",
        "node_modules",
        "end2end",
        "deploy",
        "docs",
        ".env",
    ] {
        assert!(ignored.covers(Path::new(path)), "{path}");
    }
    let files = context::files(workspace::root(), &ignored).unwrap();
    let sum: u64 = files.iter().map(|(_, size)| size).sum();
    assert!(sum <= CONTEXT, "{sum} bytes");
}

#[test]
fn what_gets_into_the_build_is_a_workspace() {
    let folder = std::env::temp_dir().join(format!("cfmall-context-{}", std::process::id()));
    for (file, _) in context::files(workspace::root(), &ignored()).unwrap() {
        let to = folder.join(&file);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(workspace::root().join(&file), to).unwrap();
    }
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .current_dir(&folder)
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"]);
    let output = cargo.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    fs::remove_dir_all(&folder).unwrap();
    assert!(output.status.success(), "{said}");
    let metadata = String::from_utf8_lossy(&output.stdout);
    for package in ["monolith", "auth", "mall", "islands", "frontend"] {
        assert!(metadata.contains(&format!("\"name\":\"{package}\"")), "{package}");
    }
}
