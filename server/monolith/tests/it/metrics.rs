//! What Prometheus is told.

use crate::{
    mall::{Mall, Response, header, text},
    query::run,
    wire::Connection,
};
use dev_proxies::free_port;
use std::collections::BTreeSet;
use ureq::Agent;

/// A mall that answers Prometheus.
pub(crate) struct Observed {
    pub(crate) mall: Mall,
    metrics: String,
}

impl Observed {
    async fn open() -> Self {
        Self::open_with(&[("CFMALL_COMMIT", "c0ffee")]).await
    }

    /// With more in its environment.
    pub(crate) async fn open_with(environment: &[(&str, &str)]) -> Self {
        let address = format!("127.0.0.1:{}", free_port().expect("a free port"));
        let mall = Mall::open_with(&[environment, &[("METRICS_ADDR", &address)]].concat()).await;
        Self {
            mall,
            metrics: format!("http://{address}/metrics"),
        }
    }

    fn answer(&self) -> Response {
        Agent::new_with_defaults()
            .get(&self.metrics)
            .call()
            .expect("metrics")
    }

    fn text(&self) -> String {
        text(self.answer())
    }

    /// The value of a series, by its name and labels.
    fn value(&self, series: &str) -> u64 {
        let text = self.text();
        let value = text
            .lines()
            .find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
        let value = value.unwrap_or_else(|| panic!("{series} in {text}"));
        value.parse().expect("a number")
    }

    /// Fails unless attempts to log in by this method have ended so, each so often, and in no other way.
    pub(crate) fn assert_logins(&self, method: &str, results: &[(&str, u64)]) {
        let text = self.text();
        let of_method = format!("login_attempts_total{{method=\"{method}\",");
        let counted: BTreeSet<_> = text
            .lines()
            .filter(|line| line.starts_with(&of_method) && !line.ends_with(" 0"))
            .map(str::to_owned)
            .collect();
        let expected: BTreeSet<_> = results
            .iter()
            .map(|(result, count)| format!("{of_method}result=\"{result}\"}} {count}"))
            .collect();
        assert_eq!(counted, expected);
    }

    /// Every series there is, without its value.
    fn series(&self) -> BTreeSet<String> {
        let text = self.text();
        let series = text.lines().filter(|line| !line.starts_with('#'));
        series
            .filter_map(|line| Some(line.rsplit_once(' ')?.0.to_owned()))
            .collect()
    }
}

#[tokio::test]
async fn metrics_are_in_the_format_of_openmetrics() {
    let observed = Observed::open().await;
    // Whoever is known to be a member was looked up.
    assert_eq!(observed.mall.member("zhangsan").viewer()["state"], "member");
    let answer = observed.answer();
    assert_eq!(
        header(&answer, "content-type"),
        "application/openmetrics-text; version=1.0.0; charset=utf-8"
    );
    let text = text(answer);
    assert!(text.ends_with("\n# EOF\n"), "{text}");
    let build = format!(
        "build_info{{service=\"monolith\",version=\"{}\",commit=\"c0ffee\"}} 1\n",
        env!("CARGO_PKG_VERSION")
    );
    for line in [
        &*build,
        "ready 1\n",
        "draining 0\n",
        "database_missing_migrations 0\n",
        "session_reader_connected 1\n",
        "login_attempts_total{method=\"password\",result=\"succeeded\"} 1\n",
        "login_attempts_total{method=\"social\",result=\"no-account\"} 0\n",
        "password_hash_queue 0\n",
        "db_client_connections_max{pool=\"mall\"} ",
        "session_lookup_duration_seconds_bucket{le=\"+Inf\"} 1\n",
    ] {
        assert!(text.contains(&format!("\n{line}")), "{line} in {text}");
    }
}

