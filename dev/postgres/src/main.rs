//! The private `PostgreSQL` by hand: `cargo run -p dev-postgres -- start`.

use dev_postgres::{Error, Options, Progress, Server, Status};
use std::process::ExitCode;
use tokio::signal::unix::{Signal, SignalKind, signal};

const USAGE: &str = "\
The private PostgreSQL of this project.

usage: dev-postgres [start [DATABASE]|follow HOME|stop|status|fetch|url|reset]

  start    run it in the foreground until Ctrl-C, with a database of that name or cfmall (the default command);
           prints connection strings of the owner and of the services' roles
  follow   copy the running server whose data are in HOME, and follow it in the foreground until Ctrl-C
  stop     stop it, whoever uses it
  status   say what there is
  fetch    download PostgreSQL's programs into the project (needs --features download)
  url      print a connection string of the running server, for psql and other tools
  reset    stop it and throw its data away

Its data are in .dev/postgres of the project, or where CFMALL_DEV_HOME says.";

/// The name of the application's database, unless another one is given.
const DATABASE: &str = "cfmall";

#[tokio::main]
async fn main() -> ExitCode {
    let command = std::env::args().nth(1);
    let options = Options::from_env();
    // Not to standard output: that is for `url`, which scripts read.
    let progress: Progress<'_> = &|message| eprintln!("{message}");
    let result = match command.as_deref().unwrap_or("start") {
        "start" => {
            start(
                &options,
                std::env::args().nth(2).as_deref().unwrap_or(DATABASE),
                progress,
            )
            .await
        }
        "follow" => match std::env::args().nth(2) {
            Some(home) => follow(&options, &Options::new(home), progress).await,
            None => return usage(),
        },
        "stop" => stop(&options, progress).await,
        "status" => status(&options).await,
        "fetch" => fetch(&options, progress).await,
        "url" => return url(&options).await,
        "reset" => reset(&options, progress).await,
        _ => return usage(),
    };
    result.map_or_else(failure, |()| ExitCode::SUCCESS)
}

fn usage() -> ExitCode {
    eprintln!("{USAGE}");
    ExitCode::FAILURE
}

async fn start(options: &Options, database: &str, progress: Progress<'_>) -> Result<(), Error> {
    let end = End::listen()?;
    let server = Server::ensure(options, progress).await?;
    server.ensure_database(database).await?;
    let logins = server.ensure_logins(database).await?;
    println!(
        "PostgreSQL {} is running; its data are in {}",
        server.major(),
        server.data_folder().display()
    );
    println!("{}", server.database_url(database));
    for login in logins {
        println!("as {}: {}", login.role, login.url);
    }
    until_asked_for(server, end).await
}

async fn follow(options: &Options, of: &Options, progress: Progress<'_>) -> Result<(), Error> {
    let end = End::listen()?;
    let primary = Server::ensure(of, progress).await?;
    let server = primary.follower(options, progress).await?;
    primary.release().await?;
    println!("{}", server.url());
    until_asked_for(server, end).await
}

async fn until_asked_for(server: Server, end: End) -> Result<(), Error> {
    println!("Ctrl-C stops it, unless another program uses it.");
    end.asked_for().await;
    let stopped = server.release().await?;
    println!(
        "{}",
        if stopped {
            "stopped"
        } else {
            "still running: another program uses it"
        }
    );
    Ok(())
}

/// The signals that end the program: Ctrl-C and `kill`.
struct End {
    interrupt: Signal,
    terminate: Signal,
}

impl End {
    /// Listens from now on: a signal that comes during the start is obeyed right after it, and leaves nothing running.
    fn listen() -> Result<Self, Error> {
        let listen = |kind| {
            signal(kind).map_err(|source| Error::Io {
                action: "listen to",
                path: "Ctrl-C".into(),
                source,
            })
        };
        let (interrupt, terminate) = (listen(SignalKind::interrupt())?, listen(SignalKind::terminate())?);
        Ok(Self { interrupt, terminate })
    }

    async fn asked_for(mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => (),
            _ = self.terminate.recv() => (),
        }
    }
}

async fn stop(options: &Options, progress: Progress<'_>) -> Result<(), Error> {
    let stopped = dev_postgres::stop(options, progress).await?;
    println!("{}", if stopped { "stopped" } else { "it was not running" });
    Ok(())
}

async fn status(options: &Options) -> Result<(), Error> {
    let status = Status::of(options).await?;
    let or = |text: Option<String>, otherwise: &str| text.unwrap_or_else(|| otherwise.to_owned());
    println!(
        "server    {}",
        if status.url.is_some() {
            "running"
        } else {
            "not running"
        }
    );
    println!("in use    {}", if status.in_use { "yes" } else { "no" });
    println!("version   {}", or(status.cluster_major, "no cluster yet"));
    println!(
        "programs  {}",
        or(
            status.programs.map(|path| path.display().to_string()),
            "none that fit"
        )
    );
    println!("data      {}", status.data.display());
    println!("log       {}", status.log.display());
    Ok(())
}

async fn fetch(options: &Options, progress: Progress<'_>) -> Result<(), Error> {
    let folder = dev_postgres::fetch(options, progress).await?;
    println!("PostgreSQL is in {}", folder.display());
    Ok(())
}

/// Prints a connection string; fails when there is nothing to connect to, so that `psql "$(… url)"` in a script fails as well.
async fn url(options: &Options) -> ExitCode {
    match Status::of(options).await {
        Ok(Status { url: Some(url), .. }) => {
            println!("{url}");
            ExitCode::SUCCESS
        }
        Ok(_) => {
            eprintln!("it is not running; start it with `cargo run -p dev-postgres -- start`");
            ExitCode::FAILURE
        }
        Err(error) => failure(error),
    }
}

async fn reset(options: &Options, progress: Progress<'_>) -> Result<(), Error> {
    let folder = dev_postgres::reset(options, progress).await?;
    println!("removed {}", folder.display());
    Ok(())
}

fn failure(error: Error) -> ExitCode {
    eprintln!("{error}");
    ExitCode::FAILURE
}
