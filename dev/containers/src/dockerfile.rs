//! The Dockerfile, as far as ours goes: an instruction that is not understood is an error.

mod words;

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail, ensure};

use words::{pairs, substitute};

/// A Dockerfile.
#[derive(Debug)]
pub struct Dockerfile {
    /// The arguments before the first stage, which only `FROM` sees.
    arguments: BTreeMap<String, String>,
    stages: Vec<Stage>,
}

/// One stage.
#[derive(Debug)]
struct Stage {
    name: String,
    /// Another stage, or an image from elsewhere.
    base: String,
    instructions: Vec<Instruction>,
}

#[derive(Debug, Clone)]
enum Instruction {
    Argument(String, Option<String>),
    Environment(Vec<(String, String)>),
    Label(Vec<(String, String)>),
    Run(String),
    Copy(Copy),
    Folder(String),
    User(String),
    Port(String),
    Entrypoint(Vec<String>),
    Health(Vec<String>),
}

/// A `COPY` instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copy {
    /// The stage that the files come from; none: from the build context.
    pub from: Option<String>,
    /// The files or folders.
    pub sources: Vec<String>,
    /// Where they are put.
    pub to: String,
}

/// What a target is in the end.
#[derive(Debug, Default)]
pub struct Image {
    /// The image from elsewhere that it stands on.
    pub base: String,
    /// The files on top of it, a layer each.
    pub copies: Vec<Copy>,
    /// The environment of its processes.
    pub environment: BTreeMap<String, String>,
    /// What it says of itself.
    pub labels: BTreeMap<String, String>,
    /// The user and the group of its processes.
    pub user: String,
    /// The folder in which they start.
    pub folder: String,
    /// The ports that they listen on.
    pub ports: Vec<String>,
    /// The program.
    pub entrypoint: Vec<String>,
    /// The question whether the process is well.
    pub health: Vec<String>,
}

/// What a stage does when it is built.
#[derive(Debug, PartialEq, Eq)]
pub struct Build {
    /// The folder in which the commands are run.
    pub folder: String,
    /// The arguments and the environment that they see.
    pub variables: BTreeMap<String, String>,
    /// The commands, for a shell.
    pub commands: Vec<String>,
}

impl Dockerfile {
    /// Reads it.
    pub fn parse(text: &str) -> Result<Self> {
        let mut file = Self {
            arguments: BTreeMap::new(),
            stages: Vec::new(),
        };
        for line in logical_lines(text) {
            let (keyword, rest) = line.split_once(char::is_whitespace).unwrap_or((&line, ""));
            let rest = rest.trim();
            file.read(keyword, rest)
                .with_context(|| format!("the Dockerfile's line {keyword} {rest}"))?;
        }
        Ok(file)
    }

    fn read(&mut self, keyword: &str, rest: &str) -> Result<()> {
        if keyword == "FROM" {
            let words: Vec<_> = rest.split_whitespace().collect();
            let [base, "AS", name] = words[..] else {
                bail!("a stage without a name");
            };
            self.stages.push(Stage {
                name: name.to_owned(),
                base: substitute(base, &self.arguments)?,
                instructions: Vec::new(),
            });
            return Ok(());
        }
        let instruction = Instruction::parse(keyword, rest)?;
        match (self.stages.last_mut(), instruction) {
            (Some(stage), instruction) => stage.instructions.push(instruction),
            (None, Instruction::Argument(name, value)) => {
                self.arguments.insert(name, value.unwrap_or_default());
            }
            (None, _) => bail!("it stands before the first stage"),
        }
        Ok(())
    }

    /// The images from elsewhere that stages stand on.
    pub fn bases(&self) -> impl Iterator<Item = &str> {
        let is_stage = |name: &str| self.stages.iter().any(|stage| stage.name == name);
        self.stages
            .iter()
            .map(|stage| &*stage.base)
            .filter(move |base| !is_stage(base))
    }

    /// A target's image. `given` are the arguments of the build.
    pub fn image(&self, target: &str, given: &BTreeMap<String, String>) -> Result<Image> {
        let mut image = Image::default();
        let mut variables = BTreeMap::new();
        for stage in self.chain(target)? {
            image.base.clone_from(&stage.base);
            // An argument is seen in its own stage only, the environment in those that stand on it too.
            variables.clone_from(&image.environment);
            for instruction in &stage.instructions {
                image.apply(instruction, &mut variables, given)?;
            }
        }
        image.base.clone_from(&self.chain(target)?[0].base);
        Ok(image)
    }

