//! The text of a body, by the charset that it says.

use encoding_rs::{Encoding, UTF_8};

/// How much of a page is searched for what it says of its charset (HTML standard, prescan).
const PRESCAN: usize = 1024;

/// The text of a body with this `Content-Type`: by its byte order mark, the header, or the page itself, or else UTF-8.
pub(super) fn decode(bytes: &[u8], kind: &str) -> String {
    let by_header = label(kind);
    let by_page = || {
        let start = String::from_utf8_lossy(&bytes[..bytes.len().min(PRESCAN)]).to_ascii_lowercase();
        let mut metas = start.split("<meta").skip(1);
        metas.find_map(|meta| label(meta.split('>').next()?))
    };
    let encoding = by_header.or_else(by_page).unwrap_or(UTF_8);
    encoding.decode(bytes).0.into_owned()
}

/// The encoding that follows `charset=`.
fn label(text: &str) -> Option<&'static Encoding> {
    let lower = text.to_ascii_lowercase();
    let (_, after) = lower.split_once("charset")?;
    let after = after.trim_start().strip_prefix('=')?.trim_start();
    let after = after.trim_start_matches(['"', '\'']);
    let end = after.find(|c: char| c.is_whitespace() || "\"';>/".contains(c));
    Encoding::for_label(&after.as_bytes()[..end.unwrap_or(after.len())])
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn a_body_says_its_charset() {
        let gbk = [0xC4, 0xE3, 0xBA, 0xC3];
        assert_eq!(decode(&gbk, "text/html; charset=GBK"), "你好");
        for start in [
            "<meta charset='gbk'>",
            "<META http-equiv=Content-Type content=\"text/html; charset=gb2312\">",
        ] {
            let page = [start.as_bytes(), &gbk].concat();
            assert!(decode(&page, "text/html").ends_with("你好"), "{start}");
        }
        assert_eq!(decode("你好".as_bytes(), "text/html; charset=nonsense"), "你好");
        assert_eq!(decode("你好".as_bytes(), "text/html"), "你好");
    }
}
