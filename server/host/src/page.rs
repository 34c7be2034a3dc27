//! Pages: the view is made when what it shows has been loaded, and sent in one piece.

use crate::compressed_page;
use app_part::{LoadedContent, Provide};
use app_ui::{Content, Head, Params, Visit, document, error_page::RequestId, provide_visit, respond::Answer};
use axum::{
    http::request::Parts,
    response::{Html, IntoResponse, Response},
};
use leptos::{nonce::provide_nonce, prelude::*, reactive::computed::ScopedFuture};
use std::sync::Arc;

/// What pages are made with.
#[derive(Clone)]
pub(crate) struct Pages {
    options: Arc<LeptosOptions>,
    /// What the domains provide.
    contexts: Arc<[Provide]>,
}

/// The place where the signals of one page live. They are gone with it, also if the visitor hangs up in the middle.
struct Scope(Owner);

impl Drop for Scope {
    fn drop(&mut self) {
        self.0.cleanup();
    }
}

impl Pages {
    pub(crate) fn new(options: &LeptosOptions, contexts: Vec<Provide>) -> Self {
        Self {
            options: Arc::new(options.clone()),
            contexts: contexts.into(),
        }
    }

    /// The document with this content, for the visit of the request.
    pub(crate) async fn render(
        &self,
        parts: Parts,
        params: Params,
        content: fn() -> LoadedContent,
    ) -> Response {
        let is_compressed = compressed_page::is_wanted(&parts.headers);
        let (document, answer) = self
            .document(async move {
                provide_context(params);
                self.provide_request(parts);
                content().await
            })
            .await;
        let response = if is_compressed {
            compressed_page::response(&document)
        } else {
            Html(document.to_html()).into_response()
        };
        as_decided(response, answer)
    }

    /// The document with a view that shows no more than the visit.
    pub(crate) async fn render_for(
        &self,
        visit: Arc<Visit>,
        id: Option<RequestId>,
        view: impl FnOnce() -> AnyView + Send,
    ) -> Response {
        let (document, answer) = self
            .document(async move {
                provide_visit(visit);
                if let Some(id) = id {
                    provide_context(id);
                }
                view().into()
            })
            .await;
        as_decided(Html(document.to_html()).into_response(), answer)
    }

    /// What pages and server functions find in their context.
    pub(crate) fn provide_request(&self, parts: Parts) {
        if let Some(visit) = parts.extensions.get::<Arc<Visit>>() {
            provide_visit(visit.clone());
        }
        if let Some(id) = parts.extensions.get::<RequestId>() {
            provide_context(id.clone());
        }
        provide_context(parts);
        for provide in self.contexts.iter() {
            provide();
        }
    }

    async fn document(&self, content: impl Future<Output = Content> + Send) -> (Content, Answer) {
        let scope = Scope(detached_root());
        let (head, answer) = (Head::default(), Answer::default());
        let document = scope.0.with(|| {
            provide_context(head.clone());
            provide_context(answer.clone());
            provide_context(self.options.clone());
            provide_nonce();
            ScopedFuture::new_untracked(async { document(&self.options, &head, content.await) })
        });
        (document.await, answer)
    }
}

/// The response with the status and the headers that the page has decided.
fn as_decided(mut response: Response, answer: Answer) -> Response {
    let (status, headers) = answer.into_parts();
    *response.status_mut() = status;
    for (name, value) in &headers {
        response.headers_mut().append(name, value.clone());
    }
    response
}

/// A new root, which does not become the current one.
fn detached_root() -> Owner {
    let current = Owner::current();
    let root = Owner::new_root(None);
    match current {
        Some(owner) => owner.set(),
        None => root.clone().unset(),
    }
    root
}
