//! Pages that lead on by themselves after a moment: `Refresh` and `<meta http-equiv="refresh">` (HTML standard, shared declarative refresh
//! steps).

use url::Url;

use super::Reply;
use crate::page::refresh;

/// The longest time in seconds that a page which leads on is shown.
const MOMENT: f64 = 5.0;

/// Where a page leads by itself, unless that is itself or only after a while.
pub(super) fn target(reply: &Reply, from: &Url) -> Option<Url> {
    let by_header = reply.header("refresh").map(str::to_owned);
    let text = by_header.or_else(|| refresh(&reply.body))?;
    let (seconds, rest) = text.split_once([';', ','])?;
    let is_soon = seconds
        .trim()
        .parse::<f64>()
        .is_ok_and(|seconds| seconds <= MOMENT);
    let rest = rest.trim();
    let named = rest.get(..3).filter(|start| start.eq_ignore_ascii_case("url"));
    let address = named
        .and_then(|_| rest[3..].trim_start().strip_prefix('='))
        .unwrap_or(rest);
    let address = address.trim().trim_matches(['"', '\'']);
    let target = from
        .join(address)
        .ok()
        .filter(|_| is_soon && !address.is_empty())?;
    (matches!(target.scheme(), "http" | "https") && target != *from).then_some(target)
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_page_leads_on_after_a_moment() {
        let from = Url::parse("http://a.localhost/login").unwrap();
        let target = |header: Option<&str>, body: &str| {
            let headers = header.map(|value| ("refresh".to_owned(), value.to_owned()));
            let reply = Reply {
                status: 200,
                headers: headers.into_iter().collect(),
                body: body.to_owned(),
                took: Duration::ZERO,
            };
            reply.redirect(&from).map(|url| url.path().to_owned())
        };
        assert_eq!(
            target(Some("0; url=/finish?ticket=1"), ""),
            Some("/finish".to_owned())
        );
        assert_eq!(target(Some("1;URL='/finish'"), ""), Some("/finish".to_owned()));
        let meta = |content: &str| format!("<META HTTP-EQUIV=Refresh CONTENT=\"{content}\">");
        assert_eq!(target(None, &meta("0; url=/finish")), Some("/finish".to_owned()));
        for content in ["300; url=/finish", "0", "0; url=/login", "5; url=javascript:x"] {
            assert_eq!(target(None, &meta(content)), None, "{content}");
        }
        let unscripted = format!("<noscript>{}</noscript>", meta("0; url=/finish"));
        assert_eq!(target(None, &unscripted), None);
    }
}
