//! Characters replaced by others of their kind.

use sha2::{Digest, Sha256};

/// The length from which letters and digits that are all hexadecimal are a digest.
const DIGEST: usize = 16;

/// Characters of the same kind and length in bytes, by a hash of the whole; escapes and separators stay.
pub(super) fn scramble(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut stream: Vec<u8> = Vec::new();
    let characters: Vec<char> = value.chars().collect();
    let hexadecimal = hexadecimal(&characters);
    for (index, &c) in characters.iter().enumerate() {
        if index % 32 == 0 {
            let mut hash = Sha256::new();
            hash.update(value);
            hash.update(index.to_le_bytes());
            stream = hash.finalize().to_vec();
        }
        let is_escaped = characters[index.saturating_sub(2)..index].contains(&'%');
        let is_prefix = (index < 2 && value.starts_with("s:")) || (index < 1 && value.starts_with("s%"));
        out.push(if is_escaped || is_prefix {
            c
        } else {
            other(c, stream[index % 32], hexadecimal[index])
        });
    }
    out
}

/// Which characters belong to a digest in hexadecimal: those of a value without any other letters, or of a long part of it.
fn hexadecimal(characters: &[char]) -> Vec<bool> {
    let is_digit = |c: &char| matches!(c, '0'..='9' | 'a'..='f');
    let all = characters.iter().filter(|c| c.is_alphanumeric()).all(is_digit);
    let mut found = Vec::with_capacity(characters.len());
    for part in characters.split_inclusive(|c| !c.is_ascii_alphanumeric()) {
        let bare = part.iter().filter(|c| c.is_ascii_alphanumeric());
        let is_digest = all || (bare.clone().count() >= DIGEST && bare.clone().all(is_digit));
        found.extend(part.iter().map(|_| is_digest));
    }
    found
}

fn other(c: char, byte: u8, is_hexadecimal: bool) -> char {
    let pick = |from: u8, count: u8| char::from(from + byte % count);
    let beyond = |from: u32| char::from_u32(from + u32::from(byte % 64)).unwrap_or(c);
    match c {
        '0'..='9' => pick(b'0', 10),
        'a'..='f' if is_hexadecimal => pick(b'a', 6),
        'a'..='z' => pick(b'a', 26),
        'A'..='Z' => pick(b'A', 26),
        // What was no text stays none.
        char::REPLACEMENT_CHARACTER => c,
        c if c.is_ascii() => c,
        c => match c.len_utf8() {
            2 => beyond(0xC0),
            3 => beyond(0x4E00),
            _ => beyond(0x1F600),
        },
    }
}
