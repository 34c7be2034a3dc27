//! Numbers as people write them, and tables that are readable as they are and as Markdown.

use std::iter;

use crate::figures::Spread;

/// With a head; all columns but the first are numbers.
pub fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column).map(String::as_str));
        let widths = cells.chain([head[column]]).map(|cell| cell.chars().count());
        widths.max().unwrap_or_default().max(3)
    };
    let widths: Vec<_> = (0..head.len()).map(width).collect();
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let cells = cells.zip(&widths).enumerate().map(|(column, (cell, width))| {
            if column == 0 {
                format!("{cell:<width$}")
            } else {
                format!("{cell:>width$}")
            }
        });
        format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
    };
    let rule = widths.iter().enumerate().map(|(column, width)| {
        let dashes = "-".repeat(width - usize::from(column > 0));
        if column == 0 { dashes } else { dashes + ":" }
    });
    let rule: Vec<_> = rule.collect();
    iter::once(line(&mut head.iter().copied()))
        .chain([line(&mut rule.iter().map(String::as_str))])
        .chain(rows.iter().map(|row| line(&mut row.iter().map(String::as_str))))
        .collect()
}

/// 12345.6 as 12,346.
pub fn thousands(value: f64) -> String {
    let digits = format!("{value:.0}");
    let groups: Vec<_> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(String::from_utf8_lossy)
        .collect();
    groups.join(",")
}

/// 0.853 of 0.84 to 0.86 as `85 % (84–86)`.
pub fn percent(ratio: Spread) -> String {
    let hundredth = |ratio: f64| format!("{:.0}", ratio * 100.0);
    format!(
        "{} % ({}–{})",
        hundredth(ratio.median),
        hundredth(ratio.least),
        hundredth(ratio.most)
    )
}

/// A ratio with its spread.
pub fn times(ratio: Spread) -> String {
    format!("{:.2} ({:.2}–{:.2})", ratio.median, ratio.least, ratio.most)
}

/// A median with so many digits behind the point.
pub fn number(value: Option<Spread>, digits: usize) -> String {
    value.map_or_else(missing, |value| format!("{:.digits$}", value.median))
}

/// In place of what was not measured.
pub fn missing() -> String {
    "–".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(
            [0.4, 999.0, 1000.0, 12_345.6, 1_000_000.0].map(thousands),
            ["0", "999", "1,000", "12,346", "1,000,000"]
        );
    }

    #[test]
    fn ratios_come_with_their_spread() {
        let ratio = Spread {
            median: 0.853,
            least: 0.84,
            most: 0.9,
        };
        assert_eq!(percent(ratio), "85 % (84–90)");
    }

    #[test]
    fn columns_stand_below_each_other() {
        let rows = [["a", "1"], ["µs and more", "1,000"]].map(|row| row.map(str::to_owned).to_vec());
        assert_eq!(
            table(&["what", "how"], &rows),
            "| what        |   how |\n\
             | ----------- | ----: |\n\
             | a           |     1 |\n\
             | µs and more | 1,000 |\n"
        );
    }
}
