//! What leaves a trace in the session table, and what must not.

use crate::mall::{Mall, Visitor, header, session_cookie, set_cookie};

#[tokio::test]
async fn guests_and_probes_leave_no_rows() {
    let mall = Mall::open().await;
    for number in 0..200_u32 {
        let mut visitor = mall.visitor();
        visitor.cookie = Some(format!("__Host-cfmall={number:022}"));
        visitor.get(["/", "/search?q=x", "/api/session/viewer", "/nope"][number as usize % 4]);
        mall.visitor().get("/login");
    }
    assert_eq!(mall.sessions().await, 0);
}

#[tokio::test]
async fn an_outage_is_not_shown_as_logged_out() {
    let mall = Mall::open().await;
    let member = mall.member("zhangsan");
    // The table is away: as far as sessions are concerned, so is the database.
    sqlx::query("alter table session.record rename to away")
        .execute(mall.database.pool())
        .await
        .expect("renamed");

    let viewer = member.get("/api/session/viewer");
    assert_eq!(viewer.status(), 503);
    assert_eq!(header(&viewer, "retry-after"), "5");
    assert_eq!(member.viewer()["state"], "unavailable");
    let front = member.get("/");
    assert_eq!(front.status(), 200, "what needs no session is served");
    assert!(
        !front.headers().contains_key("set-cookie"),
        "the cookie is left alone"
    );
    assert!(crate::mall::text(front).contains("暂时无法确认登录状态"));
    let account = member.get("/account");
    assert_eq!(account.status(), 503);
    assert_eq!(header(&account, "retry-after"), "5");
    let login = mall.visitor().post(
        "/api/auth/login",
        &[("account", "lisi"), ("password", "cfmall-demo")],
    );
    assert_eq!(login.status(), 503);
    assert_eq!(
        member.post("/api/auth/logout", &[]).status(),
        503,
        "a logout that did not happen is not claimed"
    );

    sqlx::query("alter table session.away rename to record")
        .execute(mall.database.pool())
        .await
        .expect("renamed back");
    assert_eq!(member.viewer()["nickname"], "张三");
}

#[tokio::test]
async fn sessions_that_are_over_are_deleted_and_no_others() {
    let mall = Mall::open().await;
    let pool = mall.database.pool();
    let member = mall.member("zhangsan");
    sqlx::query("insert into session.record select 'old' || n, '', now() - interval '1 second' from generate_series(1, 2500) n")
        .execute(pool)
        .await
        .expect("inserted");
    assert_eq!(app_session::sweep(pool).await.expect("deleted"), 2_500);
    assert_eq!(mall.sessions().await, 1);
    assert_eq!(member.viewer()["nickname"], "张三");
}

#[tokio::test]
async fn a_page_for_one_visitor_is_kept_by_nobody() {
    let mall = Mall::open().await;
    for page in ["/", "/login", "/p/100101", "/api/session/viewer", "/nope"] {
        assert_eq!(
            header(&mall.visitor().get(page), "cache-control"),
            "no-store",
            "{page}"
        );
    }
}

#[tokio::test]
async fn files_and_probes_do_not_ask_for_a_session() {
    let mall = Mall::open().await;
    let mut visitor = mall.visitor();
    visitor.cookie = Some("__Host-cfmall=AAAAAAAAAAAAAAAAAAAAAA".into());
    for target in ["/livez", "/readyz", "/version", "/pictures/phone-sky.svg"] {
        let response = visitor.get(target);
        assert_eq!(response.status(), 200, "{target}");
        assert!(!response.headers().contains_key("set-cookie"), "{target}");
    }
}

/// Another host of a parent domain can set a cookie of the same name beside the visitor's own.
#[tokio::test]
async fn a_login_ends_every_session_it_was_sent_with() {
    let mall = Mall::open().await;
    let (own, planted) = (mall.member("zhangsan"), mall.member("lisi"));
    let pair = |visitor: &Visitor| visitor.cookie.clone().expect("logged in");
    let mut both = mall.visitor();
    both.cookie = Some(format!("{}; {}", pair(&own), pair(&planted)));
    assert_eq!(both.viewer()["state"], "guest", "neither of two good ones counts");
    assert_eq!(own.viewer()["nickname"], "张三", "each alone is good");

    let form = [("account", "zhangsan"), ("password", "cfmall-demo")];
    let fresh = session_cookie(&both.post("/api/auth/login", &form)).expect("logged in");
    assert_eq!(own.viewer()["state"], "guest");
    assert_eq!(planted.viewer()["state"], "guest");
    both.cookie = Some(format!("{fresh}; {}", pair(&planted)));
    assert_eq!(
        both.viewer()["nickname"],
        "张三",
        "a dead one beside it does no harm"
    );
}

