//! The browsers for the tests: those of the system, else from the system's packages, else Playwright's download.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Result;

use dev_deployment::{
    process,
    system::{can_install, in_path, install},
};

/// A browser the tests use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Browser {
    Chromium,
    /// Chromium's engine without the browser around it; where it is missing the whole browser takes its place.
    HeadlessShell,
    Firefox,
}

pub const ALL: [Browser; 3] = [Browser::Chromium, Browser::HeadlessShell, Browser::Firefox];

impl Browser {
    /// The environment variable that tells the tests where it is.
    pub fn variable(self) -> &'static str {
        match self {
            Self::Chromium => "CHROMIUM_PATH",
            Self::HeadlessShell => "HEADLESS_SHELL_PATH",
            Self::Firefox => "FIREFOX_PATH",
        }
    }

    /// Where it is installed.
    pub fn find(self) -> Option<PathBuf> {
        let (names, application): (&[&str], _) = match self {
            Self::Chromium => (
                &[
                    "chromium",
                    "chromium-browser",
                    "google-chrome",
                    "google-chrome-stable",
                ],
                "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
            ),
            Self::HeadlessShell => (&["chromium-headless-shell", "chrome-headless-shell"], ""),
            Self::Firefox => (
                &["firefox-esr", "firefox"],
                "/Applications/Firefox.app/Contents/MacOS/firefox",
            ),
        };
        let told = env::var_os(self.variable()).map(PathBuf::from);
        let application = Some(PathBuf::from(application));
        told.into_iter()
            .chain(names.iter().filter_map(|name| in_path(name)))
            .chain(application)
            .find(|path| path.is_file())
    }

    /// Makes sure there is one.
    pub fn ensure(self, end2end: &Path) -> Result<()> {
        if self.find().is_some() {
            return Ok(());
        }
        // As root on Debian the system's own package is the surest way; its Chromium brings all its libraries.
        if can_install() {
            let packages: &[&str] = match self {
                Self::Chromium => &["chromium", "fonts-noto-cjk"],
                Self::HeadlessShell => &["chromium-headless-shell"],
                Self::Firefox => &["firefox-esr"],
            };
            return install(packages);
        }
        let name = match self {
            Self::Chromium => "chromium",
            // Comes with it.
            Self::HeadlessShell => return Ok(()),
            Self::Firefox => "firefox",
        };
        process::run(Command::new("npx").current_dir(end2end).args([
            "--no-install",
            "playwright",
            "install",
            name,
        ]))
    }
}
