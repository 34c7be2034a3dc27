//! `containers image …`, `containers deploy …`: what is shipped for container engines, run without one.

use std::{collections::BTreeMap, ffi::OsString, path::PathBuf, process::ExitCode};

use anyhow::{Context, Result, bail, ensure};
use dev_containers::{
    image::{self, build::Files},
    kubernetes, run,
};
use dev_deployment::{guard, stop};
use lexopt::{
    Arg::{Long, Value},
    Parser, ValueExt,
};

const HELP: &str = "\
The images of the Dockerfile without a container engine: cargo xtask image [OPTION]…

  --target NAME    monolith, auth or mall; all, if none is named
  --arg NAME=TEXT  an argument of the build, as docker build --build-arg
  --no-build       put together and run what is built
  --no-run         build, put together and weigh
  --write          write what was found into docs/deployment.md
";

const DEPLOY_HELP: &str = "\
What is shipped to be deployed, with programs of this machine: cargo xtask deploy run FILE…, cargo xtask deploy render

  render      write deploy/kubernetes/rendered anew, by kubectl
  FILE        a compose file, over which further ones are laid, or a file of deploy/kubernetes/rendered
  --hold      leave it running until Ctrl-C, instead of trying it and ending
  --local     the programs and the site as this workspace builds them for its tests, instead of images: in a minute, not in twelve
  --no-build  use what is built
  --write     write what was found into docs/deployment.md

Needs the images of `cargo xtask image --no-run` (without --local), bubblewrap, and for a proxy caddy.
";

fn main() -> ExitCode {
    stop::exit_code(called(std::env::args_os().skip(1)).map(|()| ExitCode::SUCCESS))
}

fn called(words: impl Iterator<Item = OsString>) -> Result<()> {
    let words: Vec<_> = words.map(ValueExt::string).collect::<Result<_, _>>()?;
    let is_help = words.iter().any(|word| word == "--help");
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    match &words[..] {
        ["image", ..] if is_help => print!("{HELP}"),
        ["deploy", ..] if is_help => print!("{DEPLOY_HELP}"),
        ["image", rest @ ..] => {
            let options = image_options(rest)?;
            watched()?;
            image::run(&options)?;
        }
        ["deploy", "run", rest @ ..] => {
            let options = run_options(rest)?;
            watched()?;
            run::run(&options)?;
        }
        ["deploy", "render"] => kubernetes::render::run()?,
        _ => bail!(
            "containers knows image, deploy run and deploy render, not {}",
            words.join(" ")
        ),
    }
    Ok(())
}

/// From now on Ctrl-C ends what was started, and so does our own end.
fn watched() -> Result<()> {
    stop::listen()?;
    guard::start()
}

fn run_options(words: &[&str]) -> Result<run::Options> {
    let mut options = run::Options {
        files: Vec::new(),
        build: true,
        write: false,
        hold: false,
        images: Files::Built,
    };
    let mut words = Parser::from_args(words);
    while let Some(word) = words.next()? {
        match word {
            Value(file) => options.files.push(PathBuf::from(file)),
            Long("no-build") => options.build = false,
            Long("write") => options.write = true,
            Long("hold") => options.hold = true,
            Long("local") => options.images = Files::Local,
            other => return Err(other.unexpected().into()),
        }
    }
    ensure!(!options.files.is_empty(), "deploy run needs a file");
    ensure!(
        !options.write || options.images == Files::Built,
        "--write is for the images that are shipped, and --local has none"
    );
    Ok(options)
}

fn image_options(words: &[&str]) -> Result<image::Options> {
    let mut options = image::Options {
        targets: Vec::new(),
        build: true,
        run: true,
        write: false,
        arguments: BTreeMap::new(),
    };
    let mut words = Parser::from_args(words);
    while let Some(word) = words.next()? {
        match word {
            Long("target") => options.targets.push(words.value()?.string()?),
            Long("arg") => {
                let argument = words.value()?.string()?;
                let (name, value) = argument.split_once('=').context("--arg wants NAME=TEXT")?;
                options.arguments.insert(name.to_owned(), value.to_owned());
            }
            Long("no-build") => options.build = false,
            Long("no-run") => options.run = false,
            Long("write") => options.write = true,
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(options)
}