/// A login that was under way while the password was changed: what it proved is not worth anything any more.
#[tokio::test]
async fn a_proof_by_a_password_that_was_replaced_logs_nobody_in() {
    let mall = Mall::open().await;
    let pool = mall.database.pool();
    let sign_in =
        "select session.sign_in('late', null, id, false, '30m', '12h', '10m', 'password', $1, null, null, 10)
                   from auth.member where user_name = 'zhangsan'";
    for (version, expected) in [(0, "outdated"), (1, "signed-in")] {
        sqlx::raw_sql(
            "insert into session.record values ('late', '', now() + interval '1 day') on conflict do nothing;
             update auth.member set credentials_version = 1 where user_name = 'zhangsan'",
        )
        .execute(pool)
        .await
        .expect("prepared");
        let outcome: String = sqlx::query_scalar(sign_in)
            .bind(version)
            .fetch_one(pool)
            .await
            .expect("answered");
        assert_eq!(outcome, expected, "credentials {version}");
        sqlx::raw_sql("truncate session.tombstone")
            .execute(pool)
            .await
            .expect("forgotten");
    }
}

/// From one host to a parent domain and back without a word: the name of the cookie changes with the scope, so an old one means nothing.
#[tokio::test]
async fn a_cookie_of_another_scope_is_not_read_and_not_touched() {
    let one_host = Mall::open().await;
    let parent_domain = one_host.beside(&[("SESSION_COOKIE_DOMAIN", "cfmall.localhost")]);
    let member = one_host.member("zhangsan");
    let old = member.cookie.clone().expect("logged in");

    let mut visitor = parent_domain.visitor();
    visitor.cookie = Some(old.clone());
    let viewer = visitor.get("/api/session/viewer");
    assert!(!viewer.headers().contains_key("set-cookie"));
    assert_eq!(visitor.viewer()["state"], "guest");

    let login = visitor.post(
        "/api/auth/login",
        &[("account", "lisi"), ("password", "cfmall-demo")],
    );
    let cookie = set_cookie(&login, "__Secure-cfmall").expect("logged in");
    assert!(cookie.contains("Domain=cfmall.localhost"), "{cookie}");
    let new = cookie.split(';').next().unwrap_or_default();
    visitor.cookie = Some(format!("{old}; {new}"));
    assert_eq!(visitor.viewer()["nickname"], "李四", "both are sent, one is read");
    assert_eq!(
        member.viewer()["nickname"],
        "张三",
        "and back: the old session is what it was"
    );

    let mut back = one_host.visitor();
    back.cookie = Some(new.to_owned());
    assert_eq!(back.viewer()["state"], "guest");
}

/// Decision 0048: the copies before and after are told of each other's cookie.
#[tokio::test]
async fn a_change_of_the_scope_that_is_announced_logs_nobody_out() {
    let before = Mall::open().await;
    let told = before.beside(&[("SESSION_COOKIE_ALSO", "cfmall.localhost")]);
    let parent = ("SESSION_COOKIE_DOMAIN", "cfmall.localhost");
    let after = before.beside(&[parent, ("SESSION_COOKIE_ALSO", "host")]);
    let over = before.beside(&[parent, ("SESSION_COOKIE_FORMER", "host")]);
    let old = before.member("zhangsan").cookie.expect("logged in");
    let (_, id) = old.split_once('=').expect("a name");

    for mall in [&told, &after] {
        let mut visitor = mall.visitor();
        visitor.cookie = Some(old.clone());
        let page = visitor.get("/");
        let new = set_cookie(&page, "__Secure-cfmall").expect("the other cookie");
        assert!(new.starts_with(&format!("__Secure-cfmall={id};")), "{new}");
        assert!(set_cookie(&page, "__Host-cfmall").is_none(), "ours is as it was");
    }
    let both = format!("{old}; __Secure-cfmall={id}");
    for mall in [&before, &told, &after] {
        let mut visitor = mall.visitor();
        visitor.cookie = Some(both.clone());
        let viewer = visitor.get("/api/session/viewer");
        assert!(!viewer.headers().contains_key("set-cookie"));
        assert_eq!(visitor.viewer()["nickname"], "张三");
    }
    let mut visitor = over.visitor();
    visitor.cookie = Some(both);
    let response = visitor.get("/");
    let removal = set_cookie(&response, "__Host-cfmall").expect("nothing is left over");
    assert!(
        removal.contains("Max-Age=0") && !removal.contains("Domain"),
        "{removal}"
    );
    assert_eq!(visitor.viewer()["nickname"], "张三");
}

