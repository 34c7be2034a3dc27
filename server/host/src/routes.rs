//! The command `routes`: everything a binary answers.

use crate::{Host, assets, health, preferences};
use app_kernel::path;
use app_part::Part;
use std::collections::BTreeSet;

/// One line each: what kind it is, method, path. Sorted, so that a new line shows in a review.
pub(crate) fn list(host: &Host, part: &Part) -> String {
    let mut lines = BTreeSet::new();
    for page in &part.pages {
        lines.insert(format!("page      GET   {}", page.path));
    }
    for (function, method) in leptos::server_fn::axum::server_fn_paths() {
        lines.insert(format!("function  {:<5} {function}", method.as_str()));
    }
    let own = [preferences::endpoint(&host.config().session, false)];
    for (method, endpoint, _) in part.endpoints.iter().chain(&own) {
        lines.insert(format!("endpoint  {:<5} {endpoint}", method.as_str()));
    }
    lines.insert(format!("endpoint  GET   {}", path::VIEWER_API));
    let well_known = assets::well_known(&host.config().links);
    for (method, asset, _) in part
        .assets
        .iter()
        .chain(&health::endpoints(host))
        .chain(&well_known)
    {
        lines.insert(format!("asset     {:<5} {asset}", method.as_str()));
    }
    for file in assets::PUBLIC.into_iter().chain(["/pkg/{*file}"]) {
        lines.insert(format!("asset     GET   {file}"));
    }
    lines.into_iter().collect::<Vec<_>>().join("\n")
}