    /// What is done when a stage is built, without the stages that it stands on.
    pub fn build(&self, stage: &str, given: &BTreeMap<String, String>) -> Result<Build> {
        let chain = self.chain(stage)?;
        let mut build = Build {
            folder: "/".to_owned(),
            variables: BTreeMap::new(),
            commands: Vec::new(),
        };
        let mut environment = BTreeMap::new();
        for stage in &chain {
            // An argument is seen in its own stage only, the environment in those that stand on it too.
            build.variables.clone_from(&environment);
            for instruction in &stage.instructions {
                match instruction {
                    Instruction::Folder(folder) => build.folder.clone_from(folder),
                    Instruction::Argument(name, value) => {
                        let value = given.get(name).or(value.as_ref()).cloned();
                        build.variables.insert(name.clone(), value.unwrap_or_default());
                    }
                    Instruction::Environment(pairs) => {
                        for (name, value) in pairs {
                            let value = substitute(value, &build.variables)?;
                            environment.insert(name.clone(), value.clone());
                            build.variables.insert(name.clone(), value);
                        }
                    }
                    _ => {}
                }
            }
        }
        let own = chain.last().map(|stage| &stage.instructions);
        build.commands = own
            .into_iter()
            .flatten()
            .filter_map(|instruction| match instruction {
                Instruction::Run(command) => Some(command.clone()),
                _ => None,
            })
            .collect();
        Ok(build)
    }

    /// A stage and all that it stands on, the lowest first.
    fn chain(&self, name: &str) -> Result<Vec<&Stage>> {
        let find = |name: &str| self.stages.iter().find(|stage| stage.name == name);
        let mut stage = find(name).with_context(|| format!("the Dockerfile has no stage {name}"))?;
        let mut chain = vec![stage];
        while let Some(below) = find(&stage.base) {
            ensure!(chain.len() < self.stages.len(), "{name} stands on itself");
            chain.push(below);
            stage = below;
        }
        chain.reverse();
        Ok(chain)
    }
}

impl Image {
    fn apply(
        &mut self,
        instruction: &Instruction,
        variables: &mut BTreeMap<String, String>,
        given: &BTreeMap<String, String>,
    ) -> Result<()> {
        let resolved = |text: &str, variables: &BTreeMap<String, String>| substitute(text, variables);
        match instruction {
            Instruction::Argument(name, value) => {
                let value = given.get(name).or(value.as_ref()).cloned().unwrap_or_default();
                variables.insert(name.clone(), value);
            }
            Instruction::Environment(pairs) => {
                for (name, value) in pairs {
                    let value = resolved(value, variables)?;
                    self.environment.insert(name.clone(), value.clone());
                    variables.insert(name.clone(), value);
                }
            }
            Instruction::Label(pairs) => {
                for (name, value) in pairs {
                    self.labels.insert(name.clone(), resolved(value, variables)?);
                }
            }
            Instruction::Copy(copy) => self.copies.push(copy.clone()),
            Instruction::Folder(folder) => self.folder.clone_from(folder),
            Instruction::User(user) => self.user.clone_from(user),
            Instruction::Port(port) => self.ports.push(port.clone()),
            Instruction::Entrypoint(words) => self.entrypoint.clone_from(words),
            Instruction::Health(words) => self.health.clone_from(words),
            Instruction::Run(command) => bail!("a command is run in the image itself: {command}"),
        }
        Ok(())
    }
}

impl Instruction {
    fn parse(keyword: &str, rest: &str) -> Result<Self> {
        Ok(match keyword {
            "ARG" => {
                let (name, value) = rest
                    .split_once('=')
                    .map_or((rest, None), |(name, value)| (name, Some(value)));
                Self::Argument(name.to_owned(), value.map(str::to_owned))
            }
            "ENV" => Self::Environment(pairs(rest)?),
            "LABEL" => Self::Label(pairs(rest)?),
            "RUN" => Self::Run(rest.to_owned()),
            "COPY" => Self::Copy(Copy::parse(rest)?),
            "WORKDIR" => Self::Folder(rest.to_owned()),
            "USER" => Self::User(rest.to_owned()),
            "EXPOSE" => Self::Port(rest.to_owned()),
            "ENTRYPOINT" => Self::Entrypoint(exec_form(rest)?),
            "HEALTHCHECK" => {
                let (_, command) = rest.split_once("CMD ").context("it asks nothing")?;
                Self::Health(exec_form(command)?)
            }
            _ => bail!("an instruction that is not understood"),
        })
    }
}

