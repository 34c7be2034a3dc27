//! Where the forms of the cart are posted to.
//!
//! A browser is answered with 303 to a page, a script that accepts JSON with JSON and the proper status.

use super::{Arrival, add, forms::LineForm, owner::Owner, read, sql};
use crate::{
    cart::{
        answer::Refusal,
        notice::{AddNotice, CartNotice},
    },
    server::{Mall, read::within_timeout},
};
use app_forms::{
    Notice,
    server::{Wants, refuse, see, see_with},
};
use app_kernel::{Failure, Locale, SkuId, path};
use app_part::Endpoint;
use app_ui::Visit;
use axum::{
    Form, Json,
    extract::{FromRequest, FromRequestParts, Request, State},
    http::{Method, header::SET_COOKIE, request::Parts},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use std::sync::Arc;

/// Every endpoint of the cart.
pub(crate) fn endpoints(mall: &Arc<Mall>) -> Vec<Endpoint> {
    let read = (Method::GET, path::CART_API, get(show).with_state(mall.clone()));
    let write = [
        (path::CART_ADD_API, post(add_pieces)),
        (path::CART_SET_API, post(set)),
        (path::CART_TICK_API, post(tick)),
        (path::CART_TICK_ALL_API, post(tick_all)),
        (path::CART_REMOVE_API, post(remove)),
        (path::CART_UNDO_API, post(undo)),
    ]
    .map(|(path, handler)| (Method::POST, path, handler.with_state(mall.clone())));
    [read].into_iter().chain(write).collect()
}

/// Who sent a form, with their cart.
struct Sender {
    arrival: Arrival,
    wants: Wants,
    locale: Locale,
    mall: Arc<Mall>,
}

impl FromRequestParts<Arc<Mall>> for Sender {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, mall: &Arc<Mall>) -> Result<Self, Response> {
        let Ok(wants) = Wants::from_request_parts(parts, mall).await;
        let visit = parts.extensions.get::<Arc<Visit>>();
        let locale = visit.map(|visit| visit.locale).unwrap_or_default();
        let arrival = Arrival::of(parts, mall).await;
        Ok(Self {
            arrival: arrival.map_err(|_| wants.unavailable())?,
            wants,
            locale,
            mall: mall.clone(),
        })
    }
}

/// A form of the cart's page, with who sent it: whoever the page was shown to, unless that is known to have changed.
struct Sent(Sender, LineForm);

impl FromRequest<Arc<Mall>> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, mall: &Arc<Mall>) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let sender = Sender::from_request_parts(&mut parts, mall).await?;
        let form = Form::from_request(Request::from_parts(parts, body), mall).await;
        let Form(form): Form<LineForm> = form.map_err(IntoResponse::into_response)?;
        if form.was_shown_to_member() && sender.arrival.is_guest() {
            return Err(not_changed(sender, &form, Refusal::LoginNeeded));
        }
        Ok(Self(sender, form))
    }
}

impl Sender {
    /// A page for a browser; for a script the whole cart.
    async fn changed(mut self, page: Response) -> Result<Response, Unavailable> {
        if self.wants == Wants::Page {
            return Ok(self.with_cookies(page));
        }
        let cart = self.asked(read(&self.mall, &self.arrival, self.locale).await)?;
        self.arrival.pieces = Some(cart.pieces);
        Ok(self.with_cookies(Json(cart).into_response()))
    }

    fn refused(self, refusal: Refusal, page: impl FnOnce(&Self) -> Response) -> Response {
        let answer = match self.wants {
            Wants::Json => refuse(refusal.status(), refusal.code()),
            Wants::Page => page(&self),
        };
        self.with_cookies(answer)
    }

    fn cart_saying(&self, sku: Option<SkuId>, notice: &CartNotice) -> Response {
        self.page(&at_line(sku), notice)
    }

    fn page<N: Notice>(&self, page: &str, notice: &N) -> Response {
        see_with(page, notice, &self.mall.links.mall)
    }

