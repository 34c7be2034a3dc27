//! HTTP's rules about content and its head (RFC 9110 §8, §9.3.2).

use crate::mall::{Mall, Response, Visitor, header, text};

fn send(visitor: &Visitor, method: &str, target: &str, headers: &[(&str, &str)]) -> Response {
    visitor.send(method, target, headers, Vec::new())
}

#[tokio::test]
async fn a_head_says_what_get_would() {
    let mall = Mall::open().await;
    let visitor = mall.visitor();
    for target in [
        "/",
        "/c/audio",
        "/nope",
        "/api/session/viewer",
        "/api/mall/front",
        "/pictures/phone-sky.svg",
        "/favicon.svg",
        "/robots.txt",
        "/livez",
        "/pkg/none",
    ] {
        for coding in ["identity", "gzip", "br"] {
            let headers = [("accept-encoding", coding)];
            let get = send(&visitor, "GET", target, &headers);
            let head = send(&visitor, "HEAD", target, &headers);
            assert_eq!(head.status(), get.status(), "{target} {coding}");
            for name in [
                "content-type",
                "content-encoding",
                "etag",
                "vary",
                "cache-control",
            ] {
                assert_eq!(
                    head.headers().get(name),
                    get.headers().get(name),
                    "{target} {coding}: {name}"
                );
            }
            if let Some(length) = head.headers().get("content-length") {
                assert_eq!(
                    Some(length),
                    get.headers().get("content-length"),
                    "{target} {coding}"
                );
            }
            assert_eq!(text(head), "", "{target} {coding}");
        }
    }
}

#[tokio::test]
async fn one_tag_never_stands_for_different_bytes() {
    let mall = Mall::open().await;
    for target in ["/pictures/phone-sky.svg", "/favicon.svg"] {
        let mut strong = Vec::new();
        for coding in ["identity", "gzip", "br"] {
            let answer = send(&mall.visitor(), "GET", target, &[("accept-encoding", coding)]);
            let tag = header(&answer, "etag").to_owned();
            let again = [("accept-encoding", coding), ("if-none-match", &*tag)];
            assert_eq!(
                send(&mall.visitor(), "GET", target, &again).status(),
                304,
                "{target} {coding}"
            );
            if !tag.starts_with("W/") {
                assert!(
                    !strong.contains(&tag),
                    "{target}: {tag} is that of another coding too"
                );
                strong.push(tag);
            }
        }
    }
}

#[tokio::test]
async fn what_is_missing_among_the_files_is_a_page_for_people() {
    let mall = Mall::open().await;
    for target in ["/pkg/none", "/pkg/none.js", "/pictures/none.svg", "/sitemap/none"] {
        let headers = [("accept", "text/html,*/*;q=0.8")];
        let answer = send(&mall.visitor(), "GET", target, &headers);
        assert_eq!(answer.status(), 404, "{target}");
        assert!(
            !header(&answer, "cache-control").contains("immutable"),
            "{target}"
        );
        let page = text(answer);
        assert!(
            page.contains("<html lang=\"zh-CN\"") && page.contains("404"),
            "{target}: {page}"
        );
    }
    for target in ["/pkg/none", "/pictures/none.svg"] {
        let answer = send(&mall.visitor(), "GET", target, &[("accept", "*/*")]);
        assert_eq!(header(&answer, "content-type"), "application/json", "{target}");
    }
    // Below a folder of files there are no pages, whatever they are called.
    let answer = send(&mall.visitor(), "GET", "/pkg/search", &[("accept", "text/html")]);
    assert_eq!(answer.status(), 404);
}

#[tokio::test]
async fn text_says_in_which_charset_it_is() {
    let mall = Mall::open().await;
    for (address, kind) in [
        ("/", "text/html"),
        ("/robots.txt", "text/plain"),
        ("/favicon.svg", "image/svg+xml"),
        ("/sitemap.xml", "application/xml"),
        ("/nope", "text/html"),
    ] {
        let response = mall.visitor().get(address);
        assert_eq!(
            header(&response, "content-type").to_lowercase(),
            format!("{kind}; charset=utf-8"),
            "{address}"
        );
    }
    let response = mall.visitor().get("/api/session/viewer");
    assert_eq!(
        header(&response, "content-type"),
        "application/json",
        "RFC 8259 §11"
    );
}
