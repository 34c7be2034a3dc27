//! The tools that build the islands, in `.tools/` of this workspace and in exactly the versions it needs.

use std::{
    env,
    ffi::OsString,
    fs::{self, File, TryLockError},
    path::PathBuf,
    process::Command,
    time::Instant,
};

use anyhow::{Context, Result, ensure};

use dev_deployment::{paint, process, stop, workspace};

const FOLDER: &str = ".tools";
/// Apart from our own target folder: nothing of ours is to be rebuilt because of a tool.
const BUILD: &str = ".tools/build";
const CARGO_LEPTOS: &str = "0.3.11";
const WASM: &str = "wasm32-unknown-unknown";

/// A tool that cargo installs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    WasmBindgen,
    CargoLeptos,
}

/// In the order of installing: the quick one first.
pub const ALL: [Tool; 2] = [Tool::WasmBindgen, Tool::CargoLeptos];

impl Tool {
    pub fn package(self) -> &'static str {
        match self {
            Self::WasmBindgen => "wasm-bindgen-cli",
            Self::CargoLeptos => "cargo-leptos",
        }
    }

    /// The command line must speak exactly the language of the library that is locked.
    pub fn version(self) -> Result<String> {
        match self {
            Self::CargoLeptos => Ok(CARGO_LEPTOS.to_owned()),
            Self::WasmBindgen => {
                let lock = workspace::lock_file()?;
                let versions = workspace::locked_versions(&lock, "wasm-bindgen");
                ensure!(
                    versions.len() == 1,
                    "Cargo.lock has the versions {versions:?} of wasm-bindgen, not one"
                );
                Ok(versions[0].to_owned())
            }
        }
    }

    pub fn installed(self) -> Result<bool> {
        let list = fs::read_to_string(folder().join(".crates.toml")).unwrap_or_default();
        Ok(lists(&list, self.package(), &self.version()?) && self.path().is_file())
    }

    /// The tool itself, never one of the same name that is installed globally.
    pub fn command(self) -> Command {
        let mut command = Command::new(self.path());
        command.current_dir(workspace::root()).env("PATH", path());
        command
    }

    fn path(self) -> PathBuf {
        let name = if self == Self::WasmBindgen {
            "wasm-bindgen"
        } else {
            self.package()
        };
        folder().join("bin").join(name)
    }

    fn install(self) -> Result<()> {
        let started = Instant::now();
        let (package, version) = (self.package(), self.version()?);
        eprintln!(
            "{}",
            paint::dim(&format!(
                "installing {package} {version} into {FOLDER}/ (once; some minutes) …"
            ))
        );
        let mut cargo = workspace::cargo();
        cargo
            .args([
                "install",
                package,
                "--version",
                &version,
                "--debug",
                "--quiet",
                "--force",
                "--root",
            ])
            .arg(folder());
        if self == Self::CargoLeptos {
            cargo.args(["--locked", "--no-default-features", "--features", "no_downloads"]);
        }
        process::run(cargo.env("CARGO_TARGET_DIR", workspace::at(BUILD)))?;
        eprintln!(
            "{}",
            paint::dim(&format!("{package} took {} s", started.elapsed().as_secs()))
        );
        Ok(())
    }
}

fn folder() -> PathBuf {
    workspace::at(FOLDER)
}

/// Installs what is missing. Two commands that start at once install once.
pub fn ensure(release: bool) -> Result<()> {
    fs::create_dir_all(folder())?;
    let lock = File::create(folder().join("install.lock"))?;
    while let Err(TryLockError::WouldBlock) = lock.try_lock() {
        stop::beat()?;
    }
    for tool in ALL {
        if !tool.installed()? {
            tool.install()?;
        }
    }
    // Gigabytes that nobody needs any more.
    if workspace::at(BUILD).exists() {
        fs::remove_dir_all(workspace::at(BUILD))?;
    }
    if !wasm_target_installed()? {
        process::run(
            Command::new("rustup")
                .current_dir(workspace::root())
                .args(["target", "add", WASM]),
        )
        .context("the target wasm32-unknown-unknown is missing and rustup cannot add it")?;
    }
    if release && workspace::at("package.json").is_file() {
        // wasm-opt, which halves the wasm.
        process::run(Command::new("npm").current_dir(workspace::root()).args([
            "ci",
            "--no-audit",
            "--no-fund",
        ]))?;
    }
    Ok(())
}

/// Whether the browser's standard library is there, however Rust was installed.
pub fn wasm_target_installed() -> Result<bool> {
    let output = Command::new("rustc")
        .current_dir(workspace::root())
        .args(["--print", "target-libdir", "--target", WASM])
        .output()?;
    Ok(PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()).is_dir())
}

fn path() -> OsString {
    let before = [folder().join("bin"), workspace::at("node_modules/.bin")];
    let inherited = env::var_os("PATH").unwrap_or_default();
    env::join_paths(before.into_iter().chain(env::split_paths(&inherited))).unwrap_or(inherited)
}

/// Whether cargo's list of installed programs names this version.
fn lists(list: &str, package: &str, version: &str) -> bool {
    let entry = format!("\"{package} {version} (");
    list.lines().any(|line| line.starts_with(&entry))
}

#[cfg(test)]
mod tests {
    use super::lists;

    #[test]
    fn an_installed_version_is_recognised() {
        let list = "[v1]\n\"cargo-leptos 0.3.11 (registry+https://github.com/rust-lang/crates.io-index)\" = [\"cargo-leptos\"]\n";
        assert!(lists(list, "cargo-leptos", "0.3.11"));
        assert!(!lists(list, "cargo-leptos", "0.3.1"));
        assert!(!lists(list, "leptos", "0.3.11"));
    }
}
