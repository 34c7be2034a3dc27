//! How attempts to log in, and to prove the password again, ended, for operators.

use super::{code_login, codes::CodesError, passkeys, social};
use crate::{
    codes::notice::{CodeError, Refusal},
    login::notice::LoginError,
    passkeys::failure::PasskeyFailure,
    social::failure::SocialFailure,
};
use AttemptOutcome as Outcome;
use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family},
    registry::Registry,
};

/// The method of a login with the password, as [`app_session::Proof::method`] names it.
pub(super) const PASSWORD: &str = "password";

/// The ways to log in, by the words that [`app_session::Proof::method`] has for them.
const METHODS: [&str; 4] = [PASSWORD, code_login::METHOD, social::METHOD, passkeys::METHOD];

/// The way in which an attempt ends. Metrics name it by the word of its own, whatever the method was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AttemptOutcome {
    /// The member is logged in, or has proved who they are.
    Succeeded,
    /// What was sent is not enough to be checked.
    Incomplete,
    /// What was sent proves nothing.
    InvalidCredentials,
    /// A right proof for an account that may not be entered with it.
    Disabled,
    /// A right proof for an account that is to be deleted: it can be kept first.
    ToBeDeleted,
    /// There were too many attempts before it.
    TooManyAttempts,
    /// A right proof at the provider, of an identity that no account here has.
    NoAccount,
    /// Whoever was at the provider has said no.
    Denied,
    /// Nobody could judge it.
    Unavailable,
}

/// All of them.
const OUTCOMES: [Outcome; 9] = [
    Outcome::Succeeded,
    Outcome::Incomplete,
    Outcome::InvalidCredentials,
    Outcome::Disabled,
    Outcome::ToBeDeleted,
    Outcome::TooManyAttempts,
    Outcome::NoAccount,
    Outcome::Denied,
    Outcome::Unavailable,
];

impl Outcome {
    const fn name(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::Incomplete => "incomplete",
            Self::InvalidCredentials => "invalid-credentials",
            Self::Disabled => "disabled",
            Self::ToBeDeleted => "to-be-deleted",
            Self::TooManyAttempts => "too-many-attempts",
            Self::NoAccount => "no-account",
            Self::Denied => "denied",
            Self::Unavailable => "unavailable",
        }
    }

    /// Whether a login by this method can end so.
    fn ends_login(self, method: &str) -> bool {
        match self {
            Self::Incomplete => method == PASSWORD || method == code_login::METHOD,
            Self::NoAccount | Self::Denied => method == social::METHOD,
            _ => true,
        }
    }

    /// Whether a confirmation with the password can end so.
    const fn ends_confirmation(self) -> bool {
        matches!(
            self,
            Self::Succeeded | Self::InvalidCredentials | Self::TooManyAttempts | Self::Unavailable
        )
    }
}

impl From<LoginError> for Outcome {
    fn from(error: LoginError) -> Self {
        match error {
            LoginError::Incomplete => Self::Incomplete,
            LoginError::InvalidCredentials => Self::InvalidCredentials,
            LoginError::Disabled => Self::Disabled,
            LoginError::TooMany(_) => Self::TooManyAttempts,
        }
    }
}

impl From<Refusal> for Outcome {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Phone | Refusal::Email(_) | Refusal::Code(CodeError::Form) => Self::Incomplete,
            Refusal::Disabled | Refusal::Young => Self::Disabled,
            Refusal::TooMany(_) => Self::TooManyAttempts,
            _ => Self::InvalidCredentials,
        }
    }
}

impl From<&CodesError> for Outcome {
    fn from(_: &CodesError) -> Self {
        Self::Unavailable
    }
}

impl From<PasskeyFailure> for Outcome {
    fn from(failure: PasskeyFailure) -> Self {
        match failure {
            PasskeyFailure::Disabled => Self::Disabled,
            PasskeyFailure::TooMany => Self::TooManyAttempts,
            PasskeyFailure::Away | PasskeyFailure::Impossible => Self::Unavailable,
            _ => Self::InvalidCredentials,
        }
    }
}

impl From<SocialFailure> for Outcome {
    fn from(failure: SocialFailure) -> Self {
        match failure {
            SocialFailure::Denied => Self::Denied,
            SocialFailure::Disabled => Self::Disabled,
            SocialFailure::TooMany => Self::TooManyAttempts,
            SocialFailure::Refused | SocialFailure::Away => Self::Unavailable,
            _ => Self::InvalidCredentials,
        }
    }
}

/// Attempts to log in since the process started.
#[derive(Clone, Debug)]
pub(super) struct LoginCounters(Family<Login, Counter>);

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Login {
    method: &'static str,
    result: &'static str,
}

