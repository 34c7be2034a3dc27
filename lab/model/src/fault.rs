//! What the lab can do to a scene.

use serde::{Deserialize, Serialize};

use crate::Visitor;

/// A fault. Each ends by itself or with the next start of the scene.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "kebab-case")]
pub enum Fault {
    /// Ends a copy as a power cut would.
    Kill {
        /// The copy.
        copy: String,
    },
    /// Ends a copy and starts it again.
    Restart {
        /// The copy.
        copy: String,
    },
    /// Freezes a copy for a time.
    Freeze {
        /// The copy.
        copy: String,
        /// How long, in seconds; at most 30.
        seconds: u8,
    },
    /// Adds a copy of a service.
    AddCopy {
        /// The service.
        service: String,
    },
    /// Ends the time of the visitor's session.
    ExpireNow {
        /// Whose.
        visitor: Visitor,
    },
    /// Logs the member of the visitor's session out from another device.
    RevokeElsewhere {
        /// Whose.
        visitor: Visitor,
    },
    /// Sends a slow request that writes the visitor's session, and logs out before it has ended.
    SlowRequestAgainstLogout {
        /// Whose.
        visitor: Visitor,
    },
    /// Lets no byte pass between the copies and the database for a time.
    PauseDatabase {
        /// How long, in seconds; at most 30.
        seconds: u8,
    },
    /// Starts every copy again with another key.
    RotateKey,
    /// Gives the visitor an old cookie of one host, of the same name, with the next answer.
    PlantCookie {
        /// Whom.
        visitor: Visitor,
    },
    /// Lets so much time pass for the visitor's session that the next answer brings a further id.
    RenewNow {
        /// Whose.
        visitor: Visitor,
    },
    /// Uses a copy of the visitor's cookie as somebody else would, for longer than an id is kept.
    UseCopy {
        /// Whose.
        visitor: Visitor,
    },
    /// Starts the copies of one service again as a release that writes sessions in another format.
    SecondVersion {
        /// The service.
        service: String,
    },
}
