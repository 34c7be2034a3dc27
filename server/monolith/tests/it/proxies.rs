//! The mall behind what operators put before it and its database, with the configurations in `deploy/`.

use crate::{
    mall::{Mall, ORIGIN, text},
    wire::Connection,
};
use dev_postgres::TestDatabase;
use dev_proxies::{PoolMode, Program, Proxy, free_port, pgbouncer, shipped};
use server_host::MIGRATOR;
use std::{net::SocketAddr, process::Command};

const NGINX: &str = include_str!("../../../../deploy/proxies/nginx.conf");
const HAPROXY: &str = include_str!("../../../../deploy/proxies/haproxy.cfg");
const HOST: &str = "host: cfmall.localhost:3000\r\n";
const FORM: &str = "content-type: application/x-www-form-urlencoded\r\n";

/// Whether a proxy meets the visitor, or another proxy that has met them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    First,
    Second,
}

/// A line of a shipped file, without which the test would try another file.
fn replaced(file: &str, line: &str, by: &str) -> String {
    assert!(file.contains(line), "the file has the line {line:?}");
    file.replace(line, by)
}

/// What stands in a shipped file for a proxy on this port before one process that is both auth and mall.
fn filled_in(file: &str, port: u16, before: SocketAddr) -> String {
    let values = [
        ("LISTEN", "127.0.0.1".to_owned()),
        ("HTTP_PORT", free_port().expect("a port").to_string()),
        ("HTTPS_PORT", port.to_string()),
        ("AUTH_HOST", "auth.cfmall.localhost".to_owned()),
        ("MALL_HOST", "cfmall.localhost".to_owned()),
        ("TLS_CERTIFICATE", "none".to_owned()),
    ];
    let copies = ["AUTH_1", "AUTH_2", "MALL_1", "MALL_2"].map(|name| (name, before.to_string()));
    shipped::envsubst(file, &[&values[..], &copies[..]].concat())
}

/// nginx as shipped, but for TLS and what Debian's main file says.
fn nginx(before: SocketAddr, place: Place) -> Option<Proxy> {
    let started = Proxy::start(Program::Nginx, |port, folder| {
        let mut site = replaced(&filled_in(NGINX, port, before), " ssl http2", "");
        for tls in ["ssl_certificate ", "ssl_certificate_key ", "ssl_protocols "] {
            site = replaced(&site, &format!("\n{tls}"), "\n# ");
        }
        if place == Place::Second {
            site = replaced(
                &site,
                "X-Forwarded-For $remote_addr;",
                "X-Forwarded-For $proxy_add_x_forwarded_for;",
            );
        }
        shipped::below_a_main_file(&site, folder)
    });
    started.expect("nginx starts")
}

/// HAProxy as shipped, but for TLS.
fn haproxy(before: SocketAddr, place: Place) -> Option<Proxy> {
    let started = Proxy::start(Program::HaProxy, |port, _| {
        let mut file = filled_in(HAPROXY, port, before);
        for tls in [
            r#" ssl crt "none" alpn h2,http/1.1"#,
            "    http-request redirect scheme https code 308 unless { ssl_fc }\n",
        ] {
            file = replaced(&file, tls, "");
        }
        if place == Place::Second {
            file = replaced(&file, "x-forwarded-.*|", "");
        }
        file
    });
    started.expect("HAProxy starts")
}

/// Proxies in a row, the first one first; those who come speak to it.
struct Way {
    name: &'static str,
    mall: Mall,
    proxies: Vec<Proxy>,
}

impl Way {
    /// Those that can be tried here.
    async fn all() -> Vec<Self> {
        let mut ways = Vec::new();
        for (name, hops) in [
            ("nginx", "1"),
            ("haproxy", "1"),
            ("haproxy, nginx", "2"),
            ("nginx, haproxy", "2"),
        ] {
            let mall = Mall::open_with(&[("TRUSTED_PROXIES", hops)]).await;
            let mut next = mall.socket().parse().expect("an address");
            let mut proxies = Vec::new();
            let row: Vec<_> = name.split(", ").collect();
            for (index, kind) in row.iter().enumerate().rev() {
                let place = if index == 0 { Place::First } else { Place::Second };
                let proxy = match *kind {
                    "nginx" => nginx(next, place),
                    _ => haproxy(next, place),
                };
                let Some(proxy) = proxy else { break };
                next = proxy.address();
                proxies.insert(0, proxy);
            }
            if proxies.len() == row.len() {
                ways.push(Self { name, mall, proxies });
            }
        }
        ways
    }

