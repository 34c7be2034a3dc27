//! What was found, as a part of docs/deployment.md.

use std::fmt;

use super::{inventory::Inventory, root::Root, trial::Trial};

/// The findings of one run.
pub struct Report<'a> {
    /// The commit that was built.
    pub commit: &'a str,
    /// What hadolint said.
    pub lint: &'a str,
    /// The images.
    pub roots: &'a [Root],
    /// What is inside.
    pub inventories: &'a [Inventory],
    /// What they did.
    pub trials: &'a [Trial],
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "At {} (and what was changed since); Dockerfile: {}. Sizes in bytes, without the base.\n",
            &self.commit[..12.min(self.commit.len())],
            self.lint
        )?;
        writeln!(
            f,
            "| image | layer | unpacked | compressed |\n|---|---|---:|---:|"
        )?;
        for root in self.roots {
            for layer in &root.layers {
                writeln!(
                    f,
                    "| {} | `{}` | {} | {} |",
                    root.target,
                    layer.to,
                    grouped(layer.unpacked),
                    grouped(layer.compressed)
                )?;
            }
            writeln!(
                f,
                "| **{}** | all | **{}** | **{}** |",
                root.target,
                grouped(root.unpacked()),
                grouped(root.compressed())
            )?;
        }
        writeln!(f, "\n| image | tried | found |\n|---|---|---|")?;
        for inventory in self.inventories {
            writeln!(
                f,
                "| {} | list of what is inside | all {} crates that are linked, by name and version, and {} that are not |",
                inventory.target, inventory.crates, inventory.more
            )?;
        }
        for trial in self.trials {
            for (what, found) in &trial.found {
                writeln!(f, "| {} | {what} | {found} |", trial.target)?;
            }
        }
        Ok(())
    }
}

/// A number with commas, as English writes it.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn numbers_can_be_read() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (25_000_000, "25,000,000"),
        ] {
            assert_eq!(grouped(number), text);
        }
    }
}
