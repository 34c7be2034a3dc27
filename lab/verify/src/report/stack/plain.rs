//! Languages and servers whose own sessions carry a login, without a framework for it.

use diagnosis::Code::{A1, A3, A4, A5, A7, A9, R1, R2, R3, R6, R8, R11, U1};

use super::Stack;

pub static SERVLET: Stack = Stack {
    name: "a servlet container",
    lines: &[
        (
            A1,
            "web.xml: <session-config><cookie-config><domain>example.com</domain>",
        ),
        (
            A3,
            "web.xml: <cookie-config><secure>, and RemoteIpValve (Tomcat) or its like behind a proxy",
        ),
        (
            A4,
            "Tomcat: <CookieProcessor sameSiteCookies=\"lax\"/> in context.xml",
        ),
        (
            A5,
            "web.xml: <cookie-config><path>/</path>, or sessionCookiePath=\"/\" in Tomcat's context.xml",
        ),
        (
            A9,
            "web.xml: <cookie-config><name>: one for each service that does not share the store",
        ),
        (
            R1,
            "a session manager that all copies share: Tomcat's PersistentManager with a JDBCStore, or a replicated one",
        ),
        (
            R2,
            "a session manager that outlives the process: Tomcat's PersistentManager",
        ),
        (R3, "web.xml: <session-config><session-timeout>: minutes"),
        (R8, "web.xml: <cookie-config><name>: the same in both services"),
        (
            R11,
            "the session manager's store: the same database and table in both services; each context has sessions of its own otherwise",
        ),
    ],
};
pub static PHP: Stack = Stack {
    name: "PHP",
    lines: &[
        (A1, "php.ini: session.cookie_domain = \"example.com\""),
        (
            A3,
            "php.ini: session.cookie_secure, on only where the browser comes over https",
        ),
        (A4, "php.ini: session.cookie_samesite = \"Lax\""),
        (A5, "php.ini: session.cookie_path = \"/\""),
        (A7, "php.ini: session.cookie_lifetime: seconds"),
        (
            A9,
            "php.ini: session.name: one for each service that does not share the store",
        ),
        (
            R1,
            "php.ini: session.save_handler and session.save_path: one store for every copy",
        ),
        (
            R2,
            "php.ini: session.save_path: a place that outlives a deployment",
        ),
        (
            R3,
            "php.ini: session.gc_maxlifetime: seconds; a save_path of its own for each value",
        ),
        (R8, "php.ini: session.name: the same in both services"),
        (
            R11,
            "php.ini: session.save_handler and session.save_path: the same in both services",
        ),
        (
            U1,
            "php.ini: session.serialize_handler: the same in both services, and the classes of all objects in the session",
        ),
    ],
};
pub static RACK: Stack = Stack {
    name: "Rack",
    lines: &[
        (A1, "use Rack::Session::Cookie, domain: \"example.com\""),
        (A3, "use Rack::Session::Cookie, secure: true only behind https"),
        (A4, "use Rack::Session::Cookie, same_site: :lax"),
        (A5, "use Rack::Session::Cookie, path: \"/\""),
        (A7, "use Rack::Session::Cookie, expire_after: seconds"),
        (
            A9,
            "use Rack::Session::Cookie, key: one for each service that has another secret",
        ),
        (
            R6,
            "use Rack::Session::Cookie, secret(s) and coder: the same in both services, with the old ones in old_secret",
        ),
        (R8, "use Rack::Session::Cookie, key: the same in both services"),
        (
            R11,
            "use Rack::Session::…: the same store and namespace in both services",
        ),
    ],
};
pub static MOJOLICIOUS: Stack = Stack {
    name: "Mojolicious",
    lines: &[
        (A1, "app->sessions->cookie_domain('.example.com')"),
        (A3, "app->sessions->secure(1) only behind https"),
        (A4, "app->sessions->samesite('Lax')"),
        (A5, "app->sessions->cookie_path('/')"),
        (A7, "app->sessions->default_expiration: seconds"),
        (R3, "app->sessions->default_expiration: seconds"),
        (
            A9,
            "app->sessions->cookie_name: one for each service that has another secret",
        ),
        (
            R6,
            "app->secrets: the same in both services, new ones first and old ones behind them",
        ),
        (R8, "app->sessions->cookie_name: the same in both services"),
        (
            U1,
            "app->sessions->serialize and deserialize: the same in both services",
        ),
    ],
};
pub static CHERRYPY: Stack = Stack {
    name: "CherryPy",
    lines: &[
        (A1, "tools.sessions.domain = \"example.com\""),
        (
            A3,
            "tools.sessions.secure, on only where the browser comes over https",
        ),
        (A5, "tools.sessions.path = \"/\""),
        (A7, "tools.sessions.timeout: minutes; the cookie lasts as long"),
        (
            A9,
            "tools.sessions.name: one for each service that does not share the store",
        ),
        (
            R1,
            "tools.sessions.storage_class: a store that all copies share, instead of RamSession",
        ),
        (
            R2,
            "tools.sessions.storage_class: a store that outlives the process, instead of RamSession",
        ),
        (R3, "tools.sessions.timeout: minutes"),
        (R8, "tools.sessions.name: the same in both services"),
        (
            R11,
            "tools.sessions.storage_class and storage_path: the same in both services",
        ),
    ],
};
