//! What browsers get, by name: as `[[workspace.metadata.leptos]]` in Cargo.toml says it for cargo-leptos.

/// The package that is compiled for the browser.
pub const BROWSER_PACKAGE: &str = "frontend";
/// The profile of its release build.
pub const RELEASE_PROFILE: &str = "wasm-release";
/// The folder that servers give files from, where nothing else is said.
pub const SITE: &str = "target/site";
/// The folder of built files in a site.
pub const PACKAGE: &str = "pkg";
/// The built files' name without extension, and `LEPTOS_OUTPUT_NAME` in .cargo/config.toml.
pub const OUTPUT: &str = "cfmall";
/// The stylesheet that imports all others.
pub const STYLE: &str = "style/main.css";
/// The browsers that the stylesheet is for, in the words of Browserslist.
pub const BROWSERS: &str = "defaults, not android >= 1";
/// The folder of files that are given as they are.
pub const PUBLIC: &str = "public";
/// The list of hashes that leptos reads, beside the server's program.
pub const HASHES: &str = "hash.txt";

/// The path of a built file in a site, such as `pkg/cfmall.css`.
#[must_use]
pub fn built(extension: &str) -> String {
    format!("{PACKAGE}/{OUTPUT}.{extension}")
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use std::fs;

    use super::*;
    use crate::workspace;

    #[test]
    fn cargo_leptos_is_told_the_same_names() {
        let manifest: toml::Table = fs::read_to_string(workspace::at("Cargo.toml"))
            .unwrap()
            .parse()
            .unwrap();
        let told = &manifest["workspace"]["metadata"]["leptos"][0];
        for (key, name) in [
            ("lib-package", BROWSER_PACKAGE),
            ("lib-profile-release", RELEASE_PROFILE),
            ("site-root", SITE),
            ("output-name", OUTPUT),
            ("style-file", STYLE),
            ("browserquery", BROWSERS),
            ("assets-dir", PUBLIC),
        ] {
            assert_eq!(told[key].as_str(), Some(name), "{key}");
        }
        // Said nowhere: the folder is cargo-leptos' default.
        assert!(told.get("site-pkg-dir").is_none());
    }
}
