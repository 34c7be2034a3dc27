//! Another phone or e-mail address: a code to it, then the code. Both take a fresh proof of identity (ASVS 5.0 7.5.1).

use super::{
    code_forms::{Browser, CodeForm, failed, refused, sent_or_refused, shown_recipient},
    form_pages::{EmailForms, PhoneForms},
};
use crate::{
    codes::{Forms, notice::Refusals},
    contact::{
        Contact,
        notice::{ContactDone, ContactNotice},
    },
    server::{Auth, codes::Purpose},
};
use app_forms::server::{FormPage, SignedIn, Wants, keep_for_login, refuse, see_with};
use app_kernel::{MemberId, path};
use axum::{
    Form, Json,
    extract::{FromRequest, FromRequestParts, Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;
use std::marker::PhantomData;

/// A page with the forms for a phone or an e-mail address.
pub(super) trait ContactPage: FormPage {
    /// What its forms are for.
    const CONTACT: Contact;
}

impl ContactPage for PhoneForms {
    const CONTACT: Contact = Contact::Phone;
}

impl ContactPage for EmailForms {
    const CONTACT: Contact = Contact::Email;
}

/// The fields of both forms, of which each has its own.
#[derive(Deserialize)]
struct Typed {
    #[serde(default)]
    phone: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    code: String,
}

/// A form for a phone or an e-mail address.
struct ContactForm {
    contact: Contact,
    to: String,
    code: String,
}

impl ContactForm {
    fn of<P: ContactPage>(typed: Typed) -> Self {
        Self {
            contact: P::CONTACT,
            to: match P::CONTACT {
                Contact::Phone => typed.phone,
                Contact::Email => typed.email,
            },
            code: typed.code,
        }
    }

    /// The member who sends the form, and has proved of late to be that member; otherwise the answer that asks for it. What was typed is
    /// there when they are back.
    fn sender<P: ContactPage>(
        &self,
        auth: &Auth,
        asker: Result<SignedIn<P>, Response>,
    ) -> Result<MemberId, Box<Response>> {
        let answer = match asker {
            Ok(asker) => match asker.must_confirm() {
                None => return Ok(asker.member.id),
                Some(answer) => answer,
            },
            Err(answer) => answer,
        };
        let kept = keep_for_login(answer, &self.notice(Vec::new()), &auth.links.auth);
        Err(Box::new(kept))
    }
}

impl CodeForm for ContactForm {
    type Notice = ContactNotice;

    fn purpose(&self) -> Purpose {
        self.contact.purpose()
    }

    fn forms(&self) -> Forms {
        self.contact.forms()
    }

    fn to(&self) -> &str {
        &self.to
    }

    fn next(&self) -> Option<&str> {
        None
    }

    fn notice(&self, refusals: Refusals) -> ContactNotice {
        ContactNotice {
            contact: self.contact,
            refusals,
            to: shown_recipient(&self.to),
        }
    }
}

/// A form of the page `P`, sent by a member who has proved of late to be that member.
pub(super) struct Sent<P> {
    form: ContactForm,
    member: MemberId,
    browser: Browser,
    page: PhantomData<P>,
}

impl<P: ContactPage> FromRequest<Auth> for Sent<P> {
    type Rejection = Response;

    async fn from_request(request: Request, auth: &Auth) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let asker = SignedIn::<P>::from_request_parts(&mut parts, auth).await;
        let Ok(mut browser) = Browser::from_request_parts(&mut parts, auth).await;
        let Form(typed) = Form::<Typed>::from_request(Request::from_parts(parts, body), auth)
            .await
            .map_err(IntoResponse::into_response)?;
        let form = ContactForm::of::<P>(typed);
        let member = form.sender(auth, asker).map_err(|answer| *answer)?;
        browser.asker.member = Some(member);
        Ok(Self {
            form,
            member,
            browser,
            page: PhantomData,
        })
    }
}

pub(super) async fn send_code<P: ContactPage>(
    State(auth): State<Auth>,
    Sent {
        form,
        member,
        browser,
        ..
    }: Sent<P>,
) -> Response {
    let outcome = auth
        .send_contact_code(form.contact, member, &form.to, &browser.asker)
        .await;
    sent_or_refused(&auth, &browser, &form, outcome).await
}

pub(super) async fn change<P: ContactPage>(
    State(auth): State<Auth>,
    Sent {
        form,
        member,
        browser,
        ..
    }: Sent<P>,
) -> Response {
    let changed = auth
        .change_contact(form.contact, member, (&form.to, &form.code), &browser.asker)
        .await;
    match changed {
        Ok(Ok(())) => done(&auth, browser.wants, ContactDone::Changed(form.contact)),
        Ok(Err(refusals)) => refused(&auth, &browser, &form, refusals),
        Err(error) => failed(&form, browser.wants, &error),
    }
}

pub(super) async fn remove_email(
    State(auth): State<Auth>,
    asker: SignedIn<EmailForms>,
    browser: Browser,
) -> Response {
    if let Some(answer) = asker.must_confirm() {
        return answer;
    }
    match auth.remove_email(asker.member.id, &browser.asker).await {
        Ok(true) => done(&auth, asker.wants, ContactDone::EmailRemoved),
        Ok(false) if asker.wants == Wants::Json => refuse(StatusCode::CONFLICT, "last"),
        Ok(false) => done(&auth, asker.wants, ContactDone::EmailKept),
        Err(error) => {
            tracing::error!(%error, "an e-mail address cannot be removed");
            asker.wants.unavailable()
        }
    }
}

fn done(auth: &Auth, wants: Wants, done: ContactDone) -> Response {
    match wants {
        Wants::Json => Json(json!({ "changed": true })).into_response(),
        Wants::Page => see_with(
            &format!("{}#contact-section", path::ACCOUNT),
            &done,
            &auth.links.auth,
        ),
    }
}
