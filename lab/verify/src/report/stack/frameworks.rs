//! Frameworks that keep sessions, and the line of each that a verdict is about.

use diagnosis::Code::{self, A1, A3, A4, A5, A6, A7, A9, R1, R2, R3, R6, R8, R11, U1};

use super::Stack;

pub static SPRING: Stack = Stack {
    name: "Spring Session",
    lines: &[
        (
            A1,
            "DefaultCookieSerializer: serializer.setDomainName(\"example.com\") (server.servlet.session.cookie.domain)",
        ),
        (
            A3,
            "server.servlet.session.cookie.secure, and server.forward-headers-strategy=framework behind a proxy",
        ),
        (A4, "server.servlet.session.cookie.same-site=lax"),
        (A5, "server.servlet.session.cookie.path=/"),
        (
            A9,
            "server.servlet.session.cookie.name: one for each service that does not share the store",
        ),
        (R1, "spring-session-data-redis or -jdbc on every copy"),
        (R2, "spring-session-data-redis or -jdbc"),
        (
            R3,
            "server.servlet.session.timeout: seconds, unless a unit is named (30m)",
        ),
        (
            R6,
            "the same RedisSerializer bean (springSessionDefaultRedisSerializer) in both services",
        ),
        (
            R8,
            "server.servlet.session.cookie.name: the same in both services",
        ),
        (
            R11,
            "spring.session.redis.namespace, spring.data.redis.host and .database: the same in both services",
        ),
    ],
};
pub static EXPRESS: Stack = Stack {
    name: "express-session",
    lines: &[
        (A1, "session({ cookie: { domain: 'example.com' } })"),
        (
            A3,
            "session({ cookie: { secure: 'auto' } }) and app.set('trust proxy', 1)",
        ),
        (A4, "session({ cookie: { sameSite: 'lax' } })"),
        (A5, "session({ cookie: { path: '/' } })"),
        (
            A6,
            "app.set('trust proxy', 1) where cookie.secure is set behind a proxy",
        ),
        (A7, "session({ cookie: { maxAge: … } }): milliseconds"),
        (
            A9,
            "session({ name: … }): one for each service that does not share the store; saveUninitialized: false",
        ),
        (R1, "session({ store: … }): a shared store instead of MemoryStore"),
        (R2, "session({ store: … }): a store that outlives the process"),
        (
            R3,
            "session({ cookie: { maxAge: … } }) in milliseconds, and the store's ttl in seconds",
        ),
        (R6, "session({ secret: … }): the same in both services"),
        (R8, "session({ name: … }): the same in both services"),
        (
            R11,
            "session({ store: … }): the same server, database and prefix in both services",
        ),
    ],
};
pub static FASTIFY: Stack = Stack {
    name: "@fastify/session",
    lines: &[
        (A1, "register(session, { cookie: { domain: 'example.com' } })"),
        (
            A3,
            "register(session, { cookie: { secure: 'auto' } }) and Fastify({ trustProxy: true })",
        ),
        (A4, "register(session, { cookie: { sameSite: 'lax' } })"),
        (
            A6,
            "Fastify({ trustProxy: true }) where cookie.secure is set behind a proxy",
        ),
        (
            R1,
            "register(session, { store: … }): a shared store instead of memory",
        ),
        (R6, "register(session, { secret: … }): the same in both services"),
        (
            R8,
            "register(session, { cookieName: … }): the same in both services",
        ),
        (
            R11,
            "register(session, { store: … }): the same store in both services",
        ),
    ],
};
pub static DJANGO: Stack = Stack {
    name: "Django",
    lines: &[
        (A1, "SESSION_COOKIE_DOMAIN = \"example.com\""),
        (
            A3,
            "SESSION_COOKIE_SECURE, and SECURE_PROXY_SSL_HEADER behind a proxy",
        ),
        (A4, "SESSION_COOKIE_SAMESITE = \"Lax\""),
        (A5, "SESSION_COOKIE_PATH = \"/\""),
        (
            A7,
            "SESSION_COOKIE_AGE in seconds, SESSION_EXPIRE_AT_BROWSER_CLOSE",
        ),
        (
            A9,
            "SESSION_COOKIE_NAME: one for each project that does not share the store",
        ),
        (R1, "SESSION_ENGINE: not local memory; db, or a shared cache"),
        (R2, "SESSION_ENGINE = \"django.contrib.sessions.backends.db\""),
        (R3, "SESSION_COOKIE_AGE: seconds"),
        (R6, "SECRET_KEY: the same in both projects"),
        (R8, "SESSION_COOKIE_NAME: the same in both projects"),
        (
            R11,
            "SESSION_ENGINE, DATABASES or CACHES (with KEY_PREFIX): the same in both projects",
        ),
        (
            U1,
            "SECRET_KEY, SESSION_SERIALIZER and AUTHENTICATION_BACKENDS: the same in both projects",
        ),
        (
            Code::U6,
            "AUTH_USER_MODEL and AUTHENTICATION_BACKENDS: the same users in both projects",
        ),
    ],
};
pub static RAILS: Stack = Stack {
    name: "Rails",
    lines: &[
        (A1, "config.session_store …, domain: :all (with tld_length)"),
        (A3, "config.force_ssl, config.assume_ssl behind a proxy"),
        (A4, "config.action_dispatch.cookies_same_site_protection = :lax"),
        (
            R6,
            "secret_key_base, cookies_serializer and cookies_rotations: the same in both applications",
        ),
        (R8, "config.session_store …, key: the same in both applications"),
        (
            R11,
            "config.session_store …, servers and namespace: the same in both applications",
        ),
    ],
};
pub static LARAVEL: Stack = Stack {
    name: "Laravel",
    lines: &[
        (A1, "SESSION_DOMAIN=.example.com"),
        (A3, "SESSION_SECURE_COOKIE, and TrustProxies behind a proxy"),
        (A4, "SESSION_SAME_SITE=lax"),
        (A5, "SESSION_PATH=/"),
        (R1, "SESSION_DRIVER=database or redis on every copy"),
        (R3, "SESSION_LIFETIME: minutes"),
        (R6, "APP_KEY: the same in both applications"),
        (R8, "SESSION_COOKIE: the same in both applications"),
        (
            R11,
            "SESSION_CONNECTION, SESSION_TABLE, CACHE_PREFIX: the same in both applications",
        ),
    ],
};
pub static FLASK: Stack = Stack {
    name: "Flask",
    lines: &[
        (A1, "SESSION_COOKIE_DOMAIN = \"example.com\""),
        (A3, "SESSION_COOKIE_SECURE, and ProxyFix behind a proxy"),
        (A4, "SESSION_COOKIE_SAMESITE = \"Lax\""),
        (A5, "SESSION_COOKIE_PATH = \"/\""),
        (R1, "SESSION_TYPE of Flask-Session: a shared store on every copy"),
        (R3, "PERMANENT_SESSION_LIFETIME: seconds, or a timedelta"),
        (R6, "SECRET_KEY: the same in both applications"),
        (R8, "SESSION_COOKIE_NAME: the same in both applications"),
        (
            R11,
            "SESSION_TYPE, its address and SESSION_KEY_PREFIX: the same in both applications",
        ),
    ],
};
pub static TOWER: Stack = Stack {
    name: "tower-sessions",
    lines: &[
        (A1, "SessionManagerLayer::new(store).with_domain(\"example.com\")"),
        (A3, "SessionManagerLayer::with_secure"),
        (
            A4,
            "SessionManagerLayer::with_same_site(SameSite::Lax); the default is Strict",
        ),
        (A5, "SessionManagerLayer::with_path(\"/\")"),
        (A7, "SessionManagerLayer::with_expiry"),
        (
            A9,
            "SessionManagerLayer::with_name: one for each service that does not share the store",
        ),
        (R1, "a shared SessionStore instead of MemoryStore"),
        (R2, "a shared SessionStore instead of MemoryStore"),
        (R3, "SessionManagerLayer::with_expiry"),
        (R6, "with_signed or with_private: the same Key in both services"),
        (R8, "SessionManagerLayer::with_name: the same in both services"),
        (
            R11,
            "the SessionStore: the same database, schema and table in both services",
        ),
    ],
};
