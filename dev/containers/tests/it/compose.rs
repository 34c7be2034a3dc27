//! The compose files.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use dev_containers::{
    compose::{self, Condition, File, Service as Container},
    dockerfile::Dockerfile,
};
use dev_deployment::workspace;
use server_host::{HostConfig, Service};

const FOLDER: &str = "deploy/compose";
/// Each way to start them.
const PROJECTS: [&[&str]; 3] = [
    &["compose.yaml"],
    &["compose.split.yaml"],
    &["compose.split.yaml", "compose.replicas.yaml"],
];
/// The time that requests under way get, in seconds: `DRAIN` in server/host.
const DRAIN: u64 = 10;

fn read(files: &[&str], variables: &[(&str, &str)]) -> File {
    let paths: Vec<_> = files
        .iter()
        .map(|file| workspace::at(FOLDER).join(file))
        .collect();
    let variable = |name: &str| {
        let found = variables.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    };
    compose::read(&paths, &variable).unwrap()
}

/// Every service of every project.
fn containers() -> Vec<(String, Container)> {
    let all = PROJECTS.iter().flat_map(|files| {
        let services = read(files, &[]).services;
        services
            .into_iter()
            .map(move |(name, service)| (format!("{name} of {}", files.join(" and ")), service))
    });
    all.collect()
}

/// Which of our programs it is.
fn program(container: &Container) -> Option<Service> {
    match container.build.as_ref()?.target.as_str() {
        "monolith" => Some(Service::Monolith),
        "auth" => Some(Service::Auth),
        "mall" => Some(Service::Mall),
        other => panic!("{other} is no target"),
    }
}

/// The secrets that `secrets.sh` makes.
struct Secrets(PathBuf);

impl Secrets {
    fn make(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("cfmall-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::copy(
            workspace::at(FOLDER).join("secrets.sh"),
            folder.join("secrets.sh"),
        )
        .unwrap();
        let made = Self(folder);
        assert!(made.run());
        made
    }

    fn run(&self) -> bool {
        let script = self.0.join("secrets.sh");
        Command::new("sh").arg(script).output().unwrap().status.success()
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join("secrets").join(name)
    }
}