    fn entrance(&self) -> SocketAddr {
        self.proxies[0].address()
    }

    fn connect(&self) -> Connection {
        Connection::at(&self.entrance().to_string())
    }

    fn visitor(&self) -> crate::mall::Visitor {
        self.mall.visitor().by_way_of(self.entrance())
    }
}

#[tokio::test]
async fn behind_proxies_the_address_says_what_is_shown() {
    for way in Way::all().await {
        let name = way.name;
        let visitor = way.visitor();
        // What a browser, another proxy or a scanner may have said before.
        for (header, value) in [
            ("x-forwarded-proto", "https, http"),
            ("x-forwarded-proto", ""),
            ("x-forwarded-proto", "x y"),
            ("x-forwarded-host", "evil.example"),
            ("forwarded", "host=evil.example;proto=https"),
            ("x-forwarded-for", "203.0.113.7:49152, unknown"),
            ("accept-encoding", "gzip, deflate, br"),
        ] {
            for page in ["/", "/search?q=X1", "/c/audio", "/p/100101", "/login"] {
                let response = visitor.send("GET", page, &[(header, value)], Vec::new());
                assert_eq!(response.status(), 200, "{name}: {page} with {header}: {value}");
                assert!(
                    !text(response).contains("evil.example"),
                    "{name}: {page} with {header}"
                );
            }
        }
        for (method, target, host, status) in [
            ("GET", "/p/100101", "evil.example", 421),
            ("GET", "/p/100101", "cfmall.localhost:8443", 200),
            ("POST", "/api/preferences", "evil.example", 421),
            ("GET", "/", "a:99999", 421),
            ("GET", "/c/audio/", "cfmall.localhost", 308),
        ] {
            let mut connection = way.connect();
            connection.send(&format!(
                "{method} {target} HTTP/1.1\r\nhost: {host}\r\ncontent-length: 0\r\n\r\n"
            ));
            assert_eq!(
                connection.answer().status,
                status,
                "{name}: {method} {target} at {host}"
            );
        }
        // Whether this is a host at all is seen differently.
        let mut connection = way.connect();
        connection.send("GET /search HTTP/1.1\r\nhost: x/p/100101?\r\n\r\n");
        assert!(matches!(connection.answer().status, 400 | 421), "{name}");
        let mut connection = way.connect();
        connection.send("GET / HTTP/1.1\r\n\r\n");
        assert_eq!(connection.answer().status, 400, "{name}: no host");
        connection = way.connect();
        connection.send(&format!("GET {ORIGIN}/search?q=X1 HTTP/1.1\r\n{HOST}\r\n"));
        assert_eq!(connection.answer().status, 200, "{name}: an absolute address");
    }
}

/// Proxies keep connections to the mall and send the requests of many visitors on them.
#[tokio::test]
async fn behind_proxies_no_request_is_lost() {
    for way in Way::all().await {
        for round in 0..40 {
            for (head, status) in [
                (
                    "POST /api/auth/login HTTP/1.1\r\norigin: https://evil.example\r\n",
                    403,
                ),
                (
                    "POST /api/auth/login HTTP/1.1\r\norigin: http://cfmall.localhost:3000\r\n",
                    303,
                ),
                (
                    "POST /nope HTTP/1.1\r\norigin: http://cfmall.localhost:3000\r\n",
                    404,
                ),
                (
                    "POST /p/100101 HTTP/1.1\r\norigin: http://cfmall.localhost:3000\r\n",
                    405,
                ),
            ] {
                let mut connection = way.connect();
                connection.send(&format!("{head}{HOST}{FORM}content-length: 9\r\n\r\n"));
                // In another segment.
                std::thread::yield_now();
                connection.send("account=x");
                let answer = connection.answer();
                assert_eq!(
                    answer.status, status,
                    "{}, round {round}: {head}{answer:?}",
                    way.name
                );
                assert_eq!(
                    way.visitor().get("/api/session/viewer").status(),
                    200,
                    "{}",
                    way.name
                );
            }
        }
    }
}

