//! Runs that are put together by hand.

use diagnosis::{
    Diagnosis, Outcome, Verdict, diagnose,
    evidence::{Evidence, Exchange, Pair, Request, Response, Service, Shown, Step},
    jar::Context,
};
use time::{Duration, OffsetDateTime};

/// A run, exchange by exchange, one a second.
#[derive(Default)]
pub struct Run(pub Evidence);

impl Run {
    /// A run of a login that A knows: what guests see, a wrong password, the login with these lines, A asked again.
    pub fn of_login(lines: &[&str], carried: &str) -> Self {
        let mut run = Self::default();
        run.ask(Service::A, Step::Nothing, "", 200, Shown::Guest);
        run.ask(Service::B, Step::Nothing, "", 200, Shown::Guest);
        run.ask(Service::A, Step::WrongPassword, "", 401, Shown::Unclear);
        run.ask(Service::A, Step::Login, "", 303, Shown::Unclear);
        run.last().response.as_mut().expect("an answer").set_cookie =
            lines.iter().map(ToString::to_string).collect();
        run.ask(Service::A, Step::Control, carried, 200, member());
        run
    }

    /// Adds a request with cookies (`a=1; b=2`) and its answer; none if the status is 0.
    pub fn ask(&mut self, service: Service, step: Step, cookies: &str, status: u16, shown: Shown) {
        let host = match service {
            Service::A => "http://auth.shop.example/",
            Service::B => "http://shop.example/",
        };
        let pairs = cookies.split("; ").filter_map(|pair| pair.split_once('='));
        let pairs = pairs.map(|(name, value)| Pair {
            name: name.to_owned(),
            value: value.to_owned(),
        });
        let at = i64::try_from(self.0.exchanges.len()).expect("few exchanges");
        let response = Response {
            status,
            shown,
            ..Response::default()
        };
        self.0.exchanges.push(Exchange {
            step,
            service,
            copy: None,
            at: OffsetDateTime::UNIX_EPOCH + Duration::seconds(at),
            login: 0,
            age_ms: step.carries_login().then_some(0),
            request: Request {
                url: host.parse().expect("an address"),
                context: Context::typed(),
                cookies: Some(pairs.collect()),
                via: diagnosis::evidence::Via::Browser,
                client: None,
            },
            response: (status != 0).then_some(response),
            look_up: None,
        });
    }

    /// The last exchange.
    pub fn last(&mut self) -> &mut Exchange {
        self.0.exchanges.last_mut().expect("an exchange")
    }

    /// What is decided about it.
    pub fn diagnosis(&self) -> Diagnosis {
        diagnose(&self.0)
    }

    /// The labels of what fails first.
    pub fn first(&self) -> Vec<String> {
        let diagnosis = self.diagnosis();
        assert_ne!(
            diagnosis.outcome,
            Outcome::CouldNotRun,
            "{:?}",
            diagnosis.sentence
        );
        diagnosis.first.verdicts.iter().map(Verdict::label).collect()
    }
}

/// Who is logged in.
pub fn member() -> Shown {
    Shown::Member("Ada".to_owned())
}
