//! What cargo says while it builds.

use std::io::{BufReader, Read};

/// One thing that cargo said.
#[derive(Debug, PartialEq, Eq)]
pub enum Message {
    /// The bar while it compiles.
    Compiling {
        /// Units that are compiled: crates and their build scripts.
        done: usize,
        all: usize,
        /// What is being compiled now, such as `sqlx-core, tokio`.
        names: String,
    },
    /// What it does before it compiles, in our words.
    Preparing(String),
    /// A line about a single crate, which the bar has counted.
    Detail,
    /// Everything else: warnings, errors, a lock that is waited for.
    Line(String),
}

/// Reads until the end of the stream. A bar ends with a carriage return, a line with a line feed.
pub fn messages(stream: impl Read) -> impl Iterator<Item = Message> {
    let mut bytes = BufReader::new(stream).bytes().map_while(Result::ok);
    std::iter::from_fn(move || {
        let mut piece = Vec::new();
        loop {
            match bytes.next() {
                Some(b'\r' | b'\n') => return Some(read(&String::from_utf8_lossy(&piece))),
                Some(byte) => piece.push(byte),
                None if piece.is_empty() => return None,
                None => return Some(read(&String::from_utf8_lossy(&piece))),
            }
        }
    })
}

fn read(piece: &str) -> Message {
    let plain = without_colour(piece);
    let (verb, rest) = plain.trim().split_once(' ').unwrap_or_default();
    match verb {
        "Building" => bar(rest).unwrap_or(Message::Detail),
        "Downloading" if rest.contains(']') => {
            let (_, what) = rest.split_once(']').unwrap_or_default();
            Message::Preparing(format!("downloading {}", what.trim()))
        }
        "Blocking" => Message::Preparing("waiting for another cargo".to_owned()),
        "Updating" => Message::Preparing("reading the index of crates".to_owned()),
        "Compiling" | "Checking" | "Fresh" | "Downloaded" | "Downloading" | "Finished" | "Locking"
        | "Adding" | "Resolving" | "Installing" => Message::Detail,
        _ if plain.trim().is_empty() => Message::Detail,
        _ => Message::Line(piece.trim_end().to_owned()),
    }
}

/// `[=====>   ] 33/278: sqlx-core, tokio`
fn bar(text: &str) -> Option<Message> {
    let (_, rest) = text.split_once(']')?;
    let (count, names) = rest.split_once(':').unwrap_or((rest, ""));
    let (done, all) = count.trim().split_once('/')?;
    Some(Message::Compiling {
        done: done.trim().parse().ok()?,
        all: all.trim().parse().ok()?,
        names: names.trim().to_owned(),
    })
}

/// Without the escape sequences of a terminal.
fn without_colour(text: &str) -> String {
    let mut plain = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character == '\x1b' {
            // A sequence such as `[1;32m` or `[K` ends with its first letter.
            for part in characters.by_ref() {
                if part.is_ascii_alphabetic() {
                    break;
                }
            }
        } else {
            plain.push(character);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_is_read_and_complaints_are_passed_on() {
        let said = "\x1b[1;32m   Compiling\x1b[0m serde v1.0.0\n\x1b[1;36m    Building\x1b[0m [==>    ] 33/278: serde, tokio(build)\r\
                    warning: unused\n  --> x.rs:1\n    Building [=====>] 278/278\r\x1b[K    Finished `dev` profile\n";
        let heard: Vec<_> = messages(said.as_bytes()).collect();
        let bar = |done, names: &str| Message::Compiling {
            done,
            all: 278,
            names: names.to_owned(),
        };
        assert_eq!(
            heard,
            [
                Message::Detail,
                bar(33, "serde, tokio(build)"),
                Message::Line("warning: unused".into()),
                Message::Line("  --> x.rs:1".into()),
                bar(278, ""),
                Message::Detail,
            ]
        );
    }

    #[test]
    fn what_comes_before_compiling_is_told() {
        let said = "    Blocking waiting for file lock on build directory\n Downloading [==>  ] 12 crates, remaining bytes: 3.2MB\r\
                    Downloading crates ...\n  Downloaded serde v1.0.0\n";
        let heard: Vec<_> = messages(said.as_bytes()).collect();
        assert_eq!(
            heard,
            [
                Message::Preparing("waiting for another cargo".into()),
                Message::Preparing("downloading 12 crates, remaining bytes: 3.2MB".into()),
                Message::Detail,
                Message::Detail,
            ]
        );
    }

    #[test]
    fn a_stream_that_breaks_off_is_read_to_its_last_byte() {
        let heard: Vec<_> = messages("error: no network".as_bytes()).collect();
        assert_eq!(heard, [Message::Line("error: no network".into())]);
    }
}
