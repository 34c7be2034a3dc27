//! What a client would rather read: the weights of `Accept` and its kin (RFC 9110 §12.4.2).

/// What an `Accept` header says of pages and JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prefers {
    /// A page.
    Html,
    /// JSON.
    Json,
    /// Whatever there is: neither is named, and anything is welcome.
    Anything,
    /// Neither, and nothing that we have.
    Nothing,
}

impl Prefers {
    /// Reads an `Accept` header (RFC 9110 §12.5.1); the heavier one is preferred, and of two equals the one that is named, or
    /// named first.
    pub fn read(accept: &str) -> Self {
        let html = Range::best(accept, "text", "html");
        let json = Range::best(accept, "application", "json");
        let named = |range: &Option<Range>| range.is_some_and(|range| range.is_named);
        match (weight(html), weight(json)) {
            (0, 0) => Self::Nothing,
            (page, data) if page > data => Self::Html,
            (page, data) if page < data => Self::Json,
            _ => match (named(&html), named(&json)) {
                (false, false) => Self::Anything,
                (false, true) => Self::Json,
                (true, true) if html.map(|range| range.place) > json.map(|range| range.place) => Self::Json,
                (true, _) => Self::Html,
            },
        }
    }
}

/// Part of the header that is about a media type.
#[derive(Clone, Copy)]
struct Range {
    is_named: bool,
    specificity: u8,
    place: usize,
    weight: Weight,
}

impl Range {
    /// The most specific range that is about this type.
    fn best(accept: &str, kind: &str, subtype: &str) -> Option<Self> {
        let ranges = weighted(accept)
            .enumerate()
            .filter_map(|(place, (range, weight))| {
                let (ours, detail) = range.split_once('/')?;
                let specificity = match (ours, detail) {
                    ("*", "*") => 0,
                    (ours, "*") if ours.eq_ignore_ascii_case(kind) => 1,
                    (ours, detail)
                        if ours.eq_ignore_ascii_case(kind) && detail.eq_ignore_ascii_case(subtype) =>
                    {
                        2
                    }
                    _ => return None,
                };
                Some(Self {
                    is_named: specificity == 2,
                    specificity,
                    place,
                    weight,
                })
            });
        ranges.max_by_key(|range| range.specificity)
    }
}

fn weight(range: Option<Range>) -> Weight {
    range.map_or(0, |range| range.weight)
}

/// A weight in thousandths: it has three decimals at most.
pub(crate) type Weight = u16;

/// The weight of what has none.
const FULL: Weight = 1_000;

/// The members of such a list with their weights, in their order. A weight that is none is 0.
pub fn weighted(list: &str) -> impl Iterator<Item = (&str, Weight)> {
    list.split(',').map(|member| {
        let mut parts = member.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let weight = parts.find_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            name.trim().eq_ignore_ascii_case("q").then(|| value.trim())
        });
        let weight = weight.map_or(FULL, |weight| parse_weight(weight).unwrap_or(0));
        (name, weight)
    })
}

fn parse_weight(text: &str) -> Option<Weight> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    if !decimals.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let decimals = format!("{decimals:0<3}");
    let weight = whole.parse::<Weight>().ok()?.checked_mul(FULL)? + decimals[..3].parse::<Weight>().ok()?;
    (weight <= FULL).then_some(weight)
}

#[cfg(test)]
mod tests {
    use super::Prefers::{self, Anything, Html, Json, Nothing};

    #[test]
    fn the_heavier_one_is_preferred() {
        for (accept, prefers) in [
            (
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                Html,
            ),
            ("text/html, application/json;q=0.1", Html),
            ("text/html;q=0.1, application/json", Json),
            ("application/json", Json),
            ("APPLICATION/JSON; Q=0.5, text/*;q=0.4", Json),
            ("application/json, text/plain, */*", Json),
            ("text/html, application/json", Html),
            ("application/json, text/html", Json),
            ("text/*", Html),
            ("*/*", Anything),
            ("*/*, application/json;q=0", Html),
            ("text/html;q=0, */*", Json),
            ("image/png", Nothing),
            ("", Nothing),
            ("text/html;q=2", Nothing),
            ("text/html;q=NaN, application/json;q=inf", Nothing),
        ] {
            assert_eq!(Prefers::read(accept), prefers, "{accept}");
        }
    }
}
