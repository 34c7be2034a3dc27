//! What a member confirms with: one confirmation, one order.

use app_kernel::MemberId;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use rand::{TryRngCore, rngs::OsRng};
use sha2::{Digest, Sha256};

/// Authenticated with the rest, so that no other use of the key gives the same result.
const PURPOSE: &[u8] = b"cfmall confirmation";
const NONCE: usize = 16;
const TIME: usize = 8;
const TAG: usize = 32;

/// A confirmation that this installation has shown to this member. Whether that is too long ago is for `mall.order_place` to say.
///
/// The confirmation travels in the form of a checkout: 16 random bytes and the time, under a key of the installation and together with the member's id. So nothing
/// is stored for a page that is only looked at, and nobody can make one up or send another member's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Confirmation {
    nonce: [u8; NONCE],
    /// The time when it was shown, in seconds since 1970 by the database's clock.
    pub(super) shown_at: i64,
}

impl Confirmation {
    /// A new confirmation as the form has it, shown at this time.
    ///
    /// # Panics
    /// If the system has no random numbers.
    pub(super) fn offer(key: &[u8], member: MemberId, shown_at: i64) -> String {
        let mut bytes = [0; NONCE + TIME + TAG];
        OsRng
            .try_fill_bytes(&mut bytes[..NONCE])
            .expect("the system has random numbers");
        bytes[NONCE..NONCE + TIME].copy_from_slice(&shown_at.to_be_bytes());
        let tag = mac(key, member, &bytes[..NONCE + TIME]).finalize().into_bytes();
        bytes[NONCE + TIME..].copy_from_slice(&tag);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads what a form has sent. `None` if it is not ours or not this member's.
    pub(super) fn read(key: &[u8], member: MemberId, sent: &str) -> Option<Self> {
        let bytes: [u8; NONCE + TIME + TAG] = URL_SAFE_NO_PAD.decode(sent).ok()?.try_into().ok()?;
        let (said, tag) = bytes.split_at(NONCE + TIME);
        mac(key, member, said).verify_slice(tag).ok()?;
        let (nonce, shown_at) = said.split_at(NONCE);
        Some(Self {
            nonce: nonce.try_into().ok()?,
            shown_at: i64::from_be_bytes(shown_at.try_into().ok()?),
        })
    }

    /// What is stored with the order.
    pub(super) fn hashed(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.nonce))
    }
}

fn mac(key: &[u8], member: MemberId, said: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(PURPOSE);
    mac.update(&member.0.to_be_bytes());
    mac.update(said);
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &[u8] = b"a key";
    const MEMBER: MemberId = MemberId(10001);

    #[test]
    fn a_confirmation_is_read_as_often_as_it_is_sent() {
        let sent = Confirmation::offer(KEY, MEMBER, 7);
        let read = Confirmation::read(KEY, MEMBER, &sent).expect("ours");
        assert_eq!(read.shown_at, 7);
        assert_eq!(Confirmation::read(KEY, MEMBER, &sent), Some(read));
        let other = Confirmation::offer(KEY, MEMBER, 7);
        let other = Confirmation::read(KEY, MEMBER, &other).expect("ours");
        assert_ne!(read.hashed(), other.hashed());
    }

    #[test]
    fn what_is_not_ours_is_none() {
        let sent = Confirmation::offer(KEY, MEMBER, 7);
        let is_ours = |key, member, sent: &str| Confirmation::read(key, member, sent).is_some();
        assert!(is_ours(KEY, MEMBER, &sent));
        assert!(!is_ours(b"another key", MEMBER, &sent));
        assert!(!is_ours(KEY, MemberId(10002), &sent));
        for place in 0..sent.len() {
            let mut changed = sent.clone().into_bytes();
            changed[place] = if changed[place] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).expect("ASCII");
            assert!(!is_ours(KEY, MEMBER, &changed), "{place}");
        }
        for none in ["", "x", "AAAA", &sent[1..], &format!("{sent}A"), "🐼"] {
            assert!(!is_ours(KEY, MEMBER, none), "{none:?}");
        }
    }
}