impl Drop for Secrets {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn secrets_are_made_once_and_fit_together() {
    let secrets = Secrets::make("secrets");
    let read = |name: &str| fs::read_to_string(secrets.file(name)).unwrap();
    let mut passwords = BTreeSet::new();
    for (role, user) in [
        ("owner", "cfmall"),
        ("auth", "cfmall_auth"),
        ("mall", "cfmall_mall"),
    ] {
        let password = read(&format!("{role}_password"));
        assert_eq!(password.len(), 48);
        let url = format!("postgres://{user}:{password}@postgres/cfmall");
        assert_eq!(read(&format!("{role}_url")), url);
        passwords.insert(password);
    }
    assert_eq!(passwords.len(), 3);
    let before = read("owner_password");
    assert!(!secrets.run(), "the database knows the first ones");
    assert_eq!(read("owner_password"), before);
}

#[test]
fn every_environment_is_a_good_configuration() {
    let secrets = Secrets::make("environments");
    let dockerfile = Dockerfile::parse(&fs::read_to_string(workspace::at("Dockerfile")).unwrap()).unwrap();
    let others = [
        ("MALL_ORIGIN", "https://cfmall.example"),
        ("AUTH_ORIGIN", "https://auth.cfmall.example"),
        ("SESSION_COOKIE_DOMAIN", "cfmall.example"),
    ];
    let mut loaded = 0;
    for variables in [&[][..], &[("DEMO", "1")], &others] {
        for files in PROJECTS {
            for (name, container) in read(files, variables).services {
                let Some(service) = program(&container) else {
                    continue;
                };
                let target = &container.build.as_ref().unwrap().target;
                let image = dockerfile.image(target, &BTreeMap::new()).unwrap();
                let environment = compose::environment(&image.environment, &container);
                let config = HostConfig::from_env(service, &|name| {
                    let value = environment.get(name)?;
                    let secret = value.strip_prefix("/run/secrets/");
                    Some(secret.map_or_else(
                        || value.clone(),
                        |secret| secrets.file(secret).to_str().unwrap().to_owned(),
                    ))
                });
                let config = config.unwrap_or_else(|error| panic!("{name}: {error}"));
                if let Some(grace) = &container.stop_grace_period {
                    assert_eq!(config.demo_data, variables == [("DEMO", "1")], "{name}");
                    let needed = config.shutdown_delay.as_secs() + DRAIN;
                    assert!(compose::seconds(grace).unwrap() > needed, "{name}: {grace}");
                }
                loaded += 1;
            }
        }
    }
    assert_eq!(
        loaded,
        3 * (2 + 3 + 3),
        "migrate and the services, of every project"
    );
}

#[test]
fn services_know_only_their_own_secrets_and_no_variable_has_one() {
    for (name, container) in containers() {
        let role = name.split(' ').next().unwrap();
        let may_be_owner = ["postgres", "migrate", "logins"].contains(&role);
        let is_owner = container.secrets.iter().any(|secret| secret.starts_with("owner"));
        assert_eq!(is_owner, may_be_owner, "{name}");
        assert!(role != "mall" || !container.secrets.iter().any(|secret| secret.starts_with("auth")));
        for (variable, value) in &container.environment {
            let value = value.to_string();
            assert!(!value.contains('@'), "{name}: {variable}");
            if let Some(secret) = value.strip_prefix("/run/secrets/") {
                assert!(
                    variable.ends_with("_FILE") && container.secrets.iter().any(|known| known == secret),
                    "{name}: {variable}"
                );
            } else {
                assert!(
                    !variable.contains("PASSWORD") && !variable.contains("DATABASE_URL"),
                    "{name}: {variable}"
                );
            }
        }
    }
}

#[test]
fn every_container_is_confined() {
    for (name, container) in containers() {
        assert!(container.read_only, "{name}");
        assert_eq!(container.cap_drop, ["ALL"], "{name}");
        assert_eq!(container.security_opt, ["no-new-privileges:true"], "{name}");
        assert!(
            container.cap_add.is_empty() || name.starts_with("proxy"),
            "{name}"
        );
        let image = container.image.as_deref().unwrap();
        assert!(
            container.build.is_some() || image.contains("@sha256:"),
            "{name}: {image}"
        );
        assert!(
            program(&container).is_none() || container.mem_limit.is_some(),
            "{name}"
        );
    }
}

#[test]
fn one_container_can_be_reached_from_this_machine_and_none_from_elsewhere() {
    for files in PROJECTS {
        let services = read(files, &[]).services;
        let open: Vec<_> = services
            .iter()
            .filter(|(_, service)| !service.ports.is_empty())
            .collect();
        let [(name, service)] = open[..] else {
            panic!("{open:?}")
        };
        assert_eq!(
            name,
            if services.contains_key("proxy") {
                "proxy"
            } else {
                "monolith"
            }
        );
        for port in &service.ports {
            assert_eq!(compose::published(port).unwrap().0, "127.0.0.1");
        }
    }
}

#[test]
fn the_proxy_does_not_reach_the_database() {
    let split = read(PROJECTS[1], &[]);
    assert!(split.networks["database"].internal);
    assert_eq!(split.services["proxy"].networks, ["web"]);
    assert_eq!(split.services["postgres"].networks, ["database"]);
}

#[test]
fn everything_that_is_waited_for_will_be_there() {
    for files in PROJECTS {
        let file = read(files, &[]);
        file.in_order().unwrap();
        for (name, service) in &file.services {
            for secret in &service.secrets {
                let path = &file.secrets[secret].file;
                assert_eq!(path, Path::new(&format!("./secrets/{secret}")));
            }
            for (other, dependency) in &service.depends_on {
                let other = &file.services[other];
                match dependency.condition {
                    Condition::ServiceHealthy => assert!(other.healthcheck.is_some(), "{name}"),
                    Condition::ServiceCompletedSuccessfully => assert!(other.restart.is_none(), "{name}"),
                    Condition::ServiceStarted => panic!("{name} waits for nothing in particular"),
                }
            }
            if let (Some(build), Some(health)) = (&service.build, &service.healthcheck) {
                let program = format!("/app/{}", build.target);
                assert_eq!(health.test, ["CMD", &program, "health"], "{name}");
            }
        }
    }
}

#[test]
fn there_are_more_copies_where_it_is_said() {
    let services = read(PROJECTS[2], &[]).services;
    assert_eq!((services["auth"].copies(), services["mall"].copies()), (2, 3));
    assert!(services["mall"].ports.is_empty(), "copies cannot share a port");
}
