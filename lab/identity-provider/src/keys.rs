//! The key with which ID tokens are signed (ES256, RFC 7518 §3.4).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use rand::{TryRngCore, rngs::OsRng};
use serde_json::{Value, json};

/// A key, and the name by which it is found.
#[derive(Clone)]
pub(crate) struct Keys {
    signing: SigningKey,
    pub(crate) id: String,
}

/// 256 random bits, as text.
pub(crate) fn random() -> String {
    URL_SAFE_NO_PAD.encode(random_bytes())
}

fn random_bytes() -> [u8; 32] {
    let mut bytes = [0; 32];
    OsRng
        .try_fill_bytes(&mut bytes)
        .expect("the operating system has randomness");
    bytes
}

impl Keys {
    /// A new key.
    pub(crate) fn fresh() -> Self {
        let signing = loop {
            // Of 2^256 numbers 2^224 are none.
            if let Ok(key) = SigningKey::from_slice(&random_bytes()) {
                break key;
            }
        };
        Self {
            signing,
            id: random()[..8].to_owned(),
        }
    }

    /// Another key under the same name.
    pub(crate) fn forged(&self) -> Self {
        Self {
            id: self.id.clone(),
            ..Self::fresh()
        }
    }

    /// The public key (RFC 7517).
    pub(crate) fn public(&self) -> Value {
        let point = self.signing.verifying_key().to_sec1_point(false);
        let coordinates = &point.as_bytes()[1..];
        let encoded = |part: &[u8]| URL_SAFE_NO_PAD.encode(part);
        json!({
            "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": self.id,
            "x": encoded(&coordinates[..32]), "y": encoded(&coordinates[32..]),
        })
    }

    /// The claims, signed (RFC 7515 §3.1).
    pub(crate) fn signed(&self, claims: &Value) -> String {
        let signed = unsigned(&json!({ "typ": "JWT", "alg": "ES256", "kid": self.id }), claims);
        let signature: Signature = self.signing.sign(signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
    }
}

/// Header and claims, as they are signed.
pub(crate) fn unsigned(header: &Value, claims: &Value) -> String {
    let encoded = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
    format!("{}.{}", encoded(header), encoded(claims))
}
