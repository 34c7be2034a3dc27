//! Buying: from the cart or a product to the paid order.

mod checkout;
mod closing;
mod crowd;
mod input;
mod kill;
mod payment;
mod provider;
mod sales;
mod told;
mod unpaid;

use crate::{
    browser::Browser,
    mall::{Mall, header},
    query::{ask, run, until},
};

/// Variants of the catalogue. See [`open`] for price, stock and weight.
pub(crate) const SKUS: [&str; 3] = ["100101", "100102", "100201"];

/// A mall in which each variant costs ten yuan, there are fifty of it, and a piece weighs a pound.
pub(crate) async fn open() -> Mall {
    open_with(&[]).await
}

/// With more in its environment.
async fn open_with(environment: &[(&str, &str)]) -> Mall {
    let mall = Mall::open_with(environment).await;
    run(
        &mall,
        "update mall.sku set price_fen = 1000, stock = 50; update mall.product set grams = 500",
    )
    .await;
    mall
}

/// Stock and pieces in orders of the first variant.
async fn stock(mall: &Mall) -> String {
    ask(
        mall,
        "select stock || ' + ' || ordered from mall.sku where id = 100101",
    )
    .await
}

/// What does not add up.
pub(crate) async fn books(mall: &Mall) -> String {
    ask(
        mall,
        "select coalesce(string_agg(rule || ': ' || subject, '; '), '') from mall.books()",
    )
    .await
}

/// A demo member in a browser, with an address in Shenzhen.
pub(crate) async fn buyer(mall: &Mall, account: &str) -> Browser {
    let browser = Browser::of(mall, account);
    address_of(mall, account, "440305").await;
    browser
}

/// A new address of a member in a district, which is the default if it is the first. Its id.
pub(crate) async fn address_of(mall: &Mall, account: &str, district: &str) -> String {
    sqlx::query_scalar::<_, i64>(
        "insert into mall.address (member_id, recipient, phone, district, street, is_default)
         select m.id, '张三', '13800000001', $2, '科技园路 1 号',
                not exists (select from mall.address a where a.member_id = m.id and a.is_default)
         from auth.member m where m.user_name = $1 returning id",
    )
    .bind(account)
    .bind(district)
    .fetch_one(mall.database.pool())
    .await
    .expect("an address")
    .to_string()
}

/// The fields of the form of a checkout, as a browser would send them.
#[derive(Clone, Debug)]
pub(crate) struct Form(Vec<(String, String)>);

impl Form {
    /// Of the page at this address.
    pub(crate) fn on(browser: &mut Browser, page: &str) -> Self {
        Self::of(&browser.page(page))
    }

    fn of(page: &str) -> Self {
        let form = page
            .split_once(" class=\"checkout\">")
            .map_or("", |(_, form)| form);
        let form = form.split_once("</form>").map_or(form, |(form, _)| form);
        let fields = form.split("<input ").skip(1).filter_map(|input| {
            let input = input.split_once('>')?.0;
            let attribute = |name: &str| {
                let (_, rest) = input.split_once(&format!("{name}=\""))?;
                Some(rest.split_once('"')?.0.to_owned())
            };
            Some((attribute("name")?, attribute("value")?))
        });
        Self(fields.collect())
    }

    fn value(&self, name: &str) -> &str {
        let field = self.0.iter().find(|(field, _)| field == name);
        field.map_or("", |(_, value)| value)
    }

    /// With another value of a field.
    pub(crate) fn with(&self, name: &str, value: &str) -> Self {
        let mut fields: Vec<_> = self
            .0
            .iter()
            .filter(|(field, _)| field != name)
            .cloned()
            .collect();
        fields.push((name.to_owned(), value.to_owned()));
        Self(fields)
    }

    fn pairs(&self) -> Vec<(&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect()
    }

    /// Sends it as a script: the status, and the number of the order or the reason why there is none.
    pub(crate) fn send(&self, browser: &mut Browser) -> (u16, String) {
        let (status, answer) = browser.ask("/api/mall/checkout", &self.pairs());
        let word = answer["number"].as_str().or(answer["error"].as_str());
        (status, word.unwrap_or_default().to_owned())
    }

    /// Sends it as a browser: the address behind the redirect.
    fn submit(&self, browser: &mut Browser) -> String {
        let response = browser.post("/api/mall/checkout", &self.pairs());
        assert_eq!(response.status(), 303);
        header(&response, "location").to_owned()
    }
}