impl LoginCounters {
    pub(super) fn new() -> Self {
        let counters = Self(Family::default());
        // All of them from the start: of a counter that only appears with its first event, no rate shows that one.
        for method in METHODS {
            for outcome in OUTCOMES.into_iter().filter(|outcome| outcome.ends_login(method)) {
                drop(counters.counter(method, outcome));
            }
        }
        counters
    }

    /// Counts an attempt by this method, one of those that [`app_session::Proof::method`] names, that has ended so.
    pub(super) fn count(&self, method: &'static str, outcome: impl Into<Outcome>) {
        self.counter(method, outcome.into()).inc();
    }

    /// Makes them known to those who ask for metrics.
    pub(super) fn register(&self, registry: &mut Registry) {
        let help = "Attempts to log in, by method and by how they ended";
        registry.register("login_attempts", help, self.0.clone());
    }

    fn counter(&self, method: &'static str, outcome: Outcome) -> Counter {
        let result = outcome.name();
        self.0.get_or_create(&Login { method, result }).clone()
    }
}

/// Passwords that were sent before something sensitive, since the process started.
#[derive(Clone, Debug)]
pub(super) struct ConfirmationCounters(Family<Confirmation, Counter>);

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Confirmation {
    result: &'static str,
}

impl ConfirmationCounters {
    pub(super) fn new() -> Self {
        let counters = Self(Family::default());
        for outcome in OUTCOMES.into_iter().filter(|outcome| outcome.ends_confirmation()) {
            drop(counters.counter(outcome));
        }
        counters
    }

    /// Counts an attempt that has ended so.
    pub(super) fn count(&self, outcome: Outcome) {
        self.counter(outcome).inc();
    }

    /// Makes them known to those who ask for metrics.
    pub(super) fn register(&self, registry: &mut Registry) {
        let help = "Passwords sent for a confirmation, by how that ended";
        registry.register("confirmation_attempts", help, self.0.clone());
    }

    fn counter(&self, outcome: Outcome) -> Counter {
        let result = outcome.name();
        self.0.get_or_create(&Confirmation { result }).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use prometheus_client::encoding::text::encode;
    use std::collections::BTreeSet;

    fn text(registry: &Registry) -> String {
        let mut text = String::new();
        encode(&mut text, registry).expect("a string takes everything");
        text
    }

    #[test]
    fn every_result_has_a_counter_from_the_start() {
        let (logins, confirmations) = (LoginCounters::new(), ConfirmationCounters::new());
        let mut registry = Registry::default();
        logins.register(&mut registry);
        confirmations.register(&mut registry);
        let start = text(&registry);
        for method in METHODS {
            for outcome in OUTCOMES {
                let series = format!(
                    "login_attempts_total{{method=\"{method}\",result=\"{}\"}} 0\n",
                    outcome.name()
                );
                assert_eq!(start.contains(&series), outcome.ends_login(method), "{start}");
            }
        }
        assert!(
            start.contains("confirmation_attempts_total{result=\"invalid-credentials\"} 0\n"),
            "{start}"
        );
        let count = |text: &str, name: &str| text.lines().filter(|line| line.starts_with(name)).count();
        assert_eq!(count(&start, "login_attempts_total"), 7 + 7 + 8 + 6);
        assert_eq!(count(&start, "confirmation_attempts_total"), 4);

        // Whatever happens has its series already.
        logins.count(PASSWORD, LoginError::Disabled);
        logins.count(code_login::METHOD, Refusal::Young);
        logins.count(social::METHOD, SocialFailure::Denied);
        logins.count(passkeys::METHOD, PasskeyFailure::Copied);
        confirmations.count(Outcome::Succeeded);
        let now = text(&registry);
        for series in [
            "login_attempts_total{method=\"password\",result=\"disabled\"} 1\n",
            "login_attempts_total{method=\"code\",result=\"disabled\"} 1\n",
            "login_attempts_total{method=\"social\",result=\"denied\"} 1\n",
            "login_attempts_total{method=\"passkey\",result=\"invalid-credentials\"} 1\n",
            "confirmation_attempts_total{result=\"succeeded\"} 1\n",
        ] {
            assert!(now.contains(series), "{series} in {now}");
        }
        assert_eq!(now.lines().count(), start.lines().count());
    }

    #[test]
    fn methods_and_results_have_words_of_their_own() {
        assert_eq!(METHODS[0], app_session::Proof::password(None).method);
        assert_eq!(METHODS.into_iter().collect::<BTreeSet<_>>().len(), METHODS.len());
        let words: BTreeSet<_> = OUTCOMES.iter().map(|outcome| outcome.name()).collect();
        assert_eq!(words.len(), OUTCOMES.len());
    }
}
