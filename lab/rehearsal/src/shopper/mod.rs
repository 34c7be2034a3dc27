//! One shopper: a browser's cookies, what they know of themselves, and whether the shop knows it, too.

mod order;

use std::{
    ops::RangeInclusive,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};
use diagnosis::evidence::{Shown, Step};
use lab_scenarios::{
    crowd,
    visitor::{Page, Visitor},
};
use url::Url;

use crate::record::{Event, Record};

/// So long a page that says "for the moment it is not known who is asking" is asked for again.
const PATIENCE: Duration = Duration::from_secs(3);

/// A shopper.
pub struct Shopper<'a> {
    pub number: u16,
    visitor: Visitor,
    mall: Url,
    product: String,
    record: &'a Record,
    /// Whether they are logged in; unknown after a login or logout that was not answered.
    logged_in: Option<bool>,
    /// The pieces in the member's cart: more than one number where an addition was not answered.
    pieces: RangeInclusive<u64>,
}

impl<'a> Shopper<'a> {
    pub fn new(number: u16, visitor: Visitor, mall: Url, product: String, record: &'a Record) -> Self {
        Self {
            number,
            visitor,
            mall,
            product,
            record,
            logged_in: Some(false),
            pieces: 0..=0,
        }
    }

    /// What everybody does in each step: looks at both services and fills the cart; every other one logs out and in again, and every third one buys
    /// what is in the cart.
    pub async fn shop(&mut self, turn: usize) -> Result<()> {
        self.look("/").await?;
        if self.logged_in != Some(true) {
            self.log_in().await?;
        }
        self.add_to_cart().await?;
        self.account_page().await?;
        if (turn + usize::from(self.number)).is_multiple_of(2) {
            self.log_out().await?;
            self.look("/").await?;
            self.log_in().await?;
        }
        self.cart().await?;
        if (turn + usize::from(self.number)).is_multiple_of(3) {
            self.order().await?;
        }
        Ok(())
    }

    /// A page of the mall.
    pub async fn look(&mut self, path: &str) -> Result<Page> {
        let url = self.mall.join(path)?;
        self.visit(&url).await
    }

    /// The cookie of a name, as the mall would get it.
    pub fn brings(&self, name: &str) -> bool {
        self.visitor.cookie(&self.mall, name).is_some()
    }

    async fn account_page(&mut self) -> Result<()> {
        let home = self.look("/").await?;
        let href = home.link("member-menu__account");
        let href = href.with_context(|| format!("{} shows no way to the account", home.url))?;
        let url = home.url.join(&href)?;
        let page = self.visit(&url).await?;
        if page.url.path() != "/account" {
            self.fault(format!("the account's page led to {}", page.url.path()));
        }
        Ok(())
    }

    async fn log_in(&mut self) -> Result<()> {
        let home = self.look("/").await?;
        if self.logged_in == Some(true) {
            return Ok(());
        }
        let href = home.link("utility-bar__login");
        let href = href.with_context(|| format!("{} shows no way to the login", home.url))?;
        let url = home.url.join(&href)?;
        let form = self.visit(&url).await?;
        let (account, _) = crowd::account(self.number);
        let sent = Instant::now();
        self.logged_in = None;
        // Every third one wants to be remembered.
        let remembered = self.number.is_multiple_of(3);
        let answered = self.visitor.log_in(&form, &account, remembered).await;
        if let Some(page) = self.judge("logging in", answered, sent).await? {
            self.logged_in = Some(true);
            self.record.see(self.number, Event::LoggedIn);
            self.check(&page);
        }
        Ok(())
    }

    async fn log_out(&mut self) -> Result<()> {
        let home = self.look("/").await?;
        if self.logged_in != Some(true) {
            return Ok(());
        }
        let sent = Instant::now();
        self.logged_in = None;
        let answered = self.visitor.log_out(Step::Logout, &home).await;
        if let Some(page) = self.judge("logging out", answered, sent).await? {
            self.logged_in = Some(false);
            self.record.see(self.number, Event::LoggedOut);
            self.check(&page);
        }
        Ok(())
    }

    async fn add_to_cart(&mut self) -> Result<()> {
        let path = self.product.clone();
        let product = self.look(&path).await?;
        if self.logged_in != Some(true) {
            return Ok(());
        }
        let sent = Instant::now();
        let answered = self
            .visitor
            .submit(Step::Visit, &product, "/api/mall/cart/add", &[])
            .await;
        let (low, high) = (*self.pieces.start(), *self.pieces.end());
        // As long as no answer says that it is there.
        self.pieces = low..=high + 1;
        if let Some(page) = self.judge("adding to the cart", answered, sent).await? {
            self.check(&page);
            self.pieces = low + 1..=high + 1;
        }
        Ok(())
    }

    async fn cart(&mut self) -> Result<()> {
        if self.logged_in != Some(true) {
            return Ok(());
        }
        let page = self.look("/cart").await?;
        // The field with the quantity of the one line.
        let field = page.field(&self.product.replace("/p/", "quantity-"));
        let found = field.map_or(Ok(0), |field| field.parse())?;
        match Some(found).filter(|found| self.pieces.contains(found)) {
            Some(found) => {
                self.pieces = found..=found;
                self.record.see(self.number, Event::Cart);
            }
            None => self.fault(format!("the cart has {found} pieces, not {:?}", self.pieces)),
        }
        Ok(())
    }

    /// A page, from whichever service, that is right about who is asking. A killed copy may cost an attempt.
    async fn visit(&mut self, url: &Url) -> Result<Page> {
        let started = Instant::now();
        loop {
            let sent = Instant::now();
            let answered = self.visitor.open(Step::Visit, url).await;
            if let Some(page) = self.judge(url.path(), answered, sent).await? {
                self.check(&page);
                return Ok(page);
            }
            if started.elapsed() > PATIENCE {
                bail!("{} is not to be had", url.path());
            }
        }
    }

    /// The page that was answered, or nothing where a killed copy explains that there is none.
    async fn judge(&mut self, what: &str, answered: Result<Page>, sent: Instant) -> Result<Option<Page>> {
        let trouble = match answered {
            Ok(page) if page.status < 400 && !page.says_unavailable() => return Ok(Some(page)),
            Ok(page) => format!("{what} was answered {}", page.status),
            Err(error) => format!("{what}: {error:#}"),
        };
        if !self.record.may_be_excused(sent) {
            bail!(trouble);
        }
        self.record.see(self.number, Event::Excused(trouble));
        tokio::time::sleep(Duration::from_millis(100)).await;
        Ok(None)
    }

    /// Checks that a page shows who is asking.
    fn check(&mut self, page: &Page) {
        let (_, nickname) = crowd::account(self.number);
        let member = match page.shown() {
            Shown::Member(name) if name == nickname => true,
            Shown::Member(name) => return self.fault(format!("{} shows {name}", page.url)),
            Shown::Guest => false,
            Shown::Unclear => return self.fault(format!("{} does not say who is asking", page.url)),
        };
        match self.logged_in {
            Some(expected) if expected != member => {
                let shown = if member { "logged in" } else { "a guest" };
                self.fault(format!("{} shows them as {shown}", page.url));
                // One fault, and not one with each page that follows.
                self.logged_in = Some(member);
            }
            _ => {
                self.logged_in = Some(member);
                let by = self.visitor.exchanges().last().and_then(|last| last.copy.clone());
                let by = by.unwrap_or_default();
                self.record.see(self.number, Event::Page { by, member });
            }
        }
    }

    fn fault(&self, what: String) {
        self.record.see(self.number, Event::Fault(what));
    }
}