/// The mall answers such a request while most of it is on its way.
#[tokio::test]
async fn behind_proxies_a_form_that_is_too_large_is_told_so() {
    for way in Way::all().await {
        for round in 0..20 {
            for length in [70_000, 900_000] {
                let response = way.visitor().send(
                    "POST",
                    "/api/auth/login",
                    &[
                        ("origin", ORIGIN),
                        ("content-type", "application/x-www-form-urlencoded"),
                    ],
                    vec![b'a'; length],
                );
                assert_eq!(
                    response.status(),
                    413,
                    "{}, round {round}: {length} bytes",
                    way.name
                );
            }
        }
    }
}

#[tokio::test]
async fn behind_proxies_a_member_is_at_their_own_address() {
    for way in Way::all().await {
        let form = [("account", "zhangsan"), ("password", "cfmall-demo")];
        let body = app_kernel::path::query(&form).into_bytes();
        let headers = [
            ("origin", ORIGIN),
            ("content-type", "application/x-www-form-urlencoded"),
            ("x-forwarded-for", "203.0.113.7"),
        ];
        let response = way.visitor().send("POST", "/api/auth/login", &headers, body);
        let cookie = crate::mall::session_cookie(&response);
        assert!(cookie.is_some(), "{}: {response:?}", way.name);
        let member = way.visitor().with_cookie(cookie);
        assert_eq!(member.viewer()["nickname"], "张三", "{}", way.name);
        let address: String = sqlx::query_scalar("select host(ip) from session.login")
            .fetch_one(way.mall.database.pool())
            .await
            .expect("an address");
        assert_eq!(address, "127.0.0.1", "{}: not what they say it is", way.name);
    }
}

#[tokio::test]
async fn the_mall_starts_behind_pgbouncer_if_it_keeps_its_server_processes() {
    let database = TestDatabase::create(&MIGRATOR).await.expect("a database");
    let logins = database.logins().await.expect("logins");
    let url = |role: &str| {
        logins
            .iter()
            .find(|login| login.role == role)
            .expect("a role")
            .url
            .clone()
    };
    let urls = [database.url(), url("cfmall_auth"), url("cfmall_mall")];
    let through = |proxy: &Proxy| urls.each_ref().map(|url| proxy.before(url));

    let Some(shared) = pgbouncer(PoolMode::Transaction, &urls).expect("PgBouncer starts") else {
        return;
    };
    let [owner, auth, mall] = through(&shared);
    for (database_url, auth_url, mall_url) in [
        (owner.as_str(), auth.as_str(), mall.as_str()),
        (&urls[0], auth.as_str(), &urls[2]),
        (&urls[0], &urls[1], mall.as_str()),
    ] {
        let refused = Command::new(env!("CARGO_BIN_EXE_monolith"))
            .env("DATABASE_URL", database_url)
            .env("AUTH_DATABASE_URL", auth_url)
            .env("MALL_DATABASE_URL", mall_url)
            .env("MALL_ORIGIN", ORIGIN)
            .env("LEPTOS_SITE_ADDR", "127.0.0.1:0")
            .output()
            .expect("it runs");
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(
            !refused.status.success() && said.contains("pool_mode=session"),
            "{said}"
        );
    }

    let pooled = pgbouncer(PoolMode::Session, &urls).expect("PgBouncer starts");
    let pooled = pooled.expect("it is installed");
    let [owner, auth, mall] = through(&pooled);
    let mall = Mall::on(
        database,
        &[
            ("DATABASE_URL", &owner),
            ("AUTH_DATABASE_URL", &auth),
            ("MALL_DATABASE_URL", &mall),
        ],
    );
    let member = mall.member("zhangsan");
    assert_eq!(member.viewer()["nickname"], "张三");
    assert_eq!(member.get("/account").status(), 200);
    member.post("/api/auth/logout", &[]);
    assert_eq!(member.get("/account").status(), 302);
    let roles: Vec<String> = sqlx::query_scalar(
        "select distinct usename::text from pg_stat_activity
         where datname = current_database() and usename like 'cfmall%' order by 1",
    )
    .fetch_all(mall.database.pool())
    .await
    .expect("roles");
    assert_eq!(roles, ["cfmall_auth", "cfmall_mall"]);
}