impl Copy {
    fn parse(rest: &str) -> Result<Self> {
        let mut words: Vec<_> = rest.split_whitespace().map(str::to_owned).collect();
        let from = words
            .first()
            .and_then(|word| word.strip_prefix("--from="))
            .map(str::to_owned);
        if from.is_some() {
            words.remove(0);
        }
        ensure!(
            words.iter().all(|word| !word.starts_with("--")),
            "an option that is not understood"
        );
        let to = words.pop().filter(|_| !words.is_empty());
        Ok(Self {
            from,
            sources: words,
            to: to.context("it needs a source and a place")?,
        })
    }
}

/// The exec form of a command, which needs no shell.
fn exec_form(text: &str) -> Result<Vec<String>> {
    serde_json::from_str(text)
        .context("it needs a shell, and there is none: write it as [\"program\", \"argument\"]")
}

/// The lines without comments, joined where one ends with a backslash.
fn logical_lines(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut current = String::new();
    for line in text.lines() {
        let line = line.trim();
        if line.starts_with('#') || line.is_empty() {
            continue;
        }
        if let Some(begin) = line.strip_suffix('\\') {
            current.push_str(begin);
        } else {
            current.push_str(line);
            lines.push(std::mem::take(&mut current));
        }
    }
    lines
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    const FILE: &str = r#"
# syntax=docker/dockerfile:1
ARG BASE=example.org/static@sha256:0
FROM example.org/rust:1 AS build
ARG TARGET=x86_64
ARG HERE=1
ENV TARGET=${TARGET}
WORKDIR /src
FROM build AS build-mall
# A comment between.
RUN cargo build \
    # and one within
    --target "$TARGET" \
    && true
FROM ${BASE} AS runtime
COPY --from=build-mall /src/site /app/site
ENV A=1 B=${A}
ARG COMMIT=unknown
ENV COMMIT=${COMMIT}
LABEL of="the $COMMIT" licence="MIT"
USER 65532:65532
FROM runtime AS mall
COPY --from=build-mall /src/mall /app/mall
ENTRYPOINT ["/app/mall"]
HEALTHCHECK --interval=5s CMD ["/app/mall", "health"]
"#;

    #[test]
    fn a_target_is_the_sum_of_its_stages() {
        let file = Dockerfile::parse(FILE).unwrap();
        let given = BTreeMap::from([("COMMIT".to_owned(), "abc".to_owned())]);
        let image = file.image("mall", &given).unwrap();
        assert_eq!(image.base, "example.org/static@sha256:0");
        assert_eq!(image.environment["COMMIT"], "abc");
        assert_eq!(image.environment["B"], "1");
        assert_eq!(image.labels["of"], "the abc");
        assert_eq!(image.user, "65532:65532");
        assert_eq!(image.entrypoint, ["/app/mall"]);
        assert_eq!(image.health, ["/app/mall", "health"]);
        let to: Vec<_> = image.copies.iter().map(|copy| &*copy.to).collect();
        assert_eq!(to, ["/app/site", "/app/mall"]);
        let bases: Vec<_> = file.bases().collect();
        assert_eq!(bases, ["example.org/rust:1", "example.org/static@sha256:0"]);
    }

    #[test]
    fn a_stage_is_built_with_its_arguments_and_the_environment_below_it() {
        let file = Dockerfile::parse(FILE).unwrap();
        let build = file.build("build-mall", &BTreeMap::new()).unwrap();
        assert_eq!(build.folder, "/src");
        assert_eq!(build.variables["TARGET"], "x86_64");
        assert!(!build.variables.contains_key("HERE"), "of another stage");
        assert_eq!(build.commands, ["cargo build --target \"$TARGET\" && true"]);
        let given = BTreeMap::from([("TARGET".to_owned(), "aarch64".to_owned())]);
        assert_eq!(
            file.build("build-mall", &given).unwrap().variables["TARGET"],
            "aarch64"
        );
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for (text, words) in [
            ("FROM a", "without a name"),
            ("RUN true", "before the first stage"),
            ("FROM a AS b\nADD http://example.org/x /x", "not understood"),
            ("FROM a AS b\nCOPY --chmod=1 x /x", "not understood"),
            ("FROM a AS b\nENTRYPOINT /app/mall", "needs a shell"),
            ("FROM ${NONE} AS b", "NONE"),
        ] {
            let error = format!("{:#}", Dockerfile::parse(text).unwrap_err());
            assert!(error.contains(words), "{text}: {error}");
        }
        let with_run = Dockerfile::parse("FROM a AS b\nRUN true").unwrap();
        assert!(with_run.image("b", &BTreeMap::new()).is_err());
    }
}