    fn with_cookies(self, mut response: Response) -> Response {
        for cookie in self.arrival.cookies(&self.mall) {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
        response
    }

    fn asked<T>(&self, answer: Result<T, Failure>) -> Result<T, Unavailable> {
        answer.map_err(|_| Unavailable(self.wants))
    }
}

/// The answer while the database cannot be asked.
struct Unavailable(Wants);

impl IntoResponse for Unavailable {
    fn into_response(self) -> Response {
        self.0.unavailable()
    }
}

type Answer = Result<Response, Unavailable>;

/// The page of the cart, where the line is seen that this was about.
fn at_line(sku: Option<SkuId>) -> String {
    sku.map_or_else(
        || path::CART.to_owned(),
        |sku| format!("{}#line-{sku}", path::CART),
    )
}

fn refusal_of(form: &LineForm, refusal: Refusal) -> CartNotice {
    CartNotice::Refused {
        refusal,
        sku: form.sku(),
        typed: form.typed(),
    }
}

fn not_added(form: &LineForm, refusal: Refusal) -> AddNotice {
    AddNotice::Refused {
        refusal,
        typed: form.typed(),
    }
}

async fn show(sender: Sender) -> Answer {
    let page = see(path::CART);
    sender.changed(page).await
}

async fn add_pieces(State(mall): State<Arc<Mall>>, mut sender: Sender, Form(form): Form<LineForm>) -> Answer {
    let Some(sku) = form.sku() else {
        return Ok(sender.refused(Refusal::Unknown, |sender| {
            sender.cart_saying(None, &refusal_of(&form, Refusal::Unknown))
        }));
    };
    let product = path::product(sku);
    let quantity = match form.quantity() {
        Ok(quantity) => quantity,
        Err(refusal) => {
            return Ok(sender.refused(refusal, |sender| {
                sender.page(&product, &not_added(&form, refusal))
            }));
        }
    };
    let owner = sender.arrival.owner_or_new();
    let added = add(&mall, &owner, sku, quantity, (true, false)).await;
    Ok(match sender.asked(added)? {
        Ok(added) => {
            sender.arrival.pieces = Some(added.pieces);
            let answer = match sender.wants {
                Wants::Json => Json(added).into_response(),
                Wants::Page => sender.page(&product, &AddNotice::Added(added)),
            };
            sender.with_cookies(answer)
        }
        // Its page is gone with it.
        Err(refusal @ Refusal::Unknown) => sender.refused(refusal, |sender| {
            sender.cart_saying(None, &refusal_of(&form, refusal))
        }),
        Err(refusal) => sender.refused(refusal, |sender| {
            sender.page(&product, &not_added(&form, refusal))
        }),
    })
}

async fn set(State(mall): State<Arc<Mall>>, Sent(sender, form): Sent) -> Answer {
    let quantity = match form.quantity() {
        Ok(quantity) => quantity,
        Err(refusal) => return Ok(not_changed(sender, &form, refusal)),
    };
    change(sender, &form, async |owner, sku| {
        within_timeout(sql::set(&mall.pool, owner, sku, quantity)).await
    })
    .await
}

async fn tick(State(mall): State<Arc<Mall>>, Sent(sender, form): Sent) -> Answer {
    change(sender, &form, async |owner, sku| {
        within_timeout(sql::tick(&mall.pool, owner, Some(sku), form.ticked())).await
    })
    .await
}

async fn tick_all(State(mall): State<Arc<Mall>>, Sent(sender, form): Sent) -> Answer {
    if let Some(owner) = sender.arrival.owner() {
        let ticked = within_timeout(sql::tick(&mall.pool, &owner, None, form.ticked())).await;
        sender.asked(ticked)?;
    }
    let page = see(&format!("{}#tick-all", path::CART));
    sender.changed(page).await
}

async fn remove(State(mall): State<Arc<Mall>>, Sent(sender, form): Sent) -> Answer {
    let (Some(owner), Some(sku)) = (sender.arrival.owner(), form.sku()) else {
        return Ok(not_changed(sender, &form, Refusal::NotInCart));
    };
    let removed = within_timeout(sql::remove(&mall.pool, &owner, sku)).await;
    let Some(removed) = sender.asked(removed)? else {
        return Ok(not_changed(sender, &form, Refusal::NotInCart));
    };
    let notice = CartNotice::Removed {
        sku,
        quantity: removed.quantity,
        ticked: removed.ticked,
    };
    let page = sender.cart_saying(None, &notice);
    sender.changed(page).await
}

async fn undo(State(mall): State<Arc<Mall>>, Sent(mut sender, form): Sent) -> Answer {
    let (sku, quantity) = match (form.sku(), form.quantity()) {
        (None, _) => return Ok(not_changed(sender, &form, Refusal::Unknown)),
        (_, Err(refusal)) => return Ok(not_changed(sender, &form, refusal)),
        (Some(sku), Ok(quantity)) => (sku, quantity),
    };
    let owner = sender.arrival.owner_or_new();
    let put_back = add(&mall, &owner, sku, quantity, (form.ticked(), true)).await;
    match sender.asked(put_back)? {
        Ok(added) => {
            sender.arrival.pieces = Some(added.pieces);
            let page = sender.cart_saying(None, &CartNotice::PutBack);
            sender.changed(page).await
        }
        Err(refusal) => Ok(not_changed(sender, &form, refusal)),
    }
}

/// Changes a line of the sender's cart: `change` says whether there is such a line.
async fn change(
    sender: Sender,
    form: &LineForm,
    change: impl AsyncFnOnce(&Owner, SkuId) -> Result<bool, Failure>,
) -> Answer {
    let (Some(owner), Some(sku)) = (sender.arrival.owner(), form.sku()) else {
        return Ok(not_changed(sender, form, Refusal::NotInCart));
    };
    if sender.asked(change(&owner, sku).await)? {
        let page = see(&format!("{}#{}", path::CART, form.control(sku)));
        sender.changed(page).await
    } else {
        Ok(not_changed(sender, form, Refusal::NotInCart))
    }
}

/// The page of the cart again, with what was wrong.
fn not_changed(sender: Sender, form: &LineForm, refusal: Refusal) -> Response {
    sender.refused(refusal, |sender| {
        sender.cart_saying(form.sku(), &refusal_of(form, refusal))
    })
}
