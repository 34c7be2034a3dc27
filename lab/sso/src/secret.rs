//! Random values that are secrets, and what is stored of them.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use rand::{TryRngCore, rngs::OsRng};
use sha2::{Digest, Sha256};

/// A value nobody can guess: 256 bits of the operating system, 43 characters of base64url.
///
/// # Panics
/// If the operating system has no randomness to give.
pub(crate) fn fresh() -> String {
    let mut bytes = [0; 32];
    OsRng
        .try_fill_bytes(&mut bytes)
        .expect("the operating system has randomness");
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What is stored in place of a secret: SHA-256, which is enough for what nobody can guess.
pub(crate) fn digest(secret: &str) -> Vec<u8> {
    Sha256::digest(secret).to_vec()
}

/// The challenge of a verifier by the method `S256` (RFC 7636 §4.2).
pub(crate) fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
}

/// HMAC-SHA-256 of `text` under `key`.
pub(crate) fn hmac(key: &str, text: &str) -> Hmac<Sha256> {
    let mut hmac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("HMAC takes keys of any length");
    hmac.update(text.as_bytes());
    hmac
}

/// Whether two secrets are the same, in a time that does not tell where they differ.
pub(crate) fn same(known: &str, given: &str) -> bool {
    hmac(known, "same")
        .verify_slice(&hmac(given, "same").finalize().into_bytes())
        .is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_is_that_of_rfc_7636_appendix_b() {
        assert_eq!(
            challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }

    #[test]
    fn secrets_are_long_and_compared_whole() {
        assert_eq!(fresh().len(), 43);
        assert_ne!(fresh(), fresh());
        assert!(same("abc", "abc") && !same("abc", "abcd") && !same("abc", ""));
    }
}
