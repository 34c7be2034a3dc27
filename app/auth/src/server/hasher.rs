//! Argon2id, off the async threads and never more at once than there are cores.

use argon2::{
    Argon2, PasswordHash, PasswordHasher, PasswordVerifier,
    password_hash::{SaltString, rand_core::OsRng},
};
use secrecy::{ExposeSecret, SecretString};
use std::sync::{Arc, LazyLock};
use tokio::{sync::Semaphore, task::spawn_blocking};

/// Hashes and checks passwords with the argon2 crate's defaults (Argon2id, 19 MiB, 2 passes: the OWASP recommendation).
#[derive(Clone)]
pub struct Hasher {
    /// Each hash occupies a core and 19 MiB: a burst of logins waits its turn instead of taking the machine down.
    slots: Arc<Semaphore>,
}

/// Checked when there is no such account, so that an answer takes the same time whether or not it exists.
static NOBODYS_HASH: LazyLock<String> = LazyLock::new(|| hash_now(&SecretString::from("nobody's password")));

impl Hasher {
    pub(crate) fn new() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self {
            slots: Arc::new(Semaphore::new(cores)),
        }
    }

    /// A new hash with a fresh salt, in PHC string format.
    pub async fn hash(&self, password: SecretString) -> String {
        self.work(move || hash_now(&password)).await
    }

    /// Whether `password` belongs to `hash`. Does the same work for `None` and then says no.
    pub(crate) async fn verify(&self, password: SecretString, hash: Option<String>) -> bool {
        self.work(move || {
            let known = hash.is_some();
            let hash = hash.unwrap_or_else(|| NOBODYS_HASH.clone());
            let matches = PasswordHash::new(&hash).is_ok_and(|parsed| {
                Argon2::default()
                    .verify_password(password.expose_secret().as_bytes(), &parsed)
                    .is_ok()
            });
            matches && known
        })
        .await
    }

    async fn work<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> T {
        let _slot = self.slots.acquire().await.expect("the semaphore is never closed");
        spawn_blocking(work).await.expect("hashing does not panic")
    }
}

fn hash_now(password: &SecretString) -> String {
    let salt = SaltString::generate(&mut OsRng);
    Argon2::default()
        .hash_password(password.expose_secret().as_bytes(), &salt)
        .expect("the default parameters are valid")
        .to_string()
}
