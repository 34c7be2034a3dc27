//! The tables of the schema `session`.

use sqlx::migrate::Migrator;

/// The migrations that make the schema `session`, in order. An application that has tables of its own runs these in one
/// history with its own, which come between and after them: the numbers in the file names are the order of that history.
pub static MIGRATOR: Migrator = sqlx::migrate!("./migrations");
