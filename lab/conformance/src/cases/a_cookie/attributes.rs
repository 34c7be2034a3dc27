//! The attributes of the session cookie when it is set and when it is removed.

use crate::{
    adapter::Op,
    case::{Case, Need},
    client::{SetCookie, set_cookie::LARGEST},
    deployment::{
        World,
        browser::{now, session_cookie},
    },
    verdict::{Check, expect, failed, succeeded},
};

/// Cookie names that tell an attacker which framework to look up.
const FINGERPRINTS: [&str; 10] = [
    "phpsessid",
    "jsessionid",
    "asp.net_sessionid",
    "connect.sid",
    "sessionid",
    "laravel_session",
    "_session_id",
    "cfid",
    "cftoken",
    "id",
];

pub static A01: Case = Case {
    id: "A01",
    title: "the cookie that a login sets",
    expects: "it is Secure, HttpOnly, SameSite, Path=/, has the strictest prefix its Domain allows and a name that tells nothing",
    sources: &[
        "ASVS 5.0 3.3.1-3.3.5",
        "RFC 6265bis §4.1.3",
        "ASVS 4.0.3 3.4.1-3.4.5",
    ],
    needs: &[],
    run: |world| Box::pin(a01(world)),
};

async fn a01(world: World) -> Check {
    let answer = world.browser().login(world.auth(0), world.user(0)).await?;
    let cookie = session_cookie(&world.deployment, &answer)?;
    let prefix = if cookie.domain.is_some() {
        "__Secure-"
    } else {
        "__Host-"
    };
    let bare = cookie
        .name
        .trim_start_matches("__Host-")
        .trim_start_matches("__Secure-");
    let same_site = cookie.same_site.as_deref().unwrap_or("nothing");
    let said = |what: &str, there: bool| format!("{what} is {}", if there { "there" } else { "missing" });
    expect(cookie.secure, "Secure", said("Secure", cookie.secure))?;
    expect(cookie.http_only, "HttpOnly", said("HttpOnly", cookie.http_only))?;
    expect(
        matches!(same_site, "lax" | "strict"),
        "SameSite=Lax or Strict",
        format!("SameSite={same_site}"),
    )?;
    let path = cookie.path.as_deref().unwrap_or("none");
    expect(path == "/", "Path=/", format!("Path is {path}"))?;
    expect(
        cookie.name.starts_with(prefix),
        format!("a name that begins with {prefix}"),
        format!("the name {}", cookie.name),
    )?;
    expect(
        !FINGERPRINTS.contains(&bare.to_ascii_lowercase().as_str()),
        "a name that does not tell what the system is built with",
        format!("the name {}", cookie.name),
    )?;
    let largest = answer
        .set_cookie_lines()
        .iter()
        .map(String::len)
        .max()
        .unwrap_or_default();
    expect(
        largest <= LARGEST,
        "at most 4096 bytes",
        format!("{largest} bytes"),
    )?;
    if let Some(domain) = &cookie.domain {
        let mall = &world.mall(0).origin.host;
        let covers = mall == domain || mall.ends_with(&format!(".{domain}"));
        expect(
            covers,
            "a Domain that is the shop's or above it",
            format!("Domain={domain}"),
        )?;
    }
    Ok(())
}

pub static A05: Case = Case {
    id: "A05",
    title: "the cookie that a logout sets",
    expects: "it removes the cookie in a real browser: same name, Domain and Path, with Secure, and over",
    sources: &["tower-sessions#268", "RFC 6265bis §5.7", "ASVS 5.0 7.4.1"],
    needs: &[Need::Op(Op::Logout)],
    run: |world| Box::pin(a05(world)),
};

async fn a05(world: World) -> Check {
    let auth = world.auth(0);
    let browser = world.browser();
    let login = session_cookie(&world.deployment, &browser.login(auth, world.user(0)).await?)?;
    let answer = succeeded(browser.call(auth, Op::Logout, &[]).await?, "a logout")?;
    let removal = session_cookie(&world.deployment, &answer)?;
    is_proper_removal(&login, &removal)?;
    expect(
        browser.token(auth).is_none(),
        "a browser drops the session cookie",
        "it keeps it",
    )
}

/// Fails unless `removal` removes the cookie that `login` has set.
pub fn is_proper_removal(login: &SetCookie, removal: &SetCookie) -> Check {
    let differs = |what: &str| {
        Err(failed(
            "a removal cookie with the attributes of the cookie",
            format!("{what} differs"),
        ))
    };
    if removal.name != login.name {
        return differs("its name");
    }
    if removal.domain != login.domain {
        return differs("its Domain");
    }
    if removal.path != login.path {
        return differs("its Path");
    }
    expect(
        removal.secure || !login.secure,
        "a removal cookie with Secure, or browsers ignore it",
        "Secure is missing",
    )?;
    expect(
        removal.http_only || !login.http_only,
        "a removal cookie with HttpOnly",
        "HttpOnly is missing",
    )?;
    expect(
        removal.removes(now()),
        "a removal cookie that is over",
        "it lives on",
    )
}
