//! Whether the files of the islands have been built.

use leptos::prelude::LeptosOptions;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the wasm module of the islands has been built.
///
/// The mall works without islands, so the server is up first and they follow; until they are there, pages do not ask
/// for files that would be missing. The file system is not asked again once the module was there.
pub fn islands_are_built(options: &LeptosOptions) -> bool {
    static SEEN: AtomicBool = AtomicBool::new(false);
    if SEEN.load(Ordering::Relaxed) {
        return true;
    }
    let folder = std::path::Path::new(&*options.site_root).join(&*options.site_pkg_dir);
    // Hashed names are only used for complete release builds.
    let built = options.hash_files || folder.join(format!("{}.wasm", options.output_name)).exists();
    SEEN.store(built, Ordering::Relaxed);
    built
}
