//! What a guest puts into the cart: S17, S18.
//!
//! Carts are in tables of the mall, and a guest's is found by a cookie of its own. So what becomes of a cart does not depend on where
//! sessions are; whose it is does.

use std::time::Duration;

use anyhow::{Context as _, Result};
use diagnosis::{evidence::Step, jar::Context};

use super::{
    Played,
    journey::{ACCOUNT, PRODUCT, go_back, is_member},
};
use crate::{
    stage::Stage,
    visitor::{Page, Visitor, must_be_good},
};

/// The end of the address of the form that adds.
const ADD: &str = "/cart/add";
/// The requests that add a piece at the same moment.
const AT_ONCE: usize = 8;
/// How often those are sent again that a busy copy has refused.
const ATTEMPTS: usize = 10;
/// The pieces that a guest puts into the cart before logging in.
const PIECES: usize = 2;

/// S17.
pub async fn parallel_adds(stage: &mut Stage<'_>) -> Result<Played> {
    let mut visitor = stage.visitor(0);
    // The first piece brings the cookie of the cart.
    let product = fill(&mut visitor, stage, 1).await?;
    let form = product.form(ADD).context("the product has no form to add it")?;
    let address = product.url.join(&form.action)?;
    let (mut left, mut refused) = (AT_ONCE, 0);
    for attempt in 0..ATTEMPTS {
        if attempt > 0 {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        let adds: Vec<_> = (0..left)
            .map(|_| {
                let context = Context::post(product.url.clone());
                let form = Some(form.filled(&[("quantity", "1")]));
                tokio::spawn(visitor.prepare(Step::Between, &address, context, form).send())
            })
            .collect();
        left = 0;
        for add in adds {
            let (page, _) = visitor.absorb(add.await??);
            match page.status {
                503 => left += 1,
                status => refused += usize::from(status >= 400),
            }
        }
        if left == 0 {
            break;
        }
    }
    let cart = open_cart(&mut visitor, stage, Step::Between).await?;
    let (found, wanted) = (pieces(&cart)?, 1 + AT_ONCE);
    let refused = refused + left;
    let played = Played::new(
        refused == 0 && found == wanted,
        visitor,
        format!("先加一件，再同时加 {AT_ONCE} 次、每次一件；被拒绝 {refused} 次，购物车里有 {found} 件。"),
        format!(
            "A piece, and {AT_ONCE} times one more at once: {refused} of them were refused, and {found} pieces are in the cart."
        ),
    );
    Ok(if played.passed {
        played
    } else {
        played.labelled("U3")
    })
}

/// S18.
pub async fn after_login(stage: &mut Stage<'_>) -> Result<Played> {
    let mut visitor = stage.visitor(0);
    fill(&mut visitor, stage, PIECES).await?;
    let cart = open_cart(&mut visitor, stage, Step::Between).await?;
    let hint = login_hint(&cart).context("the cart does not say what a login does to it")?;
    let login = visitor.click(Step::Between, &cart, &hint).await?;
    let cart = visitor.log_in(&login, ACCOUNT, false).await?;
    let login = visitor.login_cookie();
    let cart = if cart.url.path() == stage.place.at_mall(CART).path() {
        cart
    } else {
        open_cart(&mut visitor, stage, Step::Visit).await?
    };
    let is_own = is_member(&cart);
    // Once: what was merged is not merged again.
    let again = open_cart(&mut visitor, stage, Step::Visit).await?;
    let (found, still) = (pieces(&cart)?, pieces(&again)?);
    let is_kept = found == PIECES && still == PIECES;
    let says_so = login_hint(&again).is_some();
    if is_own {
        visitor.open(Step::Back, &stage.place.at_auth("/account")).await?;
    } else {
        go_back(&mut visitor, stage, login).await?;
    }
    let (zh, en) = match (is_own, is_kept, says_so) {
        (true, true, _) => (
            "购物车归了会员，每种只有一份。",
            "The cart is the member's, and everything is in it once.",
        ),
        (false, true, true) => (
            "购物车里的东西还在，但仍是访客的购物车，页面也这样说。",
            "Everything is still there, and the cart is still a guest's, as the page says.",
        ),
        (false, true, false) => (
            "购物车里的东西还在，页面却没有说这仍是访客的购物车。",
            "Everything is still there, but the page does not say that the cart is still a guest's.",
        ),
        (_, false, _) => (
            "购物车里的东西和登录之前不一样了。",
            "What is in the cart is not what was in it before the login.",
        ),
    };
    let played = Played::new(is_own && is_kept, visitor, zh, en);
    Ok(if is_kept && (is_own || says_so) {
        played
    } else {
        played.labelled("cart")
    })
}

/// The page of the cart.
const CART: &str = "/cart";

/// Puts pieces of a product into the cart. Gives the product's page.
async fn fill(visitor: &mut Visitor, stage: &Stage<'_>, pieces: usize) -> Result<Page> {
    let product = visitor.open(Step::Between, &stage.place.at_mall(PRODUCT)).await?;
    let quantity = pieces.to_string();
    let added = visitor
        .submit(Step::Between, &product, ADD, &[("quantity", &quantity)])
        .await?;
    must_be_good(&added)?;
    Ok(product)
}

async fn open_cart(visitor: &mut Visitor, stage: &Stage<'_>, step: Step) -> Result<Page> {
    let cart = visitor.open(step, &stage.place.at_mall(CART)).await?;
    must_be_good(&cart)?;
    Ok(cart)
}

/// The link by which a guest's cart says that a login keeps what is in it.
fn login_hint(cart: &Page) -> Option<String> {
    cart.link("cart__login")
}

/// The pieces of the product in the cart.
fn pieces(cart: &Page) -> Result<usize> {
    let sku = PRODUCT.rsplit('/').next().unwrap_or_default();
    match cart.field(&format!("quantity-{sku}")) {
        Some(pieces) => pieces.parse().context("a quantity that is no number"),
        None => Ok(0),
    }
}
