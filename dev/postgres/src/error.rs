//! What can go wrong, said so that the reader knows what to do next.

use std::path::{Path, PathBuf};

/// Why there is no database; each text says what to do next.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No `PostgreSQL` server programs on this computer; the text names the command that changes this.
    #[error("no PostgreSQL server (version 14 or newer) was found.\n{advice}")]
    NoBinaries {
        /// What to install or to run.
        advice: String,
    },
    /// The cluster was made by another major version than those installed.
    #[error(
        "the database cluster in {} was made by PostgreSQL {cluster}, but the programs found here are of: {found}.\n\
         Install PostgreSQL {cluster}, or throw the development data away with \
         `cargo run -p dev-postgres -- reset`.",
        folder.display()
    )]
    OtherMajor {
        /// The cluster's data folder.
        folder: PathBuf,
        /// The major version that made it.
        cluster: String,
        /// The major versions found.
        found: String,
    },
    /// `PostgreSQL` refuses to run as root and there is no ordinary user to run it as.
    #[error(
        "PostgreSQL does not run as root, and /etc/passwd knows neither of the users `postgres` and `nobody`"
    )]
    NoAccount,
    /// A folder with our name in a place open to everybody belongs to somebody else.
    #[error("{} exists, but is not a private folder of ours; remove it or set CFMALL_DEV_HOME", folder.display())]
    ForeignFolder {
        /// The folder.
        folder: PathBuf,
    },
    /// The password of an existing cluster is gone.
    #[error(
        "the cluster in {} exists, but its password file {} does not; `cargo run -p dev-postgres -- reset` \
         makes a new one and throws the development data away",
        cluster.display(), file.display()
    )]
    PasswordLost {
        /// The cluster's data folder.
        cluster: PathBuf,
        /// The file where the password should be.
        file: PathBuf,
    },
    /// The server behind our port is not ours; nothing was done to it.
    #[error("the server on port {port} is not ours (its data is in {found}, ours in {}); left alone", expected.display())]
    ForeignServer {
        /// The port that was asked.
        port: u16,
        /// Our data folder.
        expected: PathBuf,
        /// The data folder that the server named.
        found: String,
    },
    /// Processes of a killed server still work on the data.
    #[error("processes of a killed server still use {}: {pids}; end them first", folder.display())]
    Survivors {
        /// The data folder.
        folder: PathBuf,
        /// The ids of the processes.
        pids: String,
    },
    /// The server did not become ready, or did not go, in time.
    #[error("PostgreSQL in {} did not {goal} within {seconds} s; see {}", folder.display(), log.display())]
    Slow {
        /// The data folder.
        folder: PathBuf,
        /// "start" or "stop".
        goal: &'static str,
        /// How many seconds we waited.
        seconds: u64,
        /// The server's log.
        log: PathBuf,
    },
    /// A database name that would need quotes in SQL.
    #[error(
        "`{0}` is no database name: lower case letters, digits and underscores, at most 63, no digit first"
    )]
    DatabaseName(String),
    /// One of `PostgreSQL`'s programs failed.
    #[error("{program} failed ({status}):\n{output}")]
    Program {
        /// The name of the program.
        program: String,
        /// The exit status of the program.
        status: String,
        /// The output of the program, and the end of the server's log.
        output: String,
    },
    /// An operation on a file or folder failed.
    #[error("could not {action} {}: {source}{}", path.display(), hint(source))]
    Io {
        /// The operation: "create", "read", …
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The reason.
        source: std::io::Error,
    },
    /// A statement or a connection failed.
    #[error("could not {action}: {source}")]
    Sql {
        /// The action that failed.
        action: String,
        /// The reason.
        source: sqlx::Error,
    },
    /// The migrations of a test database failed.
    #[error("the migrations failed on an empty database: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// The download of the binaries failed.
    #[error(
        "could not download PostgreSQL: {0}\nWithout a way to github.com, install it with the system's packages or set DATABASE_URL."
    )]
    Download(String),
    /// A background task ended without a result.
    #[error("a background task was stopped: {0}")]
    Task(#[from] tokio::task::JoinError),
}

impl Error {
    /// For `map_err`: an I/O error with the action and the path.
    pub(crate) fn io(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self + use<> {
        let path = path.to_path_buf();
        move |source| Self::Io { action, path, source }
    }

    /// For `map_err`: a database error with the action.
    pub(crate) fn sql(action: impl Into<String>) -> impl FnOnce(sqlx::Error) -> Self {
        let action = action.into();
        move |source| Self::Sql { action, source }
    }
}

/// The remedy for the two everyday causes.
fn hint(source: &std::io::Error) -> &'static str {
    match source.kind() {
        std::io::ErrorKind::PermissionDenied => {
            "\nThe folder may have been made by another user (root?): remove it, change its owner, or set \
             CFMALL_DEV_HOME to a folder of yours."
        }
        std::io::ErrorKind::StorageFull => "\nThe disk is full; set CFMALL_DEV_HOME to a folder with space.",
        _ => "",
    }
}
