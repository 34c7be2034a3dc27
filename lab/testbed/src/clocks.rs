//! The clocks that decide when a session is over: the database's for our store, those of the copies for the others.
//!
//! Ours is asked for its shift. The others believe the operating system, so it is libfaketime that tells them another time,
//! from a file that it reads whenever they ask.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use crate::faketime;
use dev_deployment::cluster::Cluster;

/// What was done to the clocks of one deployment.
pub struct Clocks {
    faketime: Option<PathBuf>,
    /// The store goes by the clocks of the copies.
    of_copies: bool,
    /// Where the copies' clocks are told what time it is; none where they do not matter.
    folder: Option<PathBuf>,
    /// By how many seconds all are moved, and one copy's besides.
    shift: i64,
    skews: BTreeMap<String, i64>,
}

impl Clocks {
    /// `folder` is for files of ours.
    pub fn of(store: &str, folder: &Path) -> Result<Self> {
        let faketime = faketime::find();
        let of_copies = store != "postgres";
        let clocks = Self {
            folder: (of_copies && faketime.is_some()).then(|| folder.to_path_buf()),
            faketime,
            of_copies,
            shift: 0,
            skews: BTreeMap::new(),
        };
        clocks.tell()?;
        Ok(clocks)
    }

    /// Whether one copy's clock can be wrong.
    pub const fn can_skew(&self) -> bool {
        self.faketime.is_some()
    }

    /// Whether the clock that decides can be moved.
    pub const fn can_shift(&self) -> bool {
        !self.of_copies || self.folder.is_some()
    }

    /// For every copy, from its first start.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        match (&self.faketime, &self.folder) {
            (Some(library), Some(folder)) => faketime::from_file(library, &file(folder, None)).to_vec(),
            _ => Vec::new(),
        }
    }

    /// For one copy besides.
    pub fn environment_of(&self, copy: &str) -> Vec<(&'static str, String)> {
        let skew = self.skews.get(copy).copied().unwrap_or_default();
        let Some(library) = self.faketime.as_ref().filter(|_| skew != 0) else {
            return Vec::new();
        };
        match &self.folder {
            Some(folder) => faketime::from_file(library, &file(folder, Some(copy))).to_vec(),
            None => faketime::fixed(library, skew).to_vec(),
        }
    }

    /// From the next start on the copy's clock is wrong by so many seconds.
    pub fn skew(&mut self, copy: &str, seconds: i64) -> Result<()> {
        self.skews.insert(copy.to_owned(), seconds);
        self.tell()
    }

    /// From now on it is so many seconds later for whoever decides.
    pub fn shift(&mut self, seconds: i64, cluster: &Cluster) -> Result<()> {
        self.shift = seconds;
        if self.of_copies {
            return self.tell();
        }
        let shift = if seconds == 0 {
            String::new()
        } else {
            format!(" + make_interval(secs => {seconds})")
        };
        let replaced = format!(
            "create or replace function session.now() returns timestamptz language sql volatile parallel safe \
             return clock_timestamp(){shift}"
        );
        cluster.ask(&[&replaced]).map(drop)
    }

    fn tell(&self) -> Result<()> {
        let Some(folder) = &self.folder else {
            return Ok(());
        };
        let skewed = self.skews.iter().map(|(copy, skew)| (Some(copy.as_str()), *skew));
        for (copy, skew) in skewed.chain([(None, 0)]) {
            let file = file(folder, copy);
            // In one step: a copy may be reading it.
            let new = file.with_extension("new");
            fs::write(&new, faketime::offset(self.shift + skew))
                .and_then(|()| fs::rename(&new, &file))
                .with_context(|| format!("cannot write {}", file.display()))?;
        }
        Ok(())
    }
}

fn file(folder: &Path, copy: Option<&str>) -> PathBuf {
    folder.join(format!("{}.clock", copy.unwrap_or("all")))
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_told_its_own_error_and_what_all_are_moved_by() {
        let folder = std::env::temp_dir().join(format!("cfmall-clocks-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let mut clocks = Clocks {
            faketime: Some("libfaketime.so.1".into()),
            of_copies: true,
            folder: Some(folder.clone()),
            shift: 1_800,
            skews: BTreeMap::new(),
        };
        clocks.skew("auth-1", -300).unwrap();
        let told = |environment: Vec<(&str, String)>| {
            let file = environment
                .iter()
                .find(|(name, _)| *name == "FAKETIME_TIMESTAMP_FILE");
            file.map(|(_, file)| fs::read_to_string(file).unwrap())
        };
        assert_eq!(told(clocks.environment()).as_deref(), Some("+1800s"));
        assert_eq!(told(clocks.environment_of("auth-1")).as_deref(), Some("+1500s"));
        assert_eq!(told(clocks.environment_of("mall-1")), None, "as all others");
        fs::remove_dir_all(folder).unwrap();
    }
}
