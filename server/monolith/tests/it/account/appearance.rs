//! Picture and language of the account.

use super::{noticed, said};
use crate::{
    mall::{Mall, header, text},
    query::{ask, run},
};
use serde_json::json;

const APPEARANCE: &str = "/api/auth/appearance";

/// The address of the picture in the header of a page; nothing if there is none.
fn picture(page: &str) -> Option<String> {
    let mut images = page
        .split("<img ")
        .skip(1)
        .filter_map(|rest| rest.split('>').next());
    let image = images.find(|image| image.contains("utility-bar__portrait"))?;
    let (_, rest) = image.split_once("src=\"")?;
    Some(rest.split('"').next()?.to_owned())
}

/// With the next request, at every copy, on every page; and with the request after that it is gone again.
#[tokio::test]
async fn the_picture_is_shown_by_every_copy_with_the_next_request() {
    let mall = Mall::open().await;
    let copy = mall.beside(&[("INSTANCE", "monolith-2")]);
    let member = mall.member("lisi");
    let elsewhere = copy.visitor().with_cookie(member.cookie.clone());
    assert_eq!(picture(&text(elsewhere.get("/"))), None);

    let response = member.post(APPEARANCE, &[("picture", "whale")]);
    assert_eq!(header(&response, "location"), "/account#appearance-section");
    let account = text(noticed(&member, &response).get("/account"));
    assert!(account.contains("头像和语言已保存。"), "{account}");
    let address = picture(&account).expect("a picture");
    assert!(address.starts_with("/portraits/whale."), "{address}");
    for page in ["/", "/cart", "/orders", "/p/100101", "/account/sessions"] {
        assert_eq!(
            picture(&text(elsewhere.get(page))).as_ref(),
            Some(&address),
            "{page}"
        );
    }
    assert_eq!(
        picture(&text(mall.member("zhangsan").get("/"))),
        None,
        "it is nobody else’s"
    );
    assert_eq!(picture(&text(mall.visitor().get("/"))), None);

    let drawing = mall.visitor().get(&address);
    assert_eq!(drawing.status(), 200);
    assert!(header(&drawing, "content-type").starts_with("image/svg+xml"));
    assert_eq!(
        header(&drawing, "cache-control"),
        "public, max-age=31536000, immutable"
    );
    assert!(header(&drawing, "set-cookie").is_empty());
    assert!(text(drawing).starts_with("<svg "));
    assert_eq!(mall.visitor().get("/portraits/whale.svg").status(), 404);

    assert_eq!(
        said(member.as_script().post(APPEARANCE, &[])),
        (200, json!({ "picture": null, "language": null }))
    );
    assert_eq!(picture(&text(elsewhere.get("/"))), None);
    assert_eq!(
        ask(
            &mall,
            "select count(*) from session.member where profile is not null"
        )
        .await,
        "0"
    );
}

/// What was chosen on a device counts there, then what was chosen for the account, then what the browser prefers.
#[tokio::test]
async fn the_language_is_the_device_s_then_the_account_s_then_the_browser_s() {
    let mall = Mall::open().await;
    let member = mall.member("lisi");
    let language = |cookie: Option<&str>, accepted: &str| {
        let mut cookies: Vec<_> = member.cookie.iter().map(String::as_str).collect();
        cookies.extend(cookie);
        let visitor = member.with_cookie(Some(cookies.join("; ")));
        let page = text(visitor.send("GET", "/", &[("accept-language", accepted)], Vec::new()));
        let (_, rest) = page.split_once("<html lang=\"").expect("a language");
        rest.split('"').next().unwrap_or_default().to_owned()
    };
    assert_eq!(language(None, "en"), "en");
    assert_eq!(
        said(
            member
                .as_script()
                .post(APPEARANCE, &[("language", "zh-CN"), ("picture", "")])
        ),
        (200, json!({ "picture": null, "language": "zh-CN" }))
    );
    assert_eq!(language(None, "en"), "zh-CN", "on whatever device one logs in");
    assert_eq!(
        language(Some("cfmall-locale=en"), "zh"),
        "en",
        "what was chosen there"
    );
    assert_eq!(language(Some("cfmall-locale=xx"), "en"), "zh-CN");
    assert_eq!(
        said(member.as_script().post(APPEARANCE, &[("language", "en")])),
        (200, json!({ "picture": null, "language": "en" }))
    );
    assert_eq!(language(None, "zh"), "en");
}

#[tokio::test]
async fn what_the_form_does_not_offer_is_refused_and_changes_nothing() {
    let mall = Mall::open().await;
    let guest = mall.visitor().as_script().post(APPEARANCE, &[("picture", "fox")]);
    assert_eq!(said(guest), (401, json!({ "error": "login-needed" })));
    let member = mall.member("lisi");
    member.post(APPEARANCE, &[("picture", "fox"), ("language", "en")]);
    for form in [
        [("picture", "dragon"), ("language", "en")],
        [("picture", "../fox"), ("language", "en")],
        [("picture", "fox\0"), ("language", "en")],
        [("picture", "panda"), ("language", "de")],
        [("picture", "panda"), ("language", "EN")],
    ] {
        assert_eq!(
            said(member.as_script().post(APPEARANCE, &form)),
            (422, json!({ "error": "unknown" })),
            "{form:?}"
        );
        assert_eq!(member.post(APPEARANCE, &form).status(), 422);
    }
    let stored = "select picture || ' ' || language from auth.member where user_name = 'lisi'";
    assert_eq!(ask(&mall, stored).await, "fox en");
    assert_eq!(
        ask(
            &mall,
            "select profile from session.member where profile is not null"
        )
        .await,
        r#"{"picture": "fox", "language": "en"}"#
    );

    // A picture or a language of another release is none, and no page fails by it.
    run(
        &mall,
        "update auth.member set picture = 'dragon', language = 'fr' where user_name = 'lisi'",
    )
    .await;
    let page = member.get("/account");
    assert_eq!(page.status(), 200);
    assert_eq!(picture(&text(page)), None);
    run(
        &mall,
        r#"update session.member set profile = '["what", "ever"]' where nickname = '李四'"#,
    )
    .await;
    assert_eq!(member.get("/account").status(), 200);
    run(&mall, "alter table auth.member rename to away").await;
    assert_eq!(
        said(member.as_script().post(APPEARANCE, &[("picture", "fox")])),
        (503, json!({ "error": "unavailable" }))
    );
}