#[tokio::test]
async fn logins_with_a_password_are_counted_by_how_they_ended() {
    let observed = Observed::open_with(&[]).await;
    let mall = &observed.mall;
    let script = mall.visitor().as_script();
    let log_in = |account, password| {
        let answer = script.post("/api/auth/login", &[("account", account), ("password", password)]);
        answer.status().as_u16()
    };
    assert_eq!(log_in("zhangsan", ""), 422);
    assert_eq!(log_in("zhangsan", "wrong"), 401);
    assert_eq!(log_in("zhangsan", "cfmall-demo"), 200);
    for _ in 0..5 {
        assert_eq!(log_in("nobody", "wrong"), 401);
    }
    assert_eq!(log_in("nobody", "wrong"), 429);
    run(
        mall,
        "update auth.member set disabled_at = now() where user_name = 'lisi'",
    )
    .await;
    assert_eq!(log_in("lisi", "cfmall-demo"), 403);
    let member = mall.member("zhangsan");
    let answer = member.post("/api/auth/delete", &[("understood", "1")]);
    assert_eq!(answer.status(), 303);
    assert_eq!(log_in("zhangsan", "cfmall-demo"), 403);
    run(mall, "alter table auth.member rename to away").await;
    assert_eq!(log_in("zhangsan", "cfmall-demo"), 503);
    observed.assert_logins(
        "password",
        &[
            ("incomplete", 1),
            ("invalid-credentials", 6),
            ("succeeded", 2),
            ("too-many-attempts", 1),
            ("disabled", 1),
            ("to-be-deleted", 1),
            ("unavailable", 1),
        ],
    );
    for method in ["code", "social", "passkey"] {
        observed.assert_logins(method, &[]);
    }
}

#[tokio::test]
async fn a_cookie_without_a_session_is_counted_and_one_whose_session_is_over_is_not() {
    let observed = Observed::open().await;
    let mall = &observed.mall;
    let lost = || observed.value("session_cookie_without_session_total");
    let member = mall.member("zhangsan");
    member.get("/");
    assert_eq!(member.post("/api/auth/logout", &[]).status(), 303);
    member.get("/");
    mall.visitor().get("/");
    let with = |value: &str| mall.visitor().with_cookie(Some(format!("__Host-cfmall={value}")));
    with("not an id").get("/");
    assert_eq!(lost(), 0, "ended, absent, malformed");

    // Like a real one, and of nobody: another installation has given it, or somebody guesses.
    let length = member.cookie.as_deref().map_or(0, str::len) - "__Host-cfmall=".len();
    let foreign = format!("B{}", "A".repeat(length - 1));
    with(&foreign).get("/");
    assert_eq!(lost(), 1);
    assert_eq!(observed.value("session_lookups_total{result=\"unknown\"}"), 1);
    // A file is nobody's, so nobody is looked up.
    with(&foreign).get("/favicon.svg");
    assert_eq!(lost(), 1);
}

/// Labels are templates: whoever asks for many addresses makes no more series.
#[tokio::test]
async fn random_addresses_add_no_series() {
    let observed = Observed::open().await;
    let mall = &observed.mall;
    ask_for_everything(mall, "first");
    let before = observed.series();
    let label = |route: &str, status: u16| {
        format!(
            "http_server_request_duration_seconds_count{{http_request_method=\"GET\",http_route=\"{route}\",\
             http_response_status_code=\"{status}\"}}"
        )
    };
    for (route, status) in [("/", 200), ("unmatched", 404), ("/p/{sku}", 404), ("/livez", 200)] {
        let series = label(route, status);
        assert!(before.contains(&series), "{series} in {before:#?}");
    }
    for odd in ["http_request_method=\"_OTHER\"", "http_route=\"/pkg/{*file}\""] {
        assert!(
            before.iter().any(|series| series.contains(odd)),
            "{odd} in {before:#?}"
        );
    }
    for number in 0..40 {
        ask_for_everything(mall, &format!("{number:x}-{}", number * 7_919));
    }
    let after = observed.series();
    assert_eq!(after.difference(&before).collect::<Vec<_>>(), [""; 0]);
    // Two that are nothing, and a file that is not there, each time.
    assert_eq!(observed.value(&label("unmatched", 404)), 123);
}

/// One address of each kind, and a method that nobody knows.
fn ask_for_everything(mall: &Mall, word: &str) {
    let visitor = mall.visitor();
    for address in [
        "/".to_owned(),
        format!("/{word}"),
        format!("/{word}/{word}?{word}={word}"),
        format!("/p/{word}"),
        format!("/c/{word}"),
        format!("/search?q={word}"),
        format!("/pkg/{word}"),
        "/livez".to_owned(),
    ] {
        visitor.get(&address);
    }
    visitor.post(&format!("/pkg/{word}"), &[]);
    let mut odd = Connection::to(mall);
    odd.send(&format!(
        "X{word} / HTTP/1.1\r\nhost: cfmall.localhost:3000\r\nconnection: close\r\n\r\n"
    ));
    let answer = odd.whole();
    assert!(answer.starts_with("HTTP/1.1 403"), "{answer}");
}
