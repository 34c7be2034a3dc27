//! Can another user get to this folder?
//!
//! A project below a home with mode 0700 cannot be entered by the user the server runs as.

use crate::account::Account;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

const OWNER_ENTERS: u32 = 0o100;
const GROUP_ENTERS: u32 = 0o010;
const OTHERS_ENTER: u32 = 0o001;

/// Whether `account` may enter `folder` and every folder above it.
pub(crate) fn reachable(folder: &Path, account: Account) -> bool {
    folder.ancestors().all(|folder| {
        std::fs::metadata(folder).is_ok_and(|found| {
            let bit = if found.uid() == account.uid {
                OWNER_ENTERS
            } else if found.gid() == account.gid {
                GROUP_ENTERS
            } else {
                OTHERS_ENTER
            };
            found.mode() & bit != 0
        })
    })
}
