//! An authenticator in software, with the browser that speaks for it: what Chromium and a phone would answer (WebAuthn Level 3 §5.8.1, §6.1).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// User present, user verified.
const VERIFIED: u8 = 0b101;
/// Attested credential data follow.
const ATTESTED: u8 = 0b100_0000;

/// A passkey, and how its authenticator behaves.
#[derive(Clone)]
pub(super) struct Authenticator {
    key: SigningKey,
    id: Vec<u8>,
    handle: Vec<u8>,
    /// What the browser says it was asked by.
    pub(super) origin: String,
    /// Whether the authenticator asks for a PIN or the like.
    pub(super) verifies: bool,
    /// How often it was used, as it says.
    pub(super) count: u32,
}

impl Authenticator {
    /// Its key is as secret as its number: it is a test's.
    pub(super) fn new(number: u8, origin: &str) -> Self {
        Self {
            key: SigningKey::from_slice(&[number; 32]).expect("a scalar"),
            id: vec![number; 32],
            handle: Vec::new(),
            origin: origin.to_owned(),
            verifies: true,
            count: 0,
        }
    }

    /// A passkey with the same id and handle and another key, as somebody would make it who has read everything that the browser knows.
    pub(super) fn forged(&self) -> Self {
        Self {
            key: SigningKey::from_slice(&[250; 32]).expect("a scalar"),
            ..self.clone()
        }
    }

    /// Makes a passkey as it is asked to: the answer.
    pub(super) fn creates(&mut self, asked: &Value) -> Value {
        let options = &asked["publicKey"];
        self.handle = bytes(&options["user"]["id"]);
        let data = [
            &self.data(&options["rp"]["id"], ATTESTED)[..],
            // An authenticator of no known model.
            &[0; 16],
            &[0, 32],
            &self.id,
            &self.public_key(),
        ]
        .concat();
        let length = u8::try_from(data.len()).expect("less than 256 bytes");
        // {"fmt": "none", "attStmt": {}, "authData": h'…'}, in CBOR.
        let attestation = [
            b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58",
            &[length][..],
            &data,
        ]
        .concat();
        self.answer(json!({
            "attestationObject": URL_SAFE_NO_PAD.encode(attestation),
            "clientDataJSON": URL_SAFE_NO_PAD.encode(self.client_data("webauthn.create", options)),
        }))
    }

    /// Signs the challenge: the answer.
    pub(super) fn signs(&mut self, asked: &Value) -> Value {
        let options = &asked["publicKey"];
        self.count += 1;
        let data = self.data(&options["rpId"], 0);
        let client = self.client_data("webauthn.get", options);
        let signed: Signature = self.key.sign(&[&data[..], &Sha256::digest(&client)].concat());
        self.answer(json!({
            "authenticatorData": URL_SAFE_NO_PAD.encode(data),
            "clientDataJSON": URL_SAFE_NO_PAD.encode(client),
            "signature": URL_SAFE_NO_PAD.encode(signed.to_der().as_bytes()),
            "userHandle": URL_SAFE_NO_PAD.encode(&self.handle),
        }))
    }

    fn answer(&self, response: Value) -> Value {
        let id = URL_SAFE_NO_PAD.encode(&self.id);
        json!({ "id": id, "rawId": id, "type": "public-key", "response": response })
    }

    /// Authenticator data: whose passkey, what was checked, how often it was used.
    fn data(&self, relying_party: &Value, more: u8) -> Vec<u8> {
        let party = relying_party.as_str().expect("a relying party");
        let flags = if self.verifies { VERIFIED } else { 1 } | more;
        [&Sha256::digest(party)[..], &[flags], &self.count.to_be_bytes()].concat()
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        let data = json!({ "type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false });
        data.to_string().into_bytes()
    }

    /// {1: 2, 3: -7, -1: 1, -2: x, -3: y}, in CBOR: a point of P-256 for ES256 (RFC 9053 §7.1.1).
    fn public_key(&self) -> Vec<u8> {
        let point = self.key.verifying_key().to_sec1_point(false);
        let coordinate = |part: Option<&[u8]>| part.expect("a point").to_vec();
        let (x, y) = (
            coordinate(point.x().map(|x| &x[..])),
            coordinate(point.y().map(|y| &y[..])),
        );
        [
            &b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20"[..],
            &x,
            b"\x22\x58\x20",
            &y,
        ]
        .concat()
    }
}

fn bytes(text: &Value) -> Vec<u8> {
    let text = text.as_str().expect("base64url");
    URL_SAFE_NO_PAD.decode(text).expect("base64url")
}
