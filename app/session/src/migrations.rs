//! The tables of the schema `session`.

use sqlx::migrate::Migration;

/// The migrations that make the schema `session`, in order. An application runs them in one history with its own, which come
/// between and after these: the numbers in the file names of `migrations/` are the order of that one history.
pub fn migrations() -> Vec<Migration> {
    sqlx::migrate!("./migrations").iter().cloned().collect()
}
