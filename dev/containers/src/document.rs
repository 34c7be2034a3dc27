//! The parts of docs/deployment.md that runs write.

use std::fs;

use anyhow::{Context, Result};
use dev_deployment::workspace;

const DOCUMENT: &str = "docs/deployment.md";

/// Puts a text between `<!-- COMMAND -->` and the `<!-- /WORD -->` that follows, with the first word of the command.
pub fn write(command: &str, text: &str) -> Result<()> {
    let path = workspace::at(DOCUMENT);
    let document = fs::read_to_string(&path)?;
    fs::write(path, replaced(&document, command, text)?)?;
    Ok(())
}

fn replaced(document: &str, command: &str, text: &str) -> Result<String> {
    let begin = format!("<!-- {command} -->\n");
    let word = command.split(' ').next().unwrap_or_default();
    let end = format!("<!-- /{word} -->");
    let missing = || format!("{DOCUMENT} has no place for {command}");
    let (before, rest) = document.split_once(&begin).with_context(missing)?;
    let (_, after) = rest.split_once(&end).with_context(missing)?;
    Ok(format!("{before}{begin}\n{}\n\n{end}{after}", text.trim()))
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::replaced;

    #[test]
    fn each_command_has_its_place() {
        let document = "a\n<!-- run x -->\nold\n<!-- /run -->\nb\n<!-- run y -->\n<!-- /run -->\n";
        let new = replaced(document, "run y", "new\n").unwrap();
        assert_eq!(
            new,
            "a\n<!-- run x -->\nold\n<!-- /run -->\nb\n<!-- run y -->\n\nnew\n\n<!-- /run -->\n"
        );
        assert!(replaced(document, "run z", "").is_err());
    }
}
