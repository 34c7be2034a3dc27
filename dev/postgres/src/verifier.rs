//! What PostgreSQL keeps of a password, so that it can check one without knowing it (SCRAM-SHA-256, RFC 7677).
//!
//! PostgreSQL would make it itself, with 4,096 rounds, which are slow in a client without optimisation, for each new
//! connection. They make guessing slow, and nobody guesses a password of 128 random bits: one round is enough.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use hmac::{Hmac, Mac};
use rand::Rng;
use sha2::{Digest, Sha256};

type Bytes = [u8; 32];

const SALT_BYTES: usize = 16;
const ROUNDS: u32 = 1;

/// The verifier of a random password, in the form that `alter role … password` and `initdb --pwfile` take.
pub(crate) fn verifier(password: &str, random: &mut impl Rng) -> String {
    let salt: [u8; SALT_BYTES] = random.random();
    let keys = Keys::new(password, &salt, ROUNDS);
    let stored = Sha256::digest(keys.client);
    format!(
        "SCRAM-SHA-256${ROUNDS}:{}${}:{}",
        BASE64.encode(salt),
        BASE64.encode(stored),
        BASE64.encode(keys.server)
    )
}

/// `ClientKey` and `ServerKey` of RFC 5802 §3.
struct Keys {
    client: Bytes,
    server: Bytes,
}

impl Keys {
    /// Of a password in ASCII, which is its own normal form (`SASLprep`).
    fn new(password: &str, salt: &[u8], rounds: u32) -> Self {
        let mut round = hmac(password.as_bytes(), &[salt, &1_u32.to_be_bytes()].concat());
        let mut salted = round;
        for _ in 1..rounds {
            round = hmac(password.as_bytes(), &round);
            for (sum, byte) in salted.iter_mut().zip(round) {
                *sum ^= byte;
            }
        }
        Self {
            client: hmac(&salted, b"Client Key"),
            server: hmac(&salted, b"Server Key"),
        }
    }
}

fn hmac(key: &[u8], message: &[u8]) -> Bytes {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length (RFC 2104 §3)");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The exchange of RFC 7677 §3.
    #[test]
    fn the_keys_sign_as_those_of_the_rfc() {
        let salt = BASE64.decode("W22ZaJ0SNY7soEsUEjb6gQ==").expect("base64");
        let keys = Keys::new("pencil", &salt, 4096);
        let nonce = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
        let exchange = format!(
            "n=user,r=rOprNGfwEbeRWgbNEkqO,r={nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r={nonce}"
        );
        let server = hmac(&keys.server, exchange.as_bytes());
        assert_eq!(
            BASE64.encode(server),
            "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="
        );
        let mut proof = hmac(&Sha256::digest(keys.client), exchange.as_bytes());
        for (byte, key) in proof.iter_mut().zip(keys.client) {
            *byte ^= key;
        }
        assert_eq!(
            BASE64.encode(proof),
            "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
        );
    }
}
