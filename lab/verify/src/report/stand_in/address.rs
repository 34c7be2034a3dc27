//! Addresses without what their queries and fragments say.

use url::Url;

use super::scramble::scramble;

/// Puts stand-ins in the place of the values in an address, and leaves out who is named in front of its host.
pub(super) fn bare(url: &mut Url) {
    let _ = url.set_username("");
    let _ = url.set_password(None);
    if let Ok(stand_in) = Url::parse(&without_values(url.as_str())) {
        *url = stand_in;
    }
}

/// An address, perhaps a relative one, with stand-ins for the values in its path parameters, its query and its fragment; the names of parameters stay.
pub(super) fn without_values(address: &str) -> String {
    let (rest, fragment) = split(address, '#');
    let (rest, query) = split(rest, '?');
    let (place, matrix) = split(rest, ';');
    let part = |mark: &str, part: Option<&str>| {
        part.map_or_else(String::new, |part| format!("{mark}{}", parameters(part)))
    };
    format!(
        "{place}{}{}{}",
        part(";", matrix),
        part("?", query),
        part("#", fragment)
    )
}

fn split(text: &str, mark: char) -> (&str, Option<&str>) {
    text.split_once(mark)
        .map_or((text, None), |(before, after)| (before, Some(after)))
}

fn parameters(text: &str) -> String {
    let stand_in = |parameter: &str| match parameter.split_once('=') {
        Some((name, value)) => format!("{name}={}", scramble(value)),
        // A long one is no name.
        None if parameter.len() > 16 => scramble(parameter),
        None => parameter.to_owned(),
    };
    let mark = if text.contains('&') { "&" } else { ";" };
    text.split(mark).map(stand_in).collect::<Vec<_>>().join(mark)
}
