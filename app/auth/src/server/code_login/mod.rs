//! Logging in with a code to the phone or the e-mail address of the account, instead of the password.

mod sql;

use super::{
    Auth,
    codes::{Asker, CodesError, Purpose, read_code},
};
use crate::{
    codes::notice::{CodeError, Refusal, Refusals},
    domain::recipient::Recipient,
};
use app_kernel::Member;
use app_session::Proof;
use app_ui::words::words_in;
use sql::Use;

/// The word for a login with a code, in the list of a member's sessions and in their activity.
pub(super) const METHOD: &str = "code";

/// The proof of a code, for an account whose credentials have this version.
pub(super) const fn proof(version: i32) -> Proof {
    Proof {
        method: METHOD,
        version: Some(version),
        elevates: false,
        context: None,
    }
}

/// A member whose code was right.
pub(super) struct ProvedByCode {
    pub(super) member: Member,
    pub(super) proof: Proof,
}

impl Auth {
    /// Sends a code to the phone or the e-mail address. If no account can log in by it, the message says why instead, and the answer is the
    /// same in the same time: whoever asks for the code of another's does not learn whether it is a member's.
    pub(super) async fn send_login_code(
        &self,
        typed: &str,
        asker: &Asker,
    ) -> Result<Result<(), Refusal>, CodesError> {
        self.open_messenger()?;
        let to = match Recipient::parse(typed) {
            Ok(to) => to,
            Err(error) => return Ok(Err(error.into())),
        };
        let account = self.reached_at(&to).await?;
        let new = match self.new_code(Purpose::Login, to, asker).await? {
            Ok(new) => new,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let words = match account.map(|account| account.obstacle()) {
            None => words_in(asker.locale, "message-login-none", &[]),
            Some(Some(Refusal::Disabled)) => words_in(asker.locale, "message-login-disabled", &[]),
            Some(Some(_)) => words_in(asker.locale, "message-login-young", &[]),
            Some(None) => words_in(asker.locale, "message-login-code", &[("code", &new.code)]),
        };
        self.deliver(new, words, asker).await.map(Ok)
    }

    /// The member who is reached there, if this is the code that was sent there for this browser. It is used up by that. It stands for the
    /// password at the login only: what is sensitive asks for the password itself.
    pub(super) async fn prove_by_code(
        &self,
        (typed, code): (&str, &str),
        asker: &Asker,
    ) -> Result<Result<ProvedByCode, Refusals>, CodesError> {
        self.open_messenger()?;
        let (to, code) = match (Recipient::parse(typed), read_code(code)) {
            (Ok(to), Ok(code)) => (to, code),
            (to, code) => {
                let wrong = [to.err().map(Refusal::from), code.err()];
                return Ok(Err(wrong.into_iter().flatten().collect()));
            }
        };
        match self.check_code(Purpose::Login, &to, &code, asker).await? {
            // One that was used a moment ago may be in the same form, sent twice: the statement below knows.
            Ok(()) | Err(Refusal::Code(CodeError::Used)) => {}
            Err(refusal) => return Ok(Err(vec![refusal])),
        }
        let Some(account) = self.reached_at(&to).await? else {
            return Ok(Err(vec![Refusal::Code(CodeError::Wrong)]));
        };
        let used = Use {
            member: account.member.id,
            to: &to,
            secret: &asker.secret,
            code: &code,
        };
        Ok(match sql::use_up(&self.pool, &used).await? {
            Ok(version) => Ok(ProvedByCode {
                member: account.member,
                proof: proof(version),
            }),
            Err(obstacle) => Err(vec![match obstacle.as_str() {
                "disabled" => Refusal::Disabled,
                "young" => Refusal::Young,
                verdict => Refusal::Code(CodeError::of(verdict)),
            }]),
        })
    }
}
