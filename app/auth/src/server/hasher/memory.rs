//! What Argon2id works in.

use argon2::{
    Algorithm, Argon2, Block, Params, PasswordHash, Version,
    password_hash::{self, Output, ParamsString, Salt, SaltString, rand_core::OsRng},
};
use secrecy::{ExposeSecret, SecretString};

/// The memory of a thread that hashes. Made with its first hash and used again: freed each time, 19 MiB would stay with the allocator.
#[derive(Default)]
pub(super) struct Memory(Vec<Block>);

impl Memory {
    /// A new hash of `password` with a fresh salt, in PHC string format.
    pub(super) fn hash(
        &mut self,
        argon2: &Argon2<'_>,
        password: &SecretString,
    ) -> password_hash::Result<String> {
        let salt = SaltString::generate(&mut OsRng);
        let salt = salt.as_salt();
        let hash = PasswordHash {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(Version::default().into()),
            params: ParamsString::try_from(argon2.params())?,
            salt: Some(salt),
            hash: Some(self.derive(argon2, password, salt)?),
        };
        Ok(hash.to_string())
    }

    /// Whether `password` belongs to `hash`, a PHC string.
    pub(super) fn matches(&mut self, password: &SecretString, hash: &str) -> password_hash::Result<bool> {
        let hash = PasswordHash::new(hash)?;
        let (Some(salt), Some(expected)) = (hash.salt, hash.hash) else {
            return Ok(false);
        };
        let version = hash.version.map(Version::try_from).transpose()?;
        let argon2 = Argon2::new(
            Algorithm::try_from(hash.algorithm)?,
            version.unwrap_or_default(),
            Params::try_from(&hash)?,
        );
        // Compares in constant time.
        Ok(self.derive(&argon2, password, salt)? == expected)
    }

    fn derive(
        &mut self,
        argon2: &Argon2<'_>,
        password: &SecretString,
        salt: Salt<'_>,
    ) -> password_hash::Result<Output> {
        let blocks = argon2.params().block_count();
        if self.0.len() < blocks {
            self.0.resize(blocks, Block::default());
        }
        let mut bytes = [0; Salt::MAX_LENGTH];
        let salt = salt.decode_b64(&mut bytes)?;
        let length = argon2.params().output_len();
        Output::init_with(length.unwrap_or(Params::DEFAULT_OUTPUT_LEN), |output| {
            let password = password.expose_secret().as_bytes();
            Ok(argon2.hash_password_into_with_memory(password, salt, output, &mut self.0)?)
        })
    }
}
