//! A mall of one's own: a process, a database, and somebody to talk to it.

use dev_deployment::{build, workspace};
use dev_postgres::{Prototype, TestDatabase};
use dev_proxies::free_port;
use server_host::MIGRATOR;
use std::{
    fs::File,
    io::{BufRead, BufReader},
    net::{Ipv4Addr, SocketAddr},
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
};
use ureq::{Agent, Body, http};

pub(crate) type Response = http::Response<Body>;

/// The public address; tests reach the process by its port and say this name.
pub(crate) const ORIGIN: &str = "http://cfmall.localhost:3000";

/// A running mall; it ends with the test.
pub(crate) struct Mall {
    process: Child,
    address: String,
    origin: String,
    pub(crate) database: Arc<TestDatabase>,
}

impl Mall {
    pub(crate) async fn open() -> Self {
        Self::open_with(&[]).await
    }

    /// With more in its environment.
    pub(crate) async fn open_with(environment: &[(&str, &str)]) -> Self {
        let database = match value(environment, "DEMO_DATA") {
            None => filled().await,
            Some(_) => TestDatabase::create(&MIGRATOR).await.expect("a database"),
        };
        Self::start(Arc::new(database), environment)
    }

    /// Where other programs can reach it under its public address.
    pub(crate) async fn open_to_programs() -> Self {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port().expect("a free port")));
        let origin = format!("http://cfmall.localhost:{}", address.port());
        let environment = [
            ("LEPTOS_SITE_ADDR", &*address.to_string()),
            ("MALL_ORIGIN", &*origin),
        ];
        Self::open_with(&environment).await
    }

    /// On this database.
    pub(crate) fn on(database: TestDatabase, environment: &[(&str, &str)]) -> Self {
        Self::start(Arc::new(database), environment)
    }

    /// With its log in a file.
    pub(crate) async fn open_logging(log: &Path, level: &str) -> Self {
        Self::open_with_log(log, &[("RUST_LOG", level)]).await
    }

    /// With more in its environment, and its log in a file.
    pub(crate) async fn open_with_log(log: &Path, environment: &[(&str, &str)]) -> Self {
        let log = File::create(log).expect("a file for the log");
        Self::start_with(Arc::new(filled().await), environment, log.into())
    }

    /// Another process on the same database.
    pub(crate) fn beside(&self, environment: &[(&str, &str)]) -> Self {
        Self::start(self.database.clone(), environment)
    }

    /// The service auth of a split on the same database, which answers at its `AUTH_ORIGIN`.
    pub(crate) fn auth_beside(&self, environment: &[(&str, &str)]) -> Self {
        build::build(&[&["auth"]], false).expect("auth is built");
        let program = workspace::program("auth", false);
        let mut auth = Self::run(&program, self.database.clone(), environment, Stdio::inherit());
        let origin = value(environment, "AUTH_ORIGIN").expect("an origin");
        origin.clone_into(&mut auth.origin);
        auth
    }

    fn start(database: Arc<TestDatabase>, environment: &[(&str, &str)]) -> Self {
        Self::start_with(database, environment, Stdio::inherit())
    }

    fn start_with(database: Arc<TestDatabase>, environment: &[(&str, &str)], log: Stdio) -> Self {
        Self::run(
            Path::new(env!("CARGO_BIN_EXE_monolith")),
            database,
            environment,
            log,
        )
    }

    fn run(program: &Path, database: Arc<TestDatabase>, environment: &[(&str, &str)], log: Stdio) -> Self {
        let mut process = command(program, &database)
            .envs(environment.iter().copied())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("the mall starts");
        let output = BufReader::new(process.stdout.take().expect("its output is piped"));
        let address = output
            .lines()
            .map_while(Result::ok)
            .find_map(|line| Some(line.strip_prefix("listening on ")?.split(' ').next()?.to_owned()))
            .expect("the mall says where it listens");
        Self {
            process,
            address,
            origin: value(environment, "MALL_ORIGIN").unwrap_or(ORIGIN).to_owned(),
            database,
        }
    }

    /// The number of the process.
    pub(crate) fn process(&self) -> u32 {
        self.process.id()
    }

    /// Where it listens, for whoever speaks HTTP by hand.
    pub(crate) fn socket(&self) -> &str {
        self.address.trim_start_matches("http://")
    }

    /// Somebody without any cookie.
    pub(crate) fn visitor(&self) -> Visitor {
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .build()
            .new_agent();
        Visitor {
            agent,
            address: self.address.clone(),
            origin: self.origin.clone(),
            cookie: None,
            accept: "text/html",
        }
    }

    /// Somebody who has just logged in.
    pub(crate) fn member(&self, account: &str) -> Visitor {
        let mut visitor = self.visitor();
        let response = visitor.post(
            "/api/auth/login",
            &[("account", account), ("password", "cfmall-demo")],
        );
        visitor.cookie = session_cookie(&response);
        assert!(visitor.cookie.is_some(), "{account} is logged in: {response:?}");
        visitor
    }

    pub(crate) async fn sessions(&self) -> i64 {
        sqlx::query_scalar("select count(*) from session.record")
            .fetch_one(self.database.pool())
            .await
            .expect("a count")
    }
}

