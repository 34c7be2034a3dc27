//! How to start a process, to be used as often as it is started.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use crate::workspace;

/// Left over from the terminal these would turn one topology into another.
const FORGOTTEN: [&str; 2] = ["SESSION_COOKIE_DOMAIN", "LAB"];

/// A program of ours with its surroundings.
#[derive(Clone)]
pub struct Recipe {
    program: PathBuf,
    /// What is set, or taken away.
    environment: Vec<(String, Option<String>)>,
}

impl Recipe {
    pub fn new(program: &str, release: bool) -> Self {
        Self {
            program: workspace::program(program, release),
            environment: FORGOTTEN.map(|name| (name.to_owned(), None)).into(),
        }
    }

    /// Sets a variable; the last word about it counts.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.environment.push((name.to_owned(), Some(value.into())));
    }

    /// Keeps a variable of the terminal's away from it.
    pub fn forget(&mut self, name: &str) {
        self.environment.push((name.to_owned(), None));
    }

    /// The program of the same name in another folder, such as that of another release.
    pub fn take_from(&mut self, folder: &Path) {
        if let Some(name) = self.program.file_name() {
            self.program = folder.join(name);
        }
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.current_dir(workspace::root()).args(arguments);
        for (name, value) in &self.environment {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command
    }
}

#[cfg(test)]
mod tests {
    use super::Recipe;

    #[test]
    fn the_last_word_counts() {
        let mut recipe = Recipe::new("mall", false);
        recipe.set("LAB", "1");
        recipe.set("SESSION_IDLE", "5s");
        recipe.forget("SESSION_IDLE");
        let command = recipe.command(&["serve"]);
        let value = |name: &str| command.get_envs().find(|(known, _)| *known == name);
        assert_eq!(value("LAB"), Some(("LAB".as_ref(), Some("1".as_ref()))));
        assert_eq!(value("SESSION_IDLE"), Some(("SESSION_IDLE".as_ref(), None)));
        assert_eq!(
            value("SESSION_COOKIE_DOMAIN"),
            Some(("SESSION_COOKIE_DOMAIN".as_ref(), None))
        );
    }
}
