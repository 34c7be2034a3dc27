//! The files in `deploy/proxies` that operators copy, started as they are.
//!
//! All have the same variables. HAProxy and Caddy read theirs from the environment, and so does the dynamic file of Traefik; nginx
//! and the static file of Traefik cannot, and are filled in as `envsubst` does it.

use std::{
    fs, io,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    process::Command,
};

use crate::{Program, Proxy, found, free_port, new_folder, workspace};

/// The variables of every file.
#[derive(Clone, Debug)]
pub struct Variables {
    /// The host names: auth's and the mall's.
    pub hosts: [String; 2],
    /// The two copies of auth.
    pub auth: [SocketAddr; 2],
    /// The two copies of the mall.
    pub mall: [SocketAddr; 2],
    /// The file with the certificate of both hosts; its key is beside it, with `.key` after its name.
    pub certificate: PathBuf,
}

impl Variables {
    /// Their names and values, for a proxy that listens on these ports of this machine.
    fn named(&self, http: u16, https: u16) -> Vec<(&'static str, String)> {
        let [auth, mall] = self.hosts.clone();
        vec![
            ("LISTEN", Ipv4Addr::LOCALHOST.to_string()),
            ("HTTP_PORT", http.to_string()),
            ("HTTPS_PORT", https.to_string()),
            ("AUTH_HOST", auth),
            ("AUTH_1", self.auth[0].to_string()),
            ("AUTH_2", self.auth[1].to_string()),
            ("MALL_HOST", mall),
            ("MALL_1", self.mall[0].to_string()),
            ("MALL_2", self.mall[1].to_string()),
            ("TLS_CERTIFICATE", self.certificate.display().to_string()),
        ]
    }
}

/// The file of a program, below `deploy/proxies`, and others that it reads.
const fn files(program: Program) -> &'static [&'static str] {
    match program {
        Program::PgBouncer => &[],
        Program::Nginx => &["nginx.conf"],
        Program::HaProxy => &["haproxy.cfg"],
        Program::Caddy => &["Caddyfile"],
        Program::Traefik => &["traefik/static.yaml", "traefik/dynamic.yaml"],
    }
}

/// A shipped file, as it is.
///
/// # Errors
/// If it cannot be read.
pub fn text(file: &str) -> io::Result<String> {
    fs::read_to_string(workspace().join("deploy/proxies").join(file))
}

/// Fills in the variables that stand in the text as `${NAME}`, and leaves everything else, as `envsubst` with a list of names does.
pub fn envsubst(text: &str, variables: &[(&str, String)]) -> String {
    variables.iter().fold(text.to_owned(), |text, (name, value)| {
        text.replace(&format!("${{{name}}}"), value)
    })
}

/// Starts a program with its shipped file; it speaks TLS at its address. `None` if it is not installed, which is said on standard
/// error.
///
/// # Errors
/// If it does not like the file, or does not listen after ten seconds, with what it said.
pub fn start(program: Program, variables: &Variables) -> io::Result<Option<Proxy>> {
    let Some(path) = found(program) else {
        return Ok(None);
    };
    let folder = new_folder(program.name())?;
    let (http, https) = (free_port()?, free_port()?);
    let named = variables.named(http, https);
    let mut main = None;
    for file in files(program) {
        let mut text = text(file)?;
        if matches!(*file, "nginx.conf" | "traefik/static.yaml") {
            text = envsubst(&text, &named);
        }
        if program == Program::Nginx {
            text = below_a_main_file(&text, &folder);
        }
        let place = folder.join(file.rsplit('/').next().unwrap_or(file));
        fs::write(&place, text)?;
        main.get_or_insert(place);
    }
    let main = main.ok_or_else(|| io::Error::other("no file is shipped for this program"))?;
    check(program, &path, &folder, &main, &named)?;
    let mut command = program.command(&path, &folder, &main);
    surround(&mut command, &folder, &named);
    Proxy::launch(command, https, folder).map(Some)
}

/// nginx's own main file is the distribution's. This one needs no rights.
pub fn below_a_main_file(site: &str, folder: &Path) -> String {
    let folder = folder.display();
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|kind| format!("{kind}_temp_path {folder}/{kind};\n"))
        .concat();
    format!(
        "daemon off;\nworker_processes 1;\nworker_shutdown_timeout 20s;\npid nginx.pid;\nerror_log stderr;\nevents {{}}\n\
         http {{\naccess_log off;\n{temporary}{site}}}\n"
    )
}

/// Asks the program itself whether it understands its file.
fn check(
    program: Program,
    path: &Path,
    folder: &Path,
    main: &Path,
    named: &[(&str, String)],
) -> io::Result<()> {
    let mut command = Command::new(path);
    match program {
        Program::Nginx => command.arg("-t").arg("-p").arg(folder).arg("-c").arg(main),
        Program::HaProxy => command.arg("-c").arg("-f").arg(main),
        Program::Caddy => command
            .args(["validate", "--adapter", "caddyfile", "--config"])
            .arg(main),
        // It has no such command: what it does not understand it says when it starts, and goes on without.
        Program::Traefik | Program::PgBouncer => return Ok(()),
    };
    surround(&mut command, folder, named);
    let output = command.current_dir(folder).output()?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(io::Error::other(format!(
        "{} refuses its file: {said}",
        program.name()
    )))
}

/// The environment: the variables, and folders in which a program may keep what it keeps in a home.
fn surround(command: &mut Command, folder: &Path, named: &[(&str, String)]) {
    command
        .envs(named.iter().map(|(name, value)| (*name, value.as_str())))
        .env("HOME", folder)
        .env("XDG_DATA_HOME", folder)
        .env("XDG_CONFIG_HOME", folder)
        // Several on one machine must not share the address for commands.
        .env("CADDY_ADMIN", format!("unix/{}", folder.join("admin").display()));
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Program; 4] = [Program::Nginx, Program::HaProxy, Program::Caddy, Program::Traefik];

    #[test]
    fn every_file_is_short_and_has_every_variable() {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 1));
        let variables = Variables {
            hosts: ["a", "b"].map(str::to_owned),
            auth: [address; 2],
            mall: [address; 2],
            certificate: PathBuf::from("c"),
        };
        for program in ALL {
            let texts: Vec<_> = files(program)
                .iter()
                .map(|file| text(file).expect("it is shipped"))
                .collect();
            for text in &texts {
                assert!(text.lines().count() <= 60, "{}", program.name());
            }
            let text = texts.concat();
            for (name, _) in variables.named(1, 2) {
                assert!(text.contains(name), "{}: {name}", program.name());
            }
        }
    }

    #[test]
    fn only_variables_of_ours_are_filled_in() {
        let text = envsubst("a ${X} $host ${Y}", &[("X", "1".to_owned())]);
        assert_eq!(text, "a 1 $host ${Y}");
    }
}
