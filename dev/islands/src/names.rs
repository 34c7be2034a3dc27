//! The names of files and packages, as `[[workspace.metadata.leptos]]` in Cargo.toml has them for cargo-leptos.

/// The package that is compiled for the browser.
pub const PACKAGE: &str = "frontend";
/// What the files in [`FOLDER`] are called, and `LEPTOS_OUTPUT_NAME` in .cargo/config.toml.
pub const OUTPUT: &str = "cfmall";
/// Below the site's folder.
pub const FOLDER: &str = "pkg";
#[cfg(feature = "full")]
pub const STYLE: &str = "style/main.css";
pub const PUBLIC: &str = "public";
pub const RELEASE_PROFILE: &str = "wasm-release";
/// Beside the server's program, where leptos looks for it.
#[cfg(feature = "full")]
pub const HASHES: &str = "hash.txt";

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use std::{fs, path::Path};

    use super::*;

    #[test]
    fn cargo_leptos_is_told_the_same_names() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
        let manifest: toml::Table = fs::read_to_string(root.join("Cargo.toml"))
            .unwrap()
            .parse()
            .unwrap();
        let told = &manifest["workspace"]["metadata"]["leptos"][0];
        for (key, name) in [
            ("lib-package", PACKAGE),
            ("output-name", OUTPUT),
            ("assets-dir", PUBLIC),
            ("lib-profile-release", RELEASE_PROFILE),
            #[cfg(feature = "full")]
            ("style-file", STYLE),
        ] {
            assert_eq!(told[key].as_str(), Some(name), "{key}");
        }
        // What is not said there is cargo-leptos' default: the folder `pkg`, no minifier for JavaScript in ours.
        assert!(told.get("site-pkg-dir").is_none());
        assert_eq!(told["js-minify"].as_bool(), Some(false));
    }
}
