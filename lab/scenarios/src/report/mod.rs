//! The golden matrix for people: pictures and tables that are generated, and compared with the files in the repository.

mod legend;
mod markdown;
mod picture;
mod svg;

use crate::{golden::Golden, lang::Lang};

pub use markdown::{readme, table};
pub use picture::{narrow, wide};

/// The folder of the documents, in the repository.
pub const FOLDER: &str = "docs/lesson";
/// The READMEs, which have a part between [`BEGIN`] and [`END`], with the language of each.
pub const READMES: [(&str, Lang); 2] = [("README.md", Lang::En), ("README.zh-CN.md", Lang::Zh)];
/// The line before the generated part of a README.
pub const BEGIN: &str = "<!-- matrix: cargo xtask lab matrix --write -->";
/// The line after it.
pub const END: &str = "<!-- /matrix -->";

/// The generated files, with their paths in the repository.
pub fn documents(golden: &Golden) -> Vec<(String, String)> {
    let of = |lang: Lang, suffix: &str| {
        let at = |name: &str| format!("{FOLDER}/{name}");
        [
            (at(&format!("matrix{suffix}.svg")), wide(golden, lang)),
            (at(&format!("matrix-narrow{suffix}.svg")), narrow(golden, lang)),
            (
                at(&format!("matrix{suffix}.md")),
                markdown::document(golden, lang),
            ),
        ]
    };
    [of(Lang::En, ""), of(Lang::Zh, ".zh-CN")]
        .into_iter()
        .flatten()
        .collect()
}

/// A README with its generated part renewed; `None` if it has no such part.
pub fn renewed(readme: &str, golden: &Golden, lang: Lang) -> Option<String> {
    let (before, rest) = readme.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!(
        "{before}{BEGIN}\n{}{END}{after}",
        markdown::readme(golden, lang)
    ))
}
