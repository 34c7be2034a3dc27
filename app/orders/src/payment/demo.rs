//! Paying with the demo provider.

use super::provider::{Asked, CameBack, NotGenuine, PaymentNumber, PaymentProvider, Settled};
use app_demo_payments::{
    get, post,
    protocol::{self, Kind, Message, sign},
};
use app_kernel::{Links, Money, Origin, path};
use async_trait::async_trait;

/// The merchant's side of the demo provider, which moves no money.
pub(crate) struct DemoPayments {
    key: Vec<u8>,
    provider: Origin,
    notice_to: String,
}

impl DemoPayments {
    /// With the key that both sides have; `None` where there is no provider.
    pub(crate) fn new(key: Vec<u8>, links: &Links) -> Option<Self> {
        Some(Self {
            key,
            provider: app_demo_payments::origin(links)?,
            notice_to: links.mall(path::PAYMENT_NOTICE_API),
        })
    }

    fn read(&self, kind: Kind, message: &str) -> Result<Message, NotGenuine> {
        protocol::read(&self.key, kind, message).map_err(|protocol::NotGenuine| NotGenuine)
    }
}

fn settled(message: &Message) -> Result<Settled, NotGenuine> {
    Ok(Settled {
        number: PaymentNumber::read(message.get("number"))?,
        fen: message.amount().map_err(|protocol::NotGenuine| NotGenuine)?,
        reference: PaymentNumber::read(message.get("reference"))?,
    })
}

#[async_trait]
impl PaymentProvider for DemoPayments {
    fn name(&self) -> &'static str {
        "demo"
    }

    fn checkout(&self, asked: &Asked) -> String {
        let query = sign(
            &self.key,
            Kind::Open,
            &[
                ("number", &asked.number),
                ("amount", &asked.amount.fen().to_string()),
                ("subject", &asked.subject),
                ("return", &asked.return_to),
                ("notice", &self.notice_to),
                ("language", asked.locale.tag()),
            ],
        );
        self.provider.at(&format!("/pay?{query}"))
    }

    fn read_notice(&self, body: &[u8]) -> Result<Settled, NotGenuine> {
        let body = str::from_utf8(body).map_err(|_| NotGenuine)?;
        settled(&self.read(Kind::Notice, body)?)
    }

    fn read_return(&self, query: &str) -> Result<CameBack, NotGenuine> {
        let message = self.read(Kind::Return, query)?;
        let settled = match message.get("state") {
            "paid" => Some(settled(&message)?),
            _ => None,
        };
        Ok(CameBack {
            number: PaymentNumber::read(message.get("number"))?,
            settled,
        })
    }

    async fn ask(&self, number: &str) -> anyhow::Result<Option<Settled>> {
        let query = sign(&self.key, Kind::Query, &[("number", number)]);
        let address = self.provider.at(&format!("/trades/{number}?{query}"));
        let (status, answer) = get(&address).await?;
        anyhow::ensure!(matches!(status, 200 | 404), "the provider answers {status}");
        // It signs that it knows nothing, too, as of somebody who did not even open its page: anybody on the way could say so.
        let message = self.read(Kind::State, &answer)?;
        anyhow::ensure!(
            message.get("number") == number,
            "the provider speaks of another payment"
        );
        Ok(match message.get("state") {
            "paid" => Some(settled(&message)?),
            _ => None,
        })
    }

    async fn refund(&self, number: &str, amount: Money) -> anyhow::Result<()> {
        let amount = amount.fen().to_string();
        let form = sign(
            &self.key,
            Kind::Refund,
            &[("number", number), ("amount", &amount)],
        );
        let status = post(&self.provider.at("/refunds"), form).await?;
        anyhow::ensure!(status == 200, "the provider answers {status}");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text that the database would refuse is no number of anybody's, whoever has signed it.
    #[test]
    fn numbers_are_numbers() {
        let origin = |text| Origin::parse(text).expect("an origin");
        let links = Links {
            mall: origin("http://cfmall.localhost:3000"),
            auth: origin("http://cfmall.localhost:3000"),
        };
        let provider = DemoPayments::new(b"key".to_vec(), &links).expect("a provider");
        let long = "9".repeat(65);
        for (number, reference, is_good) in [
            ("P2611270505728882", "D1", true),
            ("P26\0", "D1", false),
            ("P1", "D\0", false),
            ("", "D1", false),
            ("P1", "", false),
            ("P1", "D 1", false),
            ("张三", "D1", false),
            (&long, "D1", false),
        ] {
            let fields = [("number", number), ("amount", "100"), ("reference", reference)];
            let notice = sign(b"key", Kind::Notice, &fields);
            assert_eq!(
                provider.read_notice(notice.as_bytes()).is_ok(),
                is_good,
                "{number:?} {reference:?}"
            );
            let fields = [&fields[..], &[("state", "paid")]].concat();
            let back = sign(b"key", Kind::Return, &fields);
            assert_eq!(
                provider.read_return(&back).is_ok(),
                is_good,
                "{number:?} {reference:?}"
            );
        }
    }
}
