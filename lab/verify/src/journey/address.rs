//! A login that may travel in the address.

use diagnosis::evidence::{Service, Step, Token, id_in, place};
use url::Url;

use crate::investigation::{Ask, Investigation};

impl Investigation<'_> {
    /// Where the login led to an address with a value like an id in it: asks A for that address without cookies, and for the same one without
    /// the id.
    pub(super) async fn open_address(&mut self) {
        let mut exchanges = self.evidence.exchanges.iter();
        let target = exchanges.find_map(|exchange| {
            let response = exchange.response.as_ref()?;
            let is_meant = exchange.step == Step::Login && response.token == Some(Token::Id);
            let location = exchange.header("location").filter(|_| is_meant)?;
            exchange.request.url.join(location).ok()
        });
        let Some(target) = target.filter(|target| self.service_of(target) == Service::A) else {
            return;
        };
        for url in [without_id(&target), target] {
            let ask = Ask {
                step: Step::Between,
                service: Service::A,
                cookies: Vec::new(),
                login: None,
            };
            self.ask_at(ask, url, None, Vec::new(), false).await;
        }
    }
}

/// An address without the value that is like an id.
fn without_id(url: &Url) -> Url {
    let mut bare = url.clone();
    bare.set_path(place(url.path()));
    bare.set_fragment(None);
    let id = id_in(url.as_str()).map(str::to_owned);
    let kept: Vec<_> = url
        .query()
        .into_iter()
        .flat_map(|query| query.split('&'))
        .filter(|pair| pair.split_once('=').map(|(_, value)| value) != id.as_deref())
        .collect();
    bare.set_query((!kept.is_empty()).then(|| kept.join("&")).as_deref());
    bare
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn an_address_loses_its_id_and_keeps_the_rest() {
        let id = "387cb329ea3b4f59abf5d22db37d475c";
        for (with, without) in [
            (
                format!("http://a.test/x;jsessionid={id}?lang=en"),
                "http://a.test/x?lang=en",
            ),
            (
                format!("http://a.test/x?SID={id}&lang=en#top"),
                "http://a.test/x?lang=en",
            ),
            (format!("http://a.test/x?SID={id}"), "http://a.test/x"),
        ] {
            assert_eq!(without_id(&Url::parse(&with).unwrap()).as_str(), without);
        }
    }
}
