//! What copies tell the lab, on a real database and in memory: the truth, no secret, and nothing happens by asking.
#![expect(clippy::expect_used)]

use app_session::{Connector, CurrentSession, MIGRATOR, Member, SessionConfig, Sessions, Viewer};
use axum::{
    Extension, Router,
    body::{Body, to_bytes},
    http::{
        Method, Request, StatusCode,
        header::{COOKIE, SET_COOKIE},
    },
    routing::{get, post},
};
use dev_postgres::TestDatabase;
use lab_stores::{
    Format, LabStore,
    witness::{Knowledge, LabKey, Postgres, Witness},
};
use serde_json::Value;
use sqlx::PgPool;
use std::sync::Arc;
use tower::ServiceExt;

const KEY: &str = "0123456789abcdef0123456789abcdef";
const LABELS: [&str; 3] = ["postgres", "memory", "cookie"];

/// A copy of a small service on one of the stores, with a witness.
struct Copy(Router);

/// An answer: its status, what was looked up for it, the cookie that it set, and its text.
struct Answer {
    status: StatusCode,
    looked_up: Option<Value>,
    cookie: Option<String>,
    text: String,
}

async fn sign_in(Extension(session): Extension<CurrentSession>) {
    let member = Member {
        id: 1,
        nickname: "张三".into(),
    };
    session.sign_in(&member, false, None).await.expect("signed in");
}

async fn sign_out(Extension(session): Extension<CurrentSession>) {
    session.sign_out().await.expect("signed out");
}

async fn nickname(Extension(viewer): Extension<Viewer>) -> String {
    viewer
        .member()
        .map_or_else(String::new, |member| member.nickname.clone())
}

impl Copy {
    fn new(store: &str, key: u8, pool: &PgPool) -> Self {
        let config = SessionConfig::new("shop");
        let (sessions, knowledge): (Sessions, Arc<dyn Knowledge>) = match store {
            "postgres" => (
                Sessions::new(
                    config.clone(),
                    pool.clone(),
                    &Connector::from((*pool.connect_options()).clone()),
                ),
                Arc::new(Postgres::new(&config, pool.clone())),
            ),
            "memory" => LabStore::Memory.open(config, Format::First, pool, "shop-1"),
            _ => LabStore::Cookie([key; 64]).open(config, Format::First, pool, "shop-1"),
        };
        let witness = Witness::new(LabKey::new(KEY.to_owned()), knowledge);
        let service = Router::new()
            .route("/", get(nickname))
            .route("/in", post(sign_in))
            .route("/out", post(sign_out));
        let service = witness.watch(sessions).around(service);
        Self(witness.endpoints().fallback_service(service))
    }

    async fn ask(&self, method: Method, path: &str, cookie: Option<&str>, key: Option<&str>) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(cookie) = cookie {
            request = request.header(COOKIE, cookie);
        }
        if let Some(key) = key {
            request = request.header("x-lab-key", key);
        }
        let request = request.body(Body::empty()).expect("a request");
        let answer = self.0.clone().oneshot(request).await.expect("an answer");
        let header = |name: &str| {
            let value = answer.headers().get(name)?.to_str().expect("text");
            Some(value.to_owned())
        };
        let cookie = header(SET_COOKIE.as_str());
        let looked_up = header("x-lab-look-up");
        let status = answer.status();
        let body = to_bytes(answer.into_body(), 1 << 20).await.expect("a body");
        Answer {
            status,
            looked_up: looked_up.map(|text| serde_json::from_str(&text).expect("JSON")),
            cookie: cookie.and_then(|line| line.split(';').next().map(str::to_owned)),
            text: String::from_utf8(body.to_vec()).expect("text"),
        }
    }

    async fn sign_in(&self) -> String {
        let answer = self.ask(Method::POST, "/in", None, None).await;
        answer.cookie.expect("a login sets a cookie")
    }

    async fn visit(&self, cookie: &str) -> Answer {
        self.ask(Method::GET, "/", Some(cookie), None).await
    }

    async fn knows(&self, cookie: &str) -> Value {
        let told = self
            .ask(Method::GET, "/api/lab/knows", Some(cookie), Some(KEY))
            .await;
        serde_json::from_str(&told.text).expect("JSON")
    }

    async fn expire(&self, cookie: &str) -> StatusCode {
        let told = self
            .ask(Method::POST, "/api/lab/expire", Some(cookie), Some(KEY))
            .await;
        told.status
    }
}

async fn database() -> TestDatabase {
    let database = TestDatabase::create(&MIGRATOR).await.expect("a database");
    sqlx::query("insert into session.member (id, nickname) values (1, '张三')")
        .execute(database.pool())
        .await
        .expect("a member");
    database
}

fn found(told: &Value) -> &str {
    told["found"].as_str().expect("a word")
}