/// The demo data are the same for all, and are filled in once.
static FILLED: Prototype = Prototype::new();

/// A database with the demo data.
async fn filled() -> TestDatabase {
    let fill = async |database: &TestDatabase| {
        for name in ["seed", "demo-members"] {
            let status = command(Path::new(env!("CARGO_BIN_EXE_monolith")), database)
                .arg(name)
                .status()
                .expect("the mall can be run");
            assert!(status.success(), "{name}: {status}");
        }
    };
    FILLED.copy(&MIGRATOR, fill).await.expect("a database")
}

/// The program on this database, as tests start it.
fn command(program: &Path, database: &TestDatabase) -> Command {
    let mut command = Command::new(program);
    command
        .env("DATABASE_URL", database.url())
        .env("LEPTOS_SITE_ADDR", "127.0.0.1:0")
        .env("MALL_ORIGIN", ORIGIN)
        .env("DEMO_DATA", "1")
        .env(
            "LEPTOS_SITE_ROOT",
            concat!(env!("CARGO_MANIFEST_DIR"), "/../../public"),
        )
        .env("RUST_LOG", "off");
    command
}

/// The value of a variable.
fn value<'a>(environment: &[(&str, &'a str)], name: &str) -> Option<&'a str> {
    let found = environment.iter().find(|(variable, _)| *variable == name);
    found.map(|(_, value)| *value)
}

impl Drop for Mall {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Follows no redirects and keeps no cookies but the one it is given.
#[derive(Clone)]
pub(crate) struct Visitor {
    agent: Agent,
    address: String,
    origin: String,
    pub(crate) cookie: Option<String>,
    pub(crate) accept: &'static str,
}

impl Visitor {
    /// The same, with JavaScript's `fetch` instead of forms.
    pub(crate) fn as_script(&self) -> Self {
        Self {
            accept: "application/json",
            ..self.clone()
        }
    }

    /// The visitor, by way of a proxy.
    pub(crate) fn by_way_of(self, proxy: SocketAddr) -> Self {
        Self {
            address: format!("http://{proxy}"),
            ..self
        }
    }

    /// The same, at another host that the process answers for: the demo provider's, for instance.
    pub(crate) fn at(&self, origin: &str) -> Self {
        Self {
            origin: origin.to_owned(),
            ..self.clone()
        }
    }

    /// The origin to which the visitor speaks.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// The same, with another cookie.
    pub(crate) fn with_cookie(&self, cookie: Option<String>) -> Self {
        Self {
            cookie,
            ..self.clone()
        }
    }

    pub(crate) fn get(&self, target: &str) -> Response {
        self.send("GET", target, &[], Vec::new())
    }

    pub(crate) fn post(&self, target: &str, form: &[(&str, &str)]) -> Response {
        let body = app_kernel::path::query(form).into_bytes();
        self.send(
            "POST",
            target,
            &[
                ("origin", &self.origin),
                ("content-type", "application/x-www-form-urlencoded"),
            ],
            body,
        )
    }

    pub(crate) fn send(
        &self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> Response {
        let mut request = http::Request::builder()
            .method(method)
            .uri(format!("{}{target}", self.address));
        for (name, value) in [
            ("host", self.origin.split_once("://").map_or("", |(_, host)| host)),
            ("accept", self.accept),
        ] {
            if !headers.iter().any(|(other, _)| *other == name) {
                request = request.header(name, value);
            }
        }
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body).expect("a request that can be sent");
        self.agent
            .run(request)
            .unwrap_or_else(|error| panic!("{method} {target} is answered: {error}"))
    }

    /// What `GET /api/session/viewer` says.
    pub(crate) fn viewer(&self) -> serde_json::Value {
        serde_json::from_str(&text(self.get("/api/session/viewer"))).expect("the viewer is JSON")
    }
}

pub(crate) fn text(mut response: Response) -> String {
    response.body_mut().read_to_string().expect("the body is text")
}

pub(crate) fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response
        .headers()
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

/// The header that sets the cookie of this name.
pub(crate) fn set_cookie<'a>(response: &'a Response, name: &str) -> Option<&'a str> {
    let all = response.headers().get_all("set-cookie").iter();
    all.filter_map(|value| value.to_str().ok())
        .find(|cookie| cookie.split('=').next() == Some(name))
}

/// `name=value` of the session cookie a response sets, unless it takes it back.
pub(crate) fn session_cookie(response: &Response) -> Option<String> {
    let cookie = set_cookie(response, "__Host-cfmall").and_then(|cookie| cookie.split(';').next());
    cookie
        .filter(|cookie| *cookie != "__Host-cfmall=")
        .map(str::to_owned)
}