/// A role that was only put on could be taken off again: `set role none` leads back to whoever logged in.
#[tokio::test]
async fn each_domain_logs_in_as_its_own_role() {
    let mall = Mall::open().await;
    let mut environment = vec![("INSTANCE", "apart".to_owned())];
    for login in mall.database.logins().await.expect("logins") {
        let variable = match login.role {
            "cfmall_auth" => "AUTH_DATABASE_URL",
            _ => "MALL_DATABASE_URL",
        };
        environment.push((variable, login.url));
    }
    let environment: Vec<_> = environment
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let apart = mall.beside(&environment);
    let member = apart.member("zhangsan");
    for page in ["/", "/account", "/search?q=X1"] {
        assert_eq!(member.get(page).status(), 200, "{page}");
    }
    let logins: Vec<String> = sqlx::query_scalar(
        "select distinct usename::text from pg_stat_activity
         where datname = current_database() and application_name = 'apart' order by 1",
    )
    .fetch_all(mall.database.pool())
    .await
    .expect("the connections");
    assert_eq!(logins, ["cfmall_auth", "cfmall_mall"]);
}

/// Two browsers of one member: what the one does to the other's login is said where the other logs in again.
#[tokio::test]
async fn who_was_logged_out_is_told_why() {
    let mall = Mall::open().await;
    let pool = mall.database.pool();
    let says = |visitor: &Visitor| crate::mall::text(visitor.get("/login"));

    let (here, there) = (mall.member("zhangsan"), mall.member("zhangsan"));
    assert_eq!(here.post("/api/auth/sessions/revoke-others", &[]).status(), 303);
    assert!(says(&there).contains("你在另一台设备上结束了这里的登录"));
    let account = there.get("/account");
    assert_eq!(account.status(), 302, "the click leads there");
    assert!(
        !says(&mall.visitor()).contains("form-told"),
        "nothing is said to a guest"
    );

    let leaving = mall.member("lisi");
    let copy = leaving.with_cookie(leaving.cookie.clone());
    assert_eq!(leaving.post("/api/auth/logout", &[]).status(), 303);
    assert!(
        !says(&copy).contains("form-told"),
        "who has logged out need not be told"
    );

    for (statement, sentence) in [
        (
            "update session.login set last_seen_at = last_seen_at - interval '31 minutes'",
            "已自动退出登录",
        ),
        (
            "update auth.member set disabled_at = now()",
            "商城结束了这里的登录",
        ),
    ] {
        let member = mall.member("lisi");
        sqlx::query(statement).execute(pool).await.expect("changed");
        // Whether its row is there or has been deleted in the meantime.
        for _ in 0..2 {
            let page = says(&member);
            assert!(page.contains(sentence), "{statement}: {page}");
        }
    }
}

/// A cookie that somebody has copied ends its session, and both are told.
#[tokio::test]
async fn a_copied_cookie_is_noticed_at_either_service_and_its_owner_is_told() {
    let mall = Mall::open().await;
    let pool = mall.database.pool();
    let clock = async |shift: &str| {
        let now = format!(
            "create or replace function session.now() returns timestamptz language sql volatile parallel safe
             return clock_timestamp() + interval '{shift}'"
        );
        sqlx::raw_sql(&now).execute(pool).await.expect("changed");
    };
    let thief = mall.member("zhangsan");
    clock("11 minutes").await;
    let renewed = session_cookie(&thief.get("/p/100101"));
    let owner = thief.with_cookie(Some(renewed.expect("a new id")));
    assert_eq!(owner.viewer()["nickname"], "张三");
    clock("12 minutes").await;
    assert_eq!(thief.viewer()["state"], "guest");
    assert_eq!(owner.viewer()["state"], "guest");
    for visitor in [&thief, &owner] {
        assert!(crate::mall::text(visitor.get("/login")).contains("有人持有这里登录 Cookie 的副本"));
    }
    let again = mall.member("zhangsan");
    let activity = crate::mall::text(again.get("/account/activity"));
    assert!(activity.contains("这处登录的 Cookie 有人持有副本"), "{activity}");
}
