//! An address of a member.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// The most addresses of a member, as `mall.address_add` says too.
pub(super) const MOST: usize = 20;

/// Where a member has things sent to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    /// The id.
    pub(crate) id: i64,
    /// The person who takes it.
    pub(crate) recipient: String,
    /// The mobile number, eleven digits.
    pub(crate) phone: String,
    /// The code of the district (GB/T 2260), six digits, of which the first two are the province.
    pub(crate) district: String,
    /// Street, house and door.
    pub(crate) street: String,
    /// The default: whether this address is chosen if nothing else is said.
    pub(crate) is_default: bool,
}

impl Address {
    /// The fingerprint of where things are sent to: another one as soon as anything of it is.
    pub(crate) fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        for part in [&self.recipient, &self.phone, &self.district, &self.street] {
            hash.update(part.len().to_be_bytes());
            hash.update(part);
        }
        URL_SAFE_NO_PAD.encode(&hash.finalize()[..12])
    }

    /// The phone number as it is shown: enough to be recognised.
    pub(crate) fn masked_phone(&self) -> String {
        match (self.phone.get(..3), self.phone.get(7..)) {
            (Some(first), Some(last)) => format!("{first}****{last}"),
            _ => self.phone.clone(),
        }
    }
}
