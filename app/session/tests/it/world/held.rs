//! A request that is under way for as long as a test wants.

use super::{Answer, Browser, Shop};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use tokio::task::JoinHandle;

static NAMES: AtomicU64 = AtomicU64::new(0);

/// It has found out who is asking, and waits before it acts.
pub(crate) struct Held {
    shop: Shop,
    name: String,
    answer: JoinHandle<Answer>,
}

impl Browser {
    /// Sends a request that will do `action` (`none`, `set`, `touch`, `sign-out`), and returns when it has arrived.
    pub(crate) async fn hold(&self, shop: &Shop, action: &str, form: &[(&str, &str)]) -> Held {
        let name = format!("held-{}", NAMES.fetch_add(1, Relaxed));
        let mut form: Vec<_> = form
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect();
        form.push(("name".to_owned(), name.clone()));
        form.push(("action".to_owned(), action.to_owned()));
        let (there, cookie) = (shop.clone(), self.header());
        let answer = tokio::spawn(async move {
            let form: Vec<_> = form
                .iter()
                .map(|(key, value)| (key.as_str(), value.as_str()))
                .collect();
            there
                .ask("/api/session/probe/hold", Some(&form), cookie.as_deref())
                .await
        });
        let arrived = format!("/api/session/probe/arrived?name={name}");
        shop.ask(&arrived, None, None).await.ok();
        Held {
            shop: shop.clone(),
            name,
            answer,
        }
    }
}

impl Held {
    /// Lets it act; its answer.
    pub(crate) async fn go(self) -> Answer {
        let form = [("name", self.name.as_str())];
        self.shop
            .ask("/api/session/probe/release", Some(&form), None)
            .await
            .ok();
        self.answer.await.expect("it is answered")
    }
}
