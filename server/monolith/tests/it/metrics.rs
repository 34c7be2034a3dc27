//! What Prometheus is told.

use crate::{
    mall::{Mall, Response, header, text},
    wire::Connection,
};
use dev_proxies::free_port;
use std::collections::BTreeSet;
use ureq::Agent;

/// A mall that answers Prometheus.
struct Observed {
    mall: Mall,
    metrics: String,
}

impl Observed {
    async fn open() -> Self {
        let address = format!("127.0.0.1:{}", free_port().expect("a free port"));
        let mall = Mall::open_with(&[("METRICS_ADDR", &address), ("CFMALL_COMMIT", "c0ffee")]).await;
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
        "login_attempts_total{result=\"succeeded\"} 1\n",
        "login_attempts_total{result=\"unavailable\"} 0\n",
        "password_hash_queue 0\n",
        "db_client_connections_max{pool=\"mall\"} ",
        "session_lookup_duration_seconds_bucket{le=\"+Inf\"} 1\n",
    ] {
        assert!(text.contains(&format!("\n{line}")), "{line} in {text}");
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