#[tokio::test]
async fn every_answer_tells_what_was_looked_up_and_never_the_value() {
    let database = database().await;
    for store in LABELS {
        let copy = Copy::new(store, 1, database.pool());
        let guest = copy.ask(Method::GET, "/", None, None).await;
        assert_eq!(found(&guest.looked_up.expect("told")), "no-cookie", "{store}");
        let cookie = copy.sign_in().await;
        let (_, value) = cookie.split_once('=').expect("a pair");
        let member = copy.visit(&cookie).await;
        assert_eq!(member.text, "张三", "{store}");
        let told = member.looked_up.expect("told");
        assert_eq!(found(&told), "hit", "{store}");
        assert!(!told.to_string().contains(value), "{store}");
        assert_eq!(told["mark"].as_str().map(str::len), Some(4), "{store}");
        // The lab's diagnosis reads it.
        let read = serde_json::from_value::<diagnosis::evidence::LookUp>(told);
        assert_eq!(read.expect("a look-up").memory, store == "memory", "{store}");
    }
}

#[tokio::test]
async fn what_became_of_a_session_is_told_apart() {
    let database = database().await;
    for store in ["postgres", "memory"] {
        let copy = Copy::new(store, 1, database.pool());
        let ended = copy.sign_in().await;
        copy.ask(Method::POST, "/out", Some(&ended), None).await;
        assert_eq!(found(&copy.knows(&ended).await), "ended", "{store}");
        let expired = copy.sign_in().await;
        assert_eq!(copy.expire(&expired).await, StatusCode::NO_CONTENT, "{store}");
        assert_eq!(found(&copy.knows(&expired).await), "expired", "{store}");
        let visit = copy.visit(&expired).await;
        assert_eq!(found(&visit.looked_up.expect("told")), "expired", "{store}");
        assert_eq!(visit.text, "", "{store}");
        let stranger = "__Host-shop=AAAAAAAAAAAAAAAAAAAAAA";
        assert_eq!(found(&copy.knows(stranger).await), "miss", "{store}");
    }
}

#[tokio::test]
async fn copies_know_what_their_store_lets_them_know() {
    let database = database().await;
    for (store, same, other) in [
        ("postgres", "hit", "hit"),
        ("memory", "hit", "miss"),
        ("cookie", "hit", "wrong-key"),
    ] {
        let (here, there) = (
            Copy::new(store, 1, database.pool()),
            Copy::new(store, 2, database.pool()),
        );
        let cookie = here.sign_in().await;
        let (here, there) = (here.knows(&cookie).await, there.knows(&cookie).await);
        assert_eq!((found(&here), found(&there)), (same, other), "{store}");
        assert_eq!(here["store"] == there["store"], store != "cookie", "{store}");
    }
}

#[tokio::test]
async fn asking_changes_nothing() {
    let database = database().await;
    for store in LABELS {
        let (copy, other) = (
            Copy::new(store, 1, database.pool()),
            Copy::new(store, 2, database.pool()),
        );
        let cookie = copy.sign_in().await;
        for copy in [&copy, &other] {
            for path in ["/api/lab/knows", "/api/lab/anatomy"] {
                let told = copy.ask(Method::GET, path, Some(&cookie), Some(KEY)).await;
                assert_eq!((told.cookie, told.looked_up), (None, None), "{store} {path}");
            }
        }
        assert_eq!(copy.visit(&cookie).await.text, "张三", "{store}");
    }
}

#[tokio::test]
async fn an_anatomy_shows_the_rows_and_no_secret() {
    let database = database().await;
    let copy = Copy::new("postgres", 1, database.pool());
    let cookie = copy.sign_in().await;
    let told = copy
        .ask(Method::GET, "/api/lab/anatomy", Some(&cookie), Some(KEY))
        .await;
    let anatomy: Value = serde_json::from_str(&told.text).expect("JSON");
    assert_eq!(anatomy["member"], "张三");
    assert_eq!(anatomy["rows"].as_array().map(Vec::len), Some(3));
    assert!(anatomy["idle"].as_u64() <= anatomy["absolute"].as_u64() && anatomy["idle"].as_u64() > Some(0));
    let (_, value) = cookie.split_once('=').expect("a pair");
    assert!(!told.text.contains(value));
}

#[tokio::test]
async fn the_endpoints_are_there_for_the_key_only() {
    let database = database().await;
    let copy = Copy::new("memory", 1, database.pool());
    let cookie = copy.sign_in().await;
    for key in [None, Some(""), Some("0123456789abcdef0123456789abcdee")] {
        for (method, path) in [
            (Method::GET, "/api/lab/knows"),
            (Method::GET, "/api/lab/anatomy"),
            (Method::POST, "/api/lab/expire"),
        ] {
            let answer = copy.ask(method, path, Some(&cookie), key).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path} {key:?}");
        }
    }
    assert_eq!(copy.visit(&cookie).await.text, "张三");
}
