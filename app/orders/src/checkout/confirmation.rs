//! What a member confirms with: one confirmation, one order.

use app_kernel::MemberId;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use rand::{TryRngCore, rngs::OsRng};
use sha2::{Digest, Sha256};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How long after it was shown a checkout can be confirmed.
const LIFE: Duration = Duration::from_hours(12);
/// Authenticated with the rest, so that no other use of the key gives the same result.
const PURPOSE: &[u8] = b"cfmall confirmation";
const NONCE: usize = 16;
const TIME: usize = 8;
const TAG: usize = 32;

/// A confirmation that this installation has shown to this member, and not too long ago.
///
/// It travels in the form of a checkout: 16 random bytes and the time, under a key of the installation and together with the member's id. So nothing
/// is stored for a page that is only looked at, and nobody can make one up or send another member's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Confirmation([u8; NONCE]);

impl Confirmation {
    /// A new confirmation as the form has it.
    ///
    /// # Panics
    /// If the system has no random numbers.
    pub(super) fn offer(key: &[u8], member: MemberId) -> String {
        Self::offer_at(key, member, seconds(SystemTime::now()))
    }

    fn offer_at(key: &[u8], member: MemberId, at: u64) -> String {
        let mut bytes = [0; NONCE + TIME + TAG];
        OsRng
            .try_fill_bytes(&mut bytes[..NONCE])
            .expect("the system has random numbers");
        bytes[NONCE..NONCE + TIME].copy_from_slice(&at.to_be_bytes());
        let tag = mac(key, member, &bytes[..NONCE + TIME]).finalize().into_bytes();
        bytes[NONCE + TIME..].copy_from_slice(&tag);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads what a form has sent. `None` if it is not ours, not this member's or too old.
    pub(super) fn read(key: &[u8], member: MemberId, sent: &str) -> Option<Self> {
        Self::read_at(key, member, sent, seconds(SystemTime::now()))
    }

    fn read_at(key: &[u8], member: MemberId, sent: &str, now: u64) -> Option<Self> {
        let bytes: [u8; NONCE + TIME + TAG] = URL_SAFE_NO_PAD.decode(sent).ok()?.try_into().ok()?;
        let (said, tag) = bytes.split_at(NONCE + TIME);
        mac(key, member, said).verify_slice(tag).ok()?;
        let (nonce, at) = said.split_at(NONCE);
        let at = u64::from_be_bytes(at.try_into().ok()?);
        let is_fresh = now.saturating_sub(at) <= LIFE.as_secs();
        is_fresh.then_some(Self(nonce.try_into().ok()?))
    }

    /// What is stored with the order.
    pub(super) fn hashed(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.0))
    }
}

fn mac(key: &[u8], member: MemberId, said: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(PURPOSE);
    mac.update(&member.0.to_be_bytes());
    mac.update(said);
    mac
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &[u8] = b"a key";
    const MEMBER: MemberId = MemberId(10001);
    const NOW: u64 = 1_800_000_000;

    #[test]
    fn a_confirmation_is_read_as_often_as_it_is_sent() {
        let sent = Confirmation::offer(KEY, MEMBER);
        let read = Confirmation::read(KEY, MEMBER, &sent).expect("ours");
        assert_eq!(Confirmation::read(KEY, MEMBER, &sent), Some(read));
        let other = Confirmation::read(KEY, MEMBER, &Confirmation::offer(KEY, MEMBER)).expect("ours");
        assert_ne!(read.hashed(), other.hashed());
    }

    #[test]
    fn what_is_not_ours_or_too_old_is_none() {
        let sent = Confirmation::offer_at(KEY, MEMBER, NOW);
        let read = |key, member, sent: &str, now| Confirmation::read_at(key, member, sent, now).is_some();
        assert!(read(KEY, MEMBER, &sent, NOW + LIFE.as_secs()));
        assert!(!read(KEY, MEMBER, &sent, NOW + LIFE.as_secs() + 1));
        assert!(!read(b"another key", MEMBER, &sent, NOW));
        assert!(!read(KEY, MemberId(10002), &sent, NOW));
        for place in 0..sent.len() {
            let mut changed = sent.clone().into_bytes();
            changed[place] = if changed[place] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).expect("ASCII");
            assert!(!read(KEY, MEMBER, &changed, NOW), "{place}");
        }
        for none in ["", "x", "AAAA", &sent[1..], &format!("{sent}A"), "🐼"] {
            assert!(!read(KEY, MEMBER, none, NOW), "{none:?}");
        }
    }
}
