//! The number of a page in the address of a list.

use crate::{query, respond, visit};
use app_kernel::path;

/// The page asked for with `?page=`, counted from 1; 1 if none is named. A page has one address: `None` if the number is
/// written in another way, or is none, and the visitor is sent to the right one.
pub fn page_number() -> Option<i64> {
    let Some(written) = query("page") else {
        return Some(1);
    };
    match read(&written) {
        Some(page) if page != 1 && is_canonical(&written) => Some(page),
        page => {
            let visit = visit();
            let target = path::at_page(&visit.target, page.unwrap_or(1));
            respond::moved(&visit.site.origin.at(&target));
            None
        }
    }
}

/// A number that is too large to be one is still no other page.
fn read(written: &str) -> Option<i64> {
    let digits = written.strip_prefix(['+', '-']).unwrap_or(written);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| written.parse().unwrap_or(i64::MAX))
}

fn is_canonical(written: &str) -> bool {
    let digits = written.strip_prefix('-').unwrap_or(written);
    !digits.starts_with(['0', '+']) || digits == "0"
}

#[cfg(test)]
mod tests {
    use super::{is_canonical, read};

    #[test]
    fn a_number_is_read_in_any_form_and_known_in_one() {
        for (written, page, canonical) in [
            ("2", Some(2), true),
            ("02", Some(2), false),
            ("+2", Some(2), false),
            ("0", Some(0), true),
            ("-1", Some(-1), true),
            ("99999999999999999999", Some(i64::MAX), true),
        ] {
            assert_eq!(
                (read(written), is_canonical(written)),
                (page, canonical),
                "{written}"
            );
        }
        for written in ["", "x", "1.5", "２", "1 ", "+", "+-2", "--2"] {
            assert_eq!(read(written), None, "{written:?}");
        }
    }
}
