//! The floor of a login: passwords hashed on every core with the parameters of the shop, and nothing else. Prints one line of JSON.

use std::{
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use argon2::{Argon2, Block};

const PASSWORD: &[u8] = b"cfmall-demo";
const SALT: &[u8] = b"sixteen bytes...";

fn main() -> Result<()> {
    let seconds = std::env::args().nth(1).context("usage: bare-argon2 SECONDS")?;
    let length = Duration::try_from_secs_f64(seconds.parse()?)?;
    let cores = thread::available_parallelism()?.get();
    let begin = Instant::now();
    let threads: Vec<_> = (0..cores)
        .map(|_| thread::spawn(move || hashes(begin + length)))
        .collect();
    let mut all = 0;
    for thread in threads {
        all += thread.join().expect("hashing does not panic")?;
    }
    let took = begin.elapsed().as_secs_f64();
    println!(r#"{{"hashes":{all},"seconds":{took}}}"#);
    Ok(())
}

/// The number of hashes made until `end`, of which the last one may come later.
fn hashes(end: Instant) -> Result<usize> {
    let argon2 = Argon2::default();
    let mut memory = vec![Block::default(); argon2.params().block_count()];
    let mut hash = [0; 32];
    let mut made = 0;
    while Instant::now() < end {
        let hashed = argon2.hash_password_into_with_memory(PASSWORD, SALT, &mut hash, &mut memory);
        hashed.map_err(anyhow::Error::msg)?;
        made += 1;
    }
    Ok(made)
}
