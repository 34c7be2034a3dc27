//! The whole thing against a real `PostgreSQL`, each test in a home of its own.

mod crash;
mod follower;
mod home;
mod logins;
mod sharing;
mod start;
mod test_database;
