//! Where a browser goes by itself.

use diagnosis::jar::Context;
use url::Url;

use super::{Hop, Navigation};
use crate::{
    adapter::Encoding,
    login::encode,
    page::{
        Field, forms, loads, running,
        script::{Effect, effects},
    },
};

/// The next request after a redirect (Fetch standard, HTTP-redirect fetch).
pub(super) fn redirect(before: Navigation, target: Url, status: u16) -> Navigation {
    let Navigation {
        url,
        mut context,
        mut body,
        accept,
    } = before;
    let becomes_get = match status {
        301 | 302 => context.method == "POST",
        303 => context.method != "GET" && context.method != "HEAD",
        _ => false,
    };
    if becomes_get {
        "GET".clone_into(&mut context.method);
        body = None;
    }
    context.redirected_by.push(url);
    Navigation {
        url: target,
        context,
        body,
        accept,
    }
}

/// The next request after a page that leads on by itself.
pub(super) fn page(before: &Navigation, from: Url, target: Url) -> Navigation {
    let context = Context {
        purpose: before.context.purpose.clone(),
        ..Context::link(from)
    };
    Navigation::page(target, context)
}

/// The next request after a page that hands something over by itself: its script posts a form without anything to fill in to another origin, as SAML's
/// POST binding and OAuth's `response_mode=form_post` have it.
pub(super) fn form(hop: &Hop) -> Option<Navigation> {
    let reply = hop.reply().filter(|reply| reply.status == 200)?;
    let html = &reply.body;
    let submits = |script: &str| effects(script).contains(&Effect::Submits);
    let is_sent = running(html).iter().any(|(_, script)| submits(script))
        || loads(html).is_some_and(|script| submits(&script));
    let form = forms(html, &hop.url).into_iter().find(|form| {
        let is_hidden = |field: &Field| matches!(field.kind.as_str(), "hidden" | "submit");
        let has_value = form.fields.iter().any(|field| field.kind == "hidden");
        let is_elsewhere = form.action.origin() != hop.url.origin();
        form.method == "POST" && is_elsewhere && has_value && form.fields.iter().all(is_hidden)
    });
    let form = form.filter(|_| is_sent)?;
    let hidden = form.fields.iter().filter(|field| field.kind == "hidden");
    let values: Vec<_> = hidden
        .map(|field| (field.name.clone(), field.value.clone()))
        .collect();
    Some(Navigation {
        body: Some(encode(&values, Encoding::Form)),
        ..Navigation::page(form.action, Context::post(hop.url.clone()))
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    fn after(status: u16) -> (String, bool) {
        let before = Navigation {
            body: Some(("text/plain".to_owned(), "x".to_owned())),
            ..Navigation::page(
                url("http://a.localhost/login"),
                Context::post(url("http://a.localhost/login")),
            )
        };
        let next = redirect(before, url("http://b.localhost/"), status);
        (next.context.method, next.body.is_some())
    }

    #[test]
    fn a_page_hands_over_a_form_without_anything_to_fill_in() {
        let hop = |action: &str, fields: &str, script: &str| Hop {
            url: url("http://a.localhost/saml"),
            context: Context::typed(),
            sent: Vec::new(),
            at: crate::browser::now(),
            reply: Ok(crate::http::Reply {
                status: 200,
                headers: Vec::new(),
                body: format!("<form method=post action='{action}'>{fields}</form><script>{script}</script>"),
                took: std::time::Duration::ZERO,
            }),
            receipts: Vec::new(),
            scripted: Vec::new(),
            is_kept: false,
        };
        let (there, hidden, submit) = (
            "http://b.localhost/acs",
            "<input type=hidden name=SAMLResponse value=x>",
            "document.forms[0].submit()",
        );
        let next = form(&hop(there, hidden, submit)).unwrap();
        assert_eq!((next.url.as_str(), next.context.method.as_str()), (there, "POST"));
        assert_eq!(next.body.unwrap().1, "SAMLResponse=x");
        assert!(form(&hop(there, hidden, "")).is_none(), "nothing sends it");
        assert!(form(&hop("/logout", hidden, submit)).is_none(), "its own form");
        let open = format!("{hidden}<input name=q>");
        assert!(
            form(&hop(there, &open, submit)).is_none(),
            "something is to be filled in"
        );
    }

    #[test]
    fn a_post_becomes_a_get_where_browsers_make_it_one() {
        for status in [301, 302, 303] {
            assert_eq!(after(status), ("GET".to_owned(), false));
        }
        for status in [307, 308] {
            assert_eq!(after(status), ("POST".to_owned(), true));
        }
    }
}
